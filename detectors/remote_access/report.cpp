#include "detectors/remote_access/report.hpp"

#include <fmt/format.h>

#include "detectors/api/detector.hpp"
#include "detectors/support/wording.hpp"

namespace sekisho::detectors::remote_access {
namespace {

Reason reason_of(const Case& c) {
  if (c.tool.kind == Kind::Kit) return {6, "certificate of a remote-control kit"};
  if (c.tool.kind == Kind::Editor) return {5, "tunnel to an editor or a terminal"};
  if (c.tool.kind == Kind::Vendor) return {4, "remote-access software"};
  if (c.around.direction == Direction::Inbound) return {1, "remote session from outside"};
  if (c.around.direction == Direction::Internal || c.around.itself) return {3, "remote session inside"};
  return {2, "remote session to outside"};
}

std::vector<std::string_view> techniques_of(const Case& c) {
  switch (c.tool.kind) {
    case Kind::Editor:
      return {"T1219.001", "T1572"};
    case Kind::Desktop:
    case Kind::Vendor:
      return {"T1219.002"};
    case Kind::Kit:
      return {"T1219", "T1573"};
    case Kind::Terminal:
    case Kind::None:
      break;
  }
  return {"T1219"};
}

std::string sentence_of(const Case& c) {
  const std::string client = c.flow.endpoints.client.address.to_string();
  const std::string server = support::server_text(c.flow);
  const std::string tool = quote(c.tool.name);
  switch (c.tool.kind) {
    case Kind::Kit:
      return fmt::format("{} talks TLS to {}, whose self-signed certificate \"{} Server\" is what remote-control kits make for themselves", client,
                         server, tool);
    case Kind::Vendor:
    case Kind::Editor:
      return fmt::format("{} uses {} through \"{}\" (known by {})", client, tool, quote(c.object.name), sign_name(c.tool.sign));
    case Kind::Desktop:
    case Kind::Terminal:
    case Kind::None:
      break;
  }
  return fmt::format("{} has a {} session with {}; {} bytes out, {} in", client, tool, server, c.to_server, c.to_client);
}

}  // namespace

Finding make_finding(const Case& c) {
  Finding f;
  f.time = c.time;
  f.reason = reason_of(c);
  f.score = c.verdict.score;
  f.flow = c.flow;
  f.object = c.object;
  if (c.label.sure()) f.label = c.label;
  f.techniques = techniques_of(c);
  f.indicators = c.verdict.indicators;
  f.evidence = {{"tool", quote(c.tool.name)},
                {"known_by", std::string(sign_name(c.tool.sign))},
                {"direction", std::string(direction_name(c.around.direction))},
                {"duration_s", support::rounded(seconds(c.duration))}};
  if (c.around.vendors > 0) f.evidence.emplace_back("vendors_on_host", static_cast<std::int64_t>(c.around.vendors));
  f.sentence = sentence_of(c);
  f.first_seen = c.first;
  f.last_seen = c.time;
  f.flows = c.flows;
  f.bytes_to_server = c.to_server;
  f.bytes_to_client = c.to_client;
  return f;
}

}  // namespace sekisho::detectors::remote_access

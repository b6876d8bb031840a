#include "detectors/nonstandard_port/report.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "detectors/api/detector.hpp"
#include "detectors/support/wording.hpp"

namespace sekisho::detectors::nonstandard_port {
namespace {

using support::server_text;

Reason reason_of(Rule rule) {
  switch (rule) {
    case Rule::Masquerade:
      return {2, "protocol on the port of another service"};
    case Rule::UnknownAlien:
      return {3, "unknown protocol on a well-known port"};
    case Rule::UnknownTalk:
      return {4, "unknown protocol on an unusual port"};
    case Rule::Impostor:
      return {5, "protocol that is only pretended"};
    case Rule::OddPort:
    case Rule::None:
      break;
  }
  return {1, "protocol on an unusual port"};
}

std::string hex(Bytes bytes) {
  std::string text;
  for (const std::uint8_t b : bytes) text += fmt::format("{:02x}", b);
  return text;
}

std::string sentence_of(const Case& c) {
  const model::FlowRef& ref = c.record.ref;
  const std::string client = ref.endpoints.client.address.to_string();
  const std::string server = server_text(ref);
  const std::string_view owner = owner_of(ref.transport, ref.endpoints.server.port);
  const std::uint64_t up = c.totals.to_server;
  const std::uint64_t down = c.totals.to_client;
  switch (c.subject.rule) {
    case Rule::Masquerade:
      return fmt::format("{} speaks {} to {}, a port for {}; {} bytes out, {} in", client, c.subject.protocol->label, server, owner, up, down);
    case Rule::UnknownAlien:
      return fmt::format("{} and {}, a port for {}, talk in a protocol that is not {} nor any other known; {} bytes out, {} in", client, server,
                         owner, owner, up, down);
    case Rule::UnknownTalk:
      return fmt::format("{} and {} talk in a protocol that nobody knows; {} bytes out, {} in", client, server, up, down);
    case Rule::Impostor:
      return fmt::format("{} opens as {} to {}, and the server answers as no server does; {} bytes out, {} in", client, c.subject.protocol->label,
                         server, up, down);
    case Rule::OddPort:
    case Rule::None:
      break;
  }
  constexpr std::size_t kNamed = 4;
  const std::span<const PortRange> usual = c.subject.protocol->usual;
  return fmt::format("{} speaks {} to {}, usual are {}{}; {} bytes out, {} in", client, c.subject.protocol->label, server,
                     ports_text(usual.first(std::min(kNamed, usual.size()))), usual.size() > kNamed ? " …" : "", up, down);
}

Evidence evidence_of(const Case& c) {
  Evidence e;
  if (c.subject.protocol != nullptr) {
    e.emplace_back("protocol", std::string(c.subject.protocol->label));
    e.emplace_back("usual_ports", ports_text(c.subject.protocol->usual));
  }
  if (c.record.label.known()) {
    e.emplace_back("dpi", std::string(c.record.label.app.view()));
    e.emplace_back("dpi_confidence", std::string(model::confidence_name(c.record.label.confidence)));
  }
  if (const std::string_view owner = owner_of(c.record.ref.transport, c.record.ref.endpoints.server.port); !owner.empty()) {
    e.emplace_back("port_is_for", std::string(owner));
  }
  e.emplace_back("port", static_cast<std::int64_t>(c.record.ref.endpoints.server.port));
  e.emplace_back("first_bytes_to_server", hex(first_to_server(c.record)));
  e.emplace_back("first_bytes_to_client", hex(first_to_client(c.record)));
  e.emplace_back("packets_with_payload_to_server", static_cast<std::int64_t>(c.record.to_server.payload_packets));
  e.emplace_back("packets_with_payload_to_client", static_cast<std::int64_t>(c.record.to_client.payload_packets));
  e.emplace_back("flows", static_cast<std::int64_t>(c.totals.flows));
  e.emplace_back("never_resolved", c.around.never_resolved);
  e.emplace_back("direction", std::string(direction_name(c.around.direction)));
  return e;
}

bool has(const Verdict& verdict, std::string_view indicator) {
  return std::any_of(verdict.indicators.begin(), verdict.indicators.end(), [&](const Indicator& i) { return i.name == indicator; });
}

std::vector<std::string_view> techniques_of(const Case& c) {
  if (c.subject.rule == Rule::Impostor) return {"T1001.003", "T1095"};
  std::vector<std::string_view> ids{"T1571"};
  if (c.subject.protocol == nullptr) {
    ids.emplace_back("T1095");
  } else if (c.subject.protocol->label == "OpenVPN" || c.subject.protocol->label == "WireGuard") {
    ids.emplace_back("T1572");
  }
  if (has(c.verdict, "computed_port")) ids.emplace_back("T1568.003");
  return ids;
}

}  // namespace

Finding make_finding(const Case& c) {
  Finding f;
  f.time = c.time;
  f.reason = reason_of(c.subject.rule);
  f.score = c.verdict.score;
  f.flow = c.record.ref;
  f.object = c.object;
  if (c.record.label.sure()) f.label = c.record.label;
  f.techniques = techniques_of(c);
  f.indicators = c.verdict.indicators;
  f.evidence = evidence_of(c);
  f.sentence = sentence_of(c);
  f.first_seen = c.totals.first;
  f.last_seen = c.totals.last;
  f.flows = c.totals.flows;
  f.bytes_to_server = c.totals.to_server;
  f.bytes_to_client = c.totals.to_client;
  return f;
}

}  // namespace sekisho::detectors::nonstandard_port

#include "detectors/policy/report.hpp"

#include <string>

#include <fmt/format.h>

#include "detectors/api/detector.hpp"
#include "detectors/support/wording.hpp"

namespace sekisho::detectors::policy {
namespace {

std::string_view title_of(Rule rule) {
  if (rule == Rule::Elsewhere) return "host outside its allowed destinations";
  return rule == Rule::IsolatedAnswers ? "isolated network that is called" : "isolated network that talks";
}

std::string sentence_of(const Case& c) {
  const std::string client = c.record.ref.endpoints.client.address.to_string();
  const std::string server = support::server_text(c.record.ref);
  const char* verb = c.record.to_client.packets > 0 ? "talked to" : "tried to reach";
  const std::uint64_t up = c.record.to_server.payload;
  const std::uint64_t down = c.record.to_client.payload;
  switch (c.rule) {
    case Rule::IsolatedCalls:
      return fmt::format("{} is in a network declared isolated and {} {}; {} bytes out, {} in", client, verb, server, up, down);
    case Rule::IsolatedAnswers:
      return fmt::format("{} {} {}, which is in a network declared isolated; {} bytes out, {} in", client, verb, server, up, down);
    case Rule::Elsewhere:
    case Rule::None:
      break;
  }
  return fmt::format("{} {} {} (\"{}\"), which is not among its allowed destinations; {} bytes out, {} in", client, verb, server,
                     quote(c.object.name), up, down);
}

}  // namespace

Finding make_finding(const Case& c) {
  Finding f;
  f.time = c.time;
  f.reason = {static_cast<std::uint8_t>(c.rule), title_of(c.rule)};
  f.score = c.verdict.score;
  f.flow = c.record.ref;
  f.object = c.object;
  if (c.record.label.sure()) f.label = c.record.label;
  // What is carried in by hand is not seen; an island that talks is the only sign of it that a network can show.
  if (c.rule != Rule::Elsewhere) f.techniques = {"T1092"};
  f.indicators = c.verdict.indicators;
  f.evidence = {{"direction", std::string(direction_name(c.direction))}, {"answered", c.record.to_client.packets > 0}};
  f.sentence = sentence_of(c);
  f.first_seen = c.first;
  f.last_seen = c.record.last;
  f.flows = c.flows;
  f.bytes_to_server = c.record.to_server.payload;
  f.bytes_to_client = c.record.to_client.payload;
  return f;
}

}  // namespace sekisho::detectors::policy

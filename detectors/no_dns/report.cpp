#include "detectors/no_dns/report.hpp"

#include <string>

#include <fmt/format.h>

#include "detectors/api/detector.hpp"
#include "detectors/support/wording.hpp"

namespace sekisho::detectors::no_dns {
namespace {

using support::server_text;

Reason reason_of(Rule rule) {
  switch (rule) {
    case Rule::NamelessTls:
      return {2, "TLS that names no server"};
    case Rule::NumericHost:
      return {3, "HTTP to an address"};
    case Rule::ClaimedName:
      return {4, "name that was never looked up"};
    case Rule::Crowd:
      return {5, "many servers that nobody looked up"};
    case Rule::NeverResolved:
    case Rule::None:
      break;
  }
  return {1, "server that was never looked up"};
}

std::string sentence_of(const Case& c) {
  const std::string client = c.flow.endpoints.client.address.to_string();
  const std::string server = server_text(c.flow);
  const char* seen = c.contact.naming.unresolved_ip ? ", an address that none of its lookups gave" : "";
  switch (c.verdict.rule) {
    case Rule::NamelessTls:
      return fmt::format("{} opens {} to {} and names no server{}", client, c.flow.transport == model::Transport::Udp ? "QUIC" : "TLS", server, seen);
    case Rule::NumericHost:
      return fmt::format("{} speaks HTTP to {} by its address{}", client, quote(c.object.name), seen);
    case Rule::ClaimedName:
      return fmt::format("{} names {} to {}, an address that none of its lookups gave", client, quote(c.object.name), server);
    case Rule::Crowd:
      return fmt::format("{} talked to {} servers within ten minutes that nothing names, the latest {}", client, c.servers, server);
    case Rule::NeverResolved:
    case Rule::None:
      break;
  }
  return fmt::format("{} talks to {}, an address that none of its lookups gave", client, server);
}

std::vector<std::string_view> techniques_of(const Case& c) {
  switch (c.verdict.rule) {
    case Rule::NamelessTls:
      return {"T1071.001"};
    case Rule::NumericHost:
      // Asked of a proxy, the address is what lies behind it.
      return c.object.source == NameSource::ConnectTarget ? std::vector<std::string_view>{"T1071.001", "T1090"}
                                                          : std::vector<std::string_view>{"T1071.001"};
    case Rule::ClaimedName:
      return {"T1071.001", "T1090"};
    default:
      return {"T1071"};
  }
}

}  // namespace

Finding make_finding(const Case& c) {
  Finding f;
  f.time = c.time;
  f.reason = reason_of(c.verdict.rule);
  f.score = c.verdict.score;
  f.flow = c.flow;
  f.object = c.object;
  if (c.label.sure()) f.label = c.label;
  f.many_servers = c.verdict.rule == Rule::Crowd;
  f.techniques = techniques_of(c);
  f.indicators = c.verdict.indicators;
  f.evidence = {
      {"name_source", std::string(name_source_name(c.object.source))},
      {"lookups_visible", c.contact.naming.unresolved_ip || c.contact.naming.unresolved_name},
      {"contacts", static_cast<std::int64_t>(c.flows)},
      {"nameless_servers", static_cast<std::int64_t>(c.servers)},
      {"direction", std::string(direction_name(c.contact.direction))},
  };
  f.sentence = sentence_of(c);
  f.first_seen = c.first;
  f.last_seen = c.time;
  f.flows = c.flows;
  f.bytes_to_server = c.to_server;
  f.bytes_to_client = c.to_client;
  return f;
}

}  // namespace sekisho::detectors::no_dns

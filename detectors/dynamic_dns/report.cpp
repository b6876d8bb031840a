#include "detectors/dynamic_dns/report.hpp"

#include <string>

#include <fmt/format.h>

#include "detectors/api/detector.hpp"

namespace sekisho::detectors::dynamic_dns {

Finding make_finding(const Case& c) {
  const Use& u = c.use;
  const auto whole = [](std::uint64_t x) { return static_cast<std::int64_t>(x); };
  Finding f;
  f.time = c.time;
  f.reason = {1, "use of a dynamic DNS name"};
  f.score = c.verdict.score;
  f.flow = c.flow;
  f.label = c.label;
  f.object = c.object;
  f.many_servers = u.addresses.count() > 1;
  f.techniques = {"T1568"};
  f.indicators = c.verdict.indicators;
  f.evidence = {
      {"provider_zone", quote(c.zone)},        {"lookups", whole(u.lookups)},         {"addresses", whole(u.addresses.count())},
      {"short_lived", u.short_lived},          {"connections", whole(u.connections)}, {"connections_unanswered", whole(u.dead_ends)},
      {"names_of_such_zones", whole(u.names)}, {"odd_port", whole(u.odd_port)},
  };
  f.sentence = fmt::format("{} uses \"{}\" of the dynamic DNS zone {}: {} answers with {} addresses, {} connections, {} more that nobody answered",
                           c.flow.endpoints.client.address.to_string(), quote(c.object.name), quote(c.zone), u.lookups, u.addresses.count(),
                           u.connections, u.dead_ends);
  f.first_seen = u.first;
  f.last_seen = c.time;
  f.flows = u.lookups + u.connections + u.dead_ends;
  return f;
}

}  // namespace sekisho::detectors::dynamic_dns

#include "detectors/fast_flux/report.hpp"

#include <string>

#include <fmt/format.h>

#include "detectors/api/detector.hpp"
#include "detectors/support/wording.hpp"

namespace sekisho::detectors::fast_flux {
namespace {

Reason reason_of(Kind kind) {
  const auto code = static_cast<std::uint8_t>(kind);
  if (kind == Kind::Scattered) return {code, "a name whose short-lived addresses are scattered over many networks"};
  return {code, "a name that changes quickly between addresses of many networks"};
}

}  // namespace

Finding make_finding(const Case& c) {
  const Activity& a = c.activity;
  const auto whole = [](std::uint64_t x) { return static_cast<std::int64_t>(x); };
  Finding f;
  f.time = c.time;
  f.reason = reason_of(c.verdict.kind);
  f.score = c.verdict.score;
  f.flow = c.flow;
  f.object = c.object;
  f.many_servers = true;
  f.techniques = {"T1568.001"};
  f.indicators = c.verdict.indicators;
  f.evidence = {
      {"answers", whole(a.answers())},
      {"answers_with_new_addresses", whole(a.news())},
      {"addresses", whole(a.addresses())},
      {"networks_24", whole(a.small_networks())},
      {"networks_16", whole(a.large_networks())},
      {"operators", whole(a.operators())},
      {"flux_score", support::rounded(c.verdict.flux)},
      {"name_server_sets", whole(a.server_sets())},
      {"addresses_connected", whole(a.followed())},
      {"shortest_ttl_s", support::rounded(seconds(a.shortest_ttl()))},
      {"longest_ttl_s", support::rounded(seconds(a.longest_ttl()))},
      {"samples", a.samples()},
  };
  f.sentence =
      fmt::format("\"{}\" led to {} addresses in {} networks (/16) within {}, each to be kept for {} at most; clients connected to {} of them",
                  quote(c.object.name), a.addresses(), a.large_networks(), human(c.time - a.first()), human(a.longest_ttl()), a.followed());
  f.first_seen = a.first();
  f.last_seen = c.time;
  f.flows = a.answers();
  return f;
}

}  // namespace sekisho::detectors::fast_flux

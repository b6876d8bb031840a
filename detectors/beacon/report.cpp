#include "detectors/beacon/report.hpp"

#include <cmath>
#include <string>

#include <fmt/format.h>

#include "detectors/api/detector.hpp"
#include "detectors/support/wording.hpp"

namespace sekisho::detectors::beacon {
namespace {

using support::rounded;
using support::server_text;

Reason reason_of(Family family) {
  switch (family) {
    case Family::Failed:
      return {2, "periodic contact that fails"};
    case Family::Lookups:
      return {3, "periodic DNS lookups of one domain"};
    case Family::Session:
    case Family::Bursts:
      return {4, "periodic messages inside connections"};
    case Family::Rare:
      return {5, "periodic contact with rare destinations"};
    case Family::Pair:
    case Family::Name:
    case Family::Domain:
      break;
  }
  return {1, "periodic contact"};
}

std::string what_happened(const Case& c) {
  const std::string server = server_text(c.event.flow);
  switch (c.around.family) {
    case Family::Pair:
      return "contacted " + server;
    case Family::Failed:
      return "tried in vain to reach " + server;
    case Family::Name:
    case Family::Domain:
      return fmt::format("contacted \"{}\" ({})", quote(c.object.name), server);
    case Family::Lookups:
      return fmt::format("looked up names of \"{}\"", quote(c.object.name));
    case Family::Rare:
      return fmt::format("contacted destinations that are rare here, lastly \"{}\",", quote(c.object.name));
    case Family::Session:
      return fmt::format("exchanged data inside one connection with {}", server);
    case Family::Bursts:
      return fmt::format("exchanged data with {}", server);
  }
  return {};
}

std::vector<std::string_view> techniques_of(const Case& c) {
  std::vector<std::string_view> ids;
  const model::Transport transport = c.event.flow.transport;
  if (c.around.family == Family::Lookups || c.facts.dns) {
    ids.emplace_back("T1071.004");
  } else if (c.facts.http || c.facts.tls) {
    ids.emplace_back("T1071.001");
    if (c.facts.tls) ids.emplace_back("T1573");
  } else if (model::is_icmp(transport) || !c.facts.label.sure()) {
    ids.emplace_back("T1095");
  } else {
    ids.emplace_back("T1071");
  }
  if (c.around.family == Family::Rare && c.series.many_servers()) ids.emplace_back("T1008");
  return ids;
}

Evidence evidence_of(const Case& c) {
  const support::Concentration& r = c.verdict.rhythm;
  const Series& s = c.series;
  std::vector<double> percentiles;
  for (const double q : {0.05, 0.25, 0.5, 0.75, 0.95}) percentiles.push_back(rounded(s.sketch().quantile(q)));
  std::vector<double> recent;
  for (const float gap : s.recent()) recent.push_back(rounded(gap));
  Evidence e{
      {"keyed_by", std::string(family_name(c.around.family))},
      {"test", std::string(c.verdict.full ? "full" : "short")},
      {"period_s", rounded(r.period)},
      {"jitter", rounded(r.spread)},
      {"beats", static_cast<std::int64_t>(s.beats())},
      {"merged_contacts", static_cast<std::int64_t>(s.merged())},
      {"watched_s", rounded(seconds(s.span()))},
      {"intervals_in_window", static_cast<std::int64_t>(r.in_window)},
      {"intervals_compared", static_cast<std::int64_t>(r.compared)},
      {"share", rounded(r.share)},
      {"evidence_nats", rounded(r.evidence)},
      {"missed_share", rounded(r.missed)},
      {"summed_intervals", static_cast<std::int64_t>(r.lag)},
      {"interval_percentiles_s", percentiles},
      {"recent_intervals_s", recent},
      {"direction", std::string(direction_name(c.around.direction))},
  };
  if (s.up().count() > 0) {
    e.emplace_back("usual_size_to_server", std::round(s.up().mode()));
    e.emplace_back("usual_size_share_to_server", rounded(s.up().mode_share()));
    e.emplace_back("usual_size_to_client", std::round(s.down().mode()));
    e.emplace_back("usual_size_share_to_client", rounded(s.down().mode_share()));
  }
  if (c.around.ttl > 0) e.emplace_back("dns_ttl_s", c.around.ttl);
  if (c.around.protocol.habit != support::Habit::None) e.emplace_back("protocol_habit", std::string(support::habit_name(c.around.protocol.habit)));
  if (c.around.name != support::Habit::None) e.emplace_back("name_habit", std::string(support::habit_name(c.around.name)));
  return e;
}

}  // namespace

Finding make_finding(const Case& c) {
  const support::Concentration& r = c.verdict.rhythm;
  Finding f;
  f.time = c.event.time;
  f.reason = reason_of(c.around.family);
  f.score = c.verdict.score;
  f.flow = c.event.flow;
  f.object = c.object;
  f.label = c.facts.label;
  f.many_servers = c.series.many_servers();
  f.techniques = techniques_of(c);
  f.indicators = c.verdict.indicators;
  f.evidence = evidence_of(c);
  f.sentence = fmt::format("{} {} every {} (±{} %) {} times in {}", c.event.flow.endpoints.client.address.to_string(), what_happened(c),
                           human(from_seconds(r.period)), std::max(1L, std::lround(100 * r.spread)), c.series.beats(), human(c.series.span()));
  f.first_seen = c.series.first();
  f.last_seen = c.series.last();
  f.flows = c.series.beats();
  f.bytes_to_server = c.series.to_server();
  f.bytes_to_client = c.series.to_client();
  return f;
}

}  // namespace sekisho::detectors::beacon

#include "detectors/beacon/params.hpp"

namespace sekisho::detectors::beacon {
namespace {

void read(ConfigReader& reader, Params& p) {
  reader.count("max_keys", p.max_keys, 16, 10'000'000)
      .count("max_candidates", p.max_candidates, 16, 50'000'000)
      .duration("coalesce", p.coalesce, 0s, 30s)
      .count("min_intervals", p.min_intervals, 6, 1000)
      .number("evidence", p.evidence, 8, 100)
      .count("short_intervals", p.short_intervals, 3, 15)
      .count("short_fast_intervals", p.short_fast_intervals, 3, 15)
      .duration("slow_period", p.slow_period, 1s, 1h)
      .number("short_evidence", p.short_evidence, 5, 100)
      .duration("short_span", p.short_span, 0s, 1h)
      .duration("shortest_period", p.shortest_period, 700ms, 1h)
      .duration("observe", p.observe, 0s, 24h)
      .number("size_share", p.size_share, 0.5, 1)
      .duration("retention", p.retention, 1h, 90 * 24h)
      .duration("repeat", p.repeat, 1min, 24h)
      .count("report_at", p.report_at, 1, 100)
      .count("internal_points", p.internal_points, -60, 20)
      .count("inbound_points", p.inbound_points, -60, 20);
}

}  // namespace

Result<Params> Params::from(const ConfigView& config) { return params_from(config, read); }
std::vector<ConfigKey> Params::keys() { return keys_of(read); }

}  // namespace sekisho::detectors::beacon

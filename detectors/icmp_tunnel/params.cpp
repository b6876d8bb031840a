#include "detectors/icmp_tunnel/params.hpp"

namespace sekisho::detectors::icmp_tunnel {
namespace {

void read(ConfigReader& reader, Params& p) {
  reader.count("max_pairs", p.max_pairs, 16, 10'000'000)
      .count("answers", p.answers, 2, 10'000)
      .number("answer_share", p.answer_share, 0.01, 1)
      .count("payloads", p.payloads, 2, 10'000)
      .count("lengths", p.lengths, 2, 1000)
      .count("volume", p.volume, 1, 1'000'000'000)
      .count("stray_replies", p.stray_replies, 2, 1'000'000)
      .duration("forget", p.forget, 1min, 30 * 24h)
      .duration("repeat", p.repeat, 1min, 24h)
      .count("report_at", p.report_at, 1, 100)
      .count("internal_points", p.internal_points, -60, 20);
}

}  // namespace

Result<Params> Params::from(const ConfigView& config) { return params_from(config, read); }
std::vector<ConfigKey> Params::keys() { return keys_of(read); }

}  // namespace sekisho::detectors::icmp_tunnel

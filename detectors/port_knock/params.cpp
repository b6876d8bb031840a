#include "detectors/port_knock/params.hpp"

namespace sekisho::detectors::port_knock {
namespace {

void read(ConfigReader& reader, Params& p) {
  reader.count("max_pairs", p.max_pairs, 16, 10'000'000)
      .count("max_successes", p.max_successes, 16, 10'000'000)
      .count("max_sequences", p.max_sequences, 16, 10'000'000)
      .count("knocks", p.knocks, 2, 15)
      .count("most_knocks", p.most_knocks, 3, 15)
      .duration("window", p.window, 1s, 1h)
      .duration("gap", p.gap, 1s, 1h)
      .duration("answer", p.answer, 1s, 10min)
      .duration("settle", p.settle, 1s, 1h)
      .duration("repeat", p.repeat, 1min, 24h)
      .count("report_at", p.report_at, 1, 100);
}

}  // namespace

Result<Params> Params::from(const ConfigView& config) { return params_from(config, read); }
std::vector<ConfigKey> Params::keys() { return keys_of(read); }

}  // namespace sekisho::detectors::port_knock

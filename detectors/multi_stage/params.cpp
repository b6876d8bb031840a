#include "detectors/multi_stage/params.hpp"

namespace sekisho::detectors::multi_stage {
namespace {

void read(ConfigReader& reader, Params& p) {
  reader.count("max_clients", p.max_clients, 16, 1'000'000)
      .duration("window", p.window, 10s, 24h)
      .count("least_bytes", p.least_bytes, 0, 1'000'000'000)
      .count("most_bytes", p.most_bytes, 1, 10'000'000'000)
      .count("calls", p.calls, 2, 1000)
      .count("named_calls", p.named_calls, 2, 1000)
      .count("crowd", p.crowd, 1, 10'000)
      .duration("repeat", p.repeat, 1min, 24h)
      .count("report_at", p.report_at, 1, 100);
}

}  // namespace

Result<Params> Params::from(const ConfigView& config) { return params_from(config, read); }
std::vector<ConfigKey> Params::keys() { return keys_of(read); }

}  // namespace sekisho::detectors::multi_stage

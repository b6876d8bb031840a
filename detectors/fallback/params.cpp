#include "detectors/fallback/params.hpp"

namespace sekisho::detectors::fallback {
namespace {

void read(ConfigReader& reader, Params& p) {
  reader.count("max_clients", p.max_clients, 16, 1'000'000)
      .duration("window", p.window, 1min, 24h)
      .duration("turn", p.turn, 1s, 10min)
      .count("rounds", p.rounds, 2, 20)
      .count("servers", p.servers, 2, 20)
      .count("most_dead", p.most_dead, 2, 24)
      .count("crowd", p.crowd, 1, 10'000)
      .duration("settle", p.settle, 1s, 1h)
      .duration("repeat", p.repeat, 1min, 24h)
      .count("report_at", p.report_at, 1, 100);
}

}  // namespace

Result<Params> Params::from(const ConfigView& config) { return params_from(config, read); }
std::vector<ConfigKey> Params::keys() { return keys_of(read); }

}  // namespace sekisho::detectors::fallback

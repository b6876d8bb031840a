#include "detectors/watchlist/params.hpp"

namespace sekisho::detectors::watchlist {
namespace {

void read(ConfigReader& reader, Params& p) {
  reader.texts("files", p.files)
      .count("max_entries", p.max_entries, 1, 50'000'000)
      .count("max_keys", p.max_keys, 16, 10'000'000)
      .count("points", p.points, 20, 100)
      .count("shared_names", p.shared_names, 2, 1000)
      .duration("stale_after", p.stale_after, 1h, 3650 * 24h)
      .duration("repeat", p.repeat, 1min, 7 * 24h);
}

}  // namespace

Result<Params> Params::from(const ConfigView& config) { return params_from(config, read); }
std::vector<ConfigKey> Params::keys() { return keys_of(read); }

}  // namespace sekisho::detectors::watchlist

#include "detectors/rarity/params.hpp"

namespace sekisho::detectors::rarity {
namespace {

void read(ConfigReader& reader, Params& p) {
  reader.count("max_keys", p.max_keys, 16, 10'000'000)
      .duration("fresh", p.fresh, 1min, 30 * 24h)
      .count("weak_signs", p.weak_signs, 1, 6)
      .count("country_sessions", p.country_sessions, 1, 1000)
      .count("session_bytes", p.session_bytes, 1, 1'000'000'000)
      .count("used_asn", p.used_asn, 1, 16)
      .count("smallest_network", p.smallest_network, 1, 100'000)
      .duration("repeat", p.repeat, 1min, 30 * 24h);
}

}  // namespace

Result<Params> Params::from(const ConfigView& config) { return params_from(config, read); }
std::vector<ConfigKey> Params::keys() { return keys_of(read); }

}  // namespace sekisho::detectors::rarity

#include "detectors/fast_flux/params.hpp"

namespace sekisho::detectors::fast_flux {
namespace {

void read(ConfigReader& reader, Params& p) {
  reader.count("max_names", p.max_names, 16, 10'000'000)
      .duration("longest_ttl", p.longest_ttl, 1s, 24h)
      .count("answers", p.answers, 2, 1000)
      .count("addresses", p.addresses, 3, 1000)
      .count("networks", p.networks, 2, 1000)
      .count("scattered", p.scattered, 3, 1000)
      .number("flux_score", p.flux_score, 1, 10'000)
      .count("server_sets", p.server_sets, 2, 100)
      .count("followed", p.followed, 1, 100)
      .duration("repeat", p.repeat, 1min, 7 * 24h)
      .count("report_at", p.report_at, 1, 100);
}

}  // namespace

Result<Params> Params::from(const ConfigView& config) { return params_from(config, read); }
std::vector<ConfigKey> Params::keys() { return keys_of(read); }

}  // namespace sekisho::detectors::fast_flux

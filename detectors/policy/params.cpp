#include "detectors/policy/params.hpp"

namespace sekisho::detectors::policy {
namespace {

void read(ConfigReader& reader, Params& p) {
  reader.count("max_keys", p.max_keys, 16, 10'000'000)
      .networks("isolated", p.isolated)
      .networks("restricted", p.restricted)
      .networks("allowed", p.allowed)
      .texts("allowed_names", p.allowed_names)
      .count("isolated_points", p.isolated_points, 0, 100)
      .count("restricted_points", p.restricted_points, 0, 100)
      .count("attempt_points", p.attempt_points, -60, 0)
      .duration("repeat", p.repeat, 1min, 720h);
}

}  // namespace

Result<Params> Params::from(const ConfigView& config) { return params_from(config, read); }
std::vector<ConfigKey> Params::keys() { return keys_of(read); }

}  // namespace sekisho::detectors::policy

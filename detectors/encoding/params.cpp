#include "detectors/encoding/params.hpp"

namespace sekisho::detectors::encoding {
namespace {

void read(ConfigReader& reader, Params& p) {
  reader.count("max_keys", p.max_keys, 16, 10'000'000)
      .count("crowd", p.crowd, 2, 1000)
      .duration("repeat", p.repeat, 1min, 24h)
      .count("report_at", p.report_at, 1, 100)
      .count("internal_points", p.internal_points, -60, 20)
      .count("inbound_points", p.inbound_points, -60, 20);
}

}  // namespace

Result<Params> Params::from(const ConfigView& config) { return params_from(config, read); }
std::vector<ConfigKey> Params::keys() { return keys_of(read); }

}  // namespace sekisho::detectors::encoding

#include "detectors/remote_access/params.hpp"

namespace sekisho::detectors::remote_access {
namespace {

void read(ConfigReader& reader, Params& p) {
  reader.count("max_keys", p.max_keys, 16, 10'000'000)
      .texts("allowed", p.allowed)
      .count("vendor_points", p.vendor_points, 0, 60)
      .count("outbound_points", p.outbound_points, 0, 60)
      .count("inbound_points", p.inbound_points, 0, 60)
      .count("internal_points", p.internal_points, 0, 60)
      .duration("two_within", p.two_within, 1min, 720h)
      .duration("forget", p.forget, 1h, 2160h)
      .count("report_at", p.report_at, 1, 100);
}

}  // namespace

Result<Params> Params::from(const ConfigView& config) { return params_from(config, read); }
std::vector<ConfigKey> Params::keys() { return keys_of(read); }

}  // namespace sekisho::detectors::remote_access

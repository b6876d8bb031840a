#include "detectors/no_dns/params.hpp"

namespace sekisho::detectors::no_dns {
namespace {

void read(ConfigReader& reader, Params& p) {
  reader.count("max_keys", p.max_keys, 16, 10'000'000)
      .count("crowd", p.crowd, 2, 1000)
      .duration("repeat", p.repeat, 1min, 24h)
      .count("tls_points", p.tls_points, 0, 60)
      .count("http_points", p.http_points, 0, 60)
      .count("ip_points", p.ip_points, 0, 60)
      .count("name_points", p.name_points, 0, 60);
}

}  // namespace

Result<Params> Params::from(const ConfigView& config) { return params_from(config, read); }
std::vector<ConfigKey> Params::keys() { return keys_of(read); }

}  // namespace sekisho::detectors::no_dns

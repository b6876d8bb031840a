#include "detectors/dynamic_dns/params.hpp"

namespace sekisho::detectors::dynamic_dns {
namespace {

void read(ConfigReader& reader, Params& p) {
  reader.count("max_names", p.max_names, 16, 10'000'000)
      .count("max_clients", p.max_clients, 16, 10'000'000)
      .duration("short_ttl", p.short_ttl, 1s, 24h)
      .count("addresses", p.addresses, 2, 1000)
      .count("dead_ends", p.dead_ends, 1, 1000)
      .count("names", p.names, 2, 1000)
      .duration("repeat", p.repeat, 1min, 7 * 24h)
      .count("report_at", p.report_at, 1, 100)
      .texts("more_zones", p.more_zones);
}

}  // namespace

Result<Params> Params::from(const ConfigView& config) { return params_from(config, read); }
std::vector<ConfigKey> Params::keys() { return keys_of(read); }

}  // namespace sekisho::detectors::dynamic_dns

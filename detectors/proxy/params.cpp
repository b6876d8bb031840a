#include "detectors/proxy/params.hpp"

namespace sekisho::detectors::proxy {
namespace {

void read(ConfigReader& reader, Params& p) {
  reader.count("max_keys", p.max_keys, 16, 10'000'000)
      .count("proxy_points", p.proxy_points, 0, 60)
      .count("vpn_points", p.vpn_points, 0, 60)
      .count("script_requests", p.script_requests, 2, 1000)
      .count("agent_flows", p.agent_flows, 2, 100)
      .count("relay_bursts", p.relay_bursts, 2, 1000)
      .duration("relay_delay", p.relay_delay, 10ms, 1min)
      .number("relay_slack", p.relay_slack, 0, 1)
      .duration("repeat", p.repeat, 1min, 24h)
      .count("report_at", p.report_at, 1, 100)
      .count("internal_points", p.internal_points, -60, 20)
      .count("inbound_points", p.inbound_points, -60, 20);
}

}  // namespace

Result<Params> Params::from(const ConfigView& config) { return params_from(config, read); }
std::vector<ConfigKey> Params::keys() { return keys_of(read); }

}  // namespace sekisho::detectors::proxy

// What an operator may tune: `detectors.proxy`.
#pragma once

#include <cstddef>
#include <cstdint>

#include "detectors/api/config_view.hpp"
#include "flow/base/result.hpp"
#include "flow/base/time.hpp"

namespace sekisho::detectors::proxy {

struct Params {
  std::size_t max_keys = 30'000;      ///< Entries of each table (carriers, scripts, agents, relays); about 250 bytes each. Fewer forget slow ones.
  int proxy_points = 35;              ///< SOCKS or HTTP proxies outside that nobody configured. 15 where everybody may use any.
  int vpn_points = 25;                ///< VPN protocols. 15 where every client may have its own: then only a second detector makes it an alert.
  std::uint32_t script_requests = 4;  ///< Requests to one script from which it may be a tunnel. Fewer meets forms.
  std::uint32_t agent_flows = 2;      ///< Connections held open at once to one port from which a client may be an agent. Fewer is every program.
  std::uint32_t relay_bursts = 5;     ///< Bursts that were passed on. Fewer is chance.
  Duration relay_delay = 1s;          ///< Time within which a relay passes on. Longer meets chance.
  double relay_slack = 0.1;           ///< Share by which the sizes may differ. Larger meets chance.
  Duration repeat = 1h;               ///< A finding is repeated no sooner, unless its score rises by ten.
  int report_at = 10;                 ///< Scores below are not reported. Below 20 they are evidence for others, no alerts.
  int internal_points = -4;           ///< Both ends at home. 0 where internal relays are the worry.
  int inbound_points = -12;           ///< Client elsewhere: somebody uses a VPN server or a proxy of ours. 0 where servers are the victims.

  /// Reads `detectors.proxy`. An unknown key or a value out of range is an Error with file and line.
  static Result<Params> from(const ConfigView& config);
  static std::vector<ConfigKey> keys();
};

}  // namespace sekisho::detectors::proxy

// What an operator may tune: `detectors.remote_access`.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "detectors/api/config_view.hpp"
#include "flow/base/result.hpp"
#include "flow/base/time.hpp"

namespace sekisho::detectors::remote_access {

struct Params {
  std::size_t max_keys = 30'000;     ///< Uses (host, tool), and hosts; about 200 bytes each. Fewer tell them again.
  std::vector<std::string> allowed;  ///< Names of tools, as findings spell them, that anybody may use: never told.
  int vendor_points = 26;            ///< A vendor's service. 15 where everybody may have their own: then only a second detector makes it an alert.
  int outbound_points = 32;          ///< A remote desktop outside, used from home.
  int inbound_points = 46;           ///< A remote desktop at home, used from outside.
  int internal_points = 20;          ///< Both at home. 10 where administrators do this all day.
  Duration two_within = 24h;         ///< A second vendor on one host within this time says more. Longer meets replacements.
  Duration forget = 168h;            ///< A use is new again after this much silence. Shorter repeats more.
  int report_at = 10;                ///< Scores below are not reported. Below 20 they are evidence for others, no alerts.

  /// Reads `detectors.remote_access`. An unknown key or a value out of range is an Error with file and line.
  static Result<Params> from(const ConfigView& config);
  static std::vector<ConfigKey> keys();
};

}  // namespace sekisho::detectors::remote_access

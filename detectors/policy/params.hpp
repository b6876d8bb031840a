// What an operator may tune: `detectors.policy`.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "detectors/api/config_view.hpp"
#include "flow/base/ip_address.hpp"
#include "flow/base/result.hpp"
#include "flow/base/time.hpp"

namespace sekisho::detectors::policy {

struct Params {
  std::size_t max_keys = 20'000;           ///< Pairs of hosts that broke a rule; about 100 bytes each. Fewer tell them again.
  std::vector<Network> isolated;           ///< Networks that talk to nobody outside themselves. None: nothing is told.
  std::vector<Network> restricted;         ///< Hosts that may talk to `allowed` only. None: nothing is told.
  std::vector<Network> allowed;            ///< Where restricted hosts may go.
  std::vector<std::string> allowed_names;  ///< The same by name, with all names below.
  int isolated_points = 60;                ///< An isolated host whose call was answered. Lower where islands leak on purpose.
  int restricted_points = 36;              ///< A restricted host elsewhere, answered.
  int attempt_points = -20;                ///< Nobody answered. 0 where an attempt is as bad.
  Duration repeat = 24h;                   ///< A finding is repeated no sooner, unless its score rises by ten.

  /// Reads `detectors.policy`. An unknown key or a value out of range is an Error with file and line.
  static Result<Params> from(const ConfigView& config);
  static std::vector<ConfigKey> keys();
};

}  // namespace sekisho::detectors::policy

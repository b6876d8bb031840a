// What an operator may tune: `detectors.tool_transfer`.
#pragma once

#include <cstddef>

#include "detectors/api/config_view.hpp"
#include "flow/base/result.hpp"
#include "flow/base/time.hpp"

namespace sekisho::detectors::tool_transfer {

struct Params {
  std::size_t max_keys = 20'000;  ///< Transfers (client, server, kind) that were told; about 60 bytes each. Fewer tell them again.
  Duration repeat = 1h;           ///< A finding is repeated no sooner, unless its score rises by ten.
  int report_at = 10;             ///< Scores below are not reported. Below 20 they are evidence for other detectors' alerts only.
  int internal_points = -4;       ///< Both ends at home: software is handed out there.

  /// Reads `detectors.tool_transfer`. An unknown key or a value out of range is an Error with file and line.
  static Result<Params> from(const ConfigView& config);
  static std::vector<ConfigKey> keys();
};

}  // namespace sekisho::detectors::tool_transfer

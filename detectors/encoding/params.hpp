// What an operator may tune: `detectors.encoding`.
#pragma once

#include <cstddef>
#include <cstdint>

#include "detectors/api/config_view.hpp"
#include "flow/base/result.hpp"
#include "flow/base/time.hpp"

namespace sekisho::detectors::encoding {

struct Params {
  std::size_t max_keys = 20'000;  ///< Entries of each of four tables, about 110 bytes each. Fewer forget what was told and which server sets cookies.
  std::uint32_t crowd = 6;        ///< Servers within an hour whose streams are random: from here a client is a peer. Lower hides lists of servers.
  Duration repeat = 1h;           ///< A finding is repeated no sooner, unless its score rises by ten.
  int report_at = 6;              ///< Scores below are not reported. Below 20 they are words beside other detectors' alerts only.
  int internal_points = -4;       ///< Both ends at home: devices speak as their makers liked.
  int inbound_points = -10;       ///< Client elsewhere, server at home: what others encode for one's own server.

  /// Reads `detectors.encoding`. An unknown key or a value out of range is an Error with file and line.
  static Result<Params> from(const ConfigView& config);
  static std::vector<ConfigKey> keys();
};

}  // namespace sekisho::detectors::encoding

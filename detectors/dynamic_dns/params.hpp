// What an operator may tune: `detectors.dynamic_dns`.
#pragma once

#include <cstddef>
#include <cstdint>

#include <string>
#include <vector>

#include "detectors/api/config_view.hpp"
#include "flow/base/result.hpp"
#include "flow/base/time.hpp"

namespace sekisho::detectors::dynamic_dns {

struct Params {
  std::size_t max_names = 10'000;       ///< Client and name, about 300 bytes each. Fewer forget names that are asked for seldom.
  std::size_t max_clients = 5'000;      ///< Clients that use such names, about 100 bytes each. Fewer forget how many names they use.
  Duration short_ttl = 5min;            ///< Answers that may be kept for no longer count as made to change. Longer takes in ordinary names.
  std::uint32_t addresses = 3;          ///< Addresses a day between which a name moved. Fewer is one new lease of a home line.
  std::uint32_t dead_ends = 3;          ///< Connections that nobody answers. Fewer is a reboot at the other end.
  std::uint32_t names = 2;              ///< Names of such zones a day that one client uses. Fewer is any.
  Duration repeat = 6h;                 ///< A finding is repeated no sooner, unless its score rises by five.
  int report_at = 10;                   ///< Scores below are not reported.
  std::vector<std::string> more_zones;  ///< Zones of further providers. Each is a place whose names count.

  /// Reads `detectors.dynamic_dns`. An unknown key or a value out of range is an Error with file and line.
  static Result<Params> from(const ConfigView& config);
  static std::vector<ConfigKey> keys();
};

}  // namespace sekisho::detectors::dynamic_dns

// What an operator may tune: `detectors.fallback`.
#pragma once

#include <cstddef>
#include <cstdint>

#include "detectors/api/config_view.hpp"
#include "flow/base/result.hpp"
#include "flow/base/time.hpp"

namespace sekisho::detectors::fallback {

struct Params {
  std::size_t max_clients = 3'000;  ///< Clients with failures; about 9 KiB each. Fewer forget slow rounds on large networks.
  Duration window = 30min;          ///< Attempts this old leave the picture. Longer joins what does not belong together.
  Duration turn = 15s;              ///< From a failure to what is tried instead. Longer takes chance for a turn.
  std::uint32_t rounds = 3;         ///< Times that the same turn is seen. Fewer is an outage.
  std::uint32_t servers = 3;        ///< Dead servers of a list. Fewer is a service and its spare.
  std::uint32_t most_dead = 20;     ///< More dead servers than this are a scan or a peer-to-peer network.
  std::uint32_t crowd = 3;          ///< Clients that know an object before it counts as ordinary.
  Duration settle = 75s;            ///< Attempts are judged when the failures before them must have been told. Shorter misses unanswered ones.
  Duration repeat = 1h;             ///< A finding is repeated no sooner, unless its score rises by ten.
  int report_at = 10;               ///< Scores below are not reported.

  /// Reads `detectors.fallback`. An unknown key or a value out of range is an Error with file and line.
  static Result<Params> from(const ConfigView& config);
  static std::vector<ConfigKey> keys();
};

}  // namespace sekisho::detectors::fallback

// What an operator may tune: `detectors.port_knock`.
#pragma once

#include <cstddef>
#include <cstdint>

#include "detectors/api/config_view.hpp"
#include "flow/base/result.hpp"
#include "flow/base/time.hpp"

namespace sekisho::detectors::port_knock {

struct Params {
  std::size_t max_pairs = 30'000;      ///< Pairs of hosts with failures; about 1 KiB each. Fewer forget knocks while others scan.
  std::size_t max_successes = 20'000;  ///< Connections that wait for their judgement; about 150 bytes each. Fewer judge only a part on busy links.
  std::size_t max_sequences = 4'000;   ///< Sequences that opened a port, remembered for a day; 40 bytes each.
  std::uint32_t knocks = 3;            ///< Closed ports before the one that opens. Fewer is a client that tries its alternatives.
  std::uint32_t most_knocks = 12;      ///< More than so many are a scan.
  Duration window = 2min;              ///< From the first knock to the connection. Longer joins what does not belong together.
  Duration gap = 15s;                  ///< Between two knocks. Longer joins single failures.
  Duration answer = 30s;               ///< From a single datagram to the connection it opens. Longer is chance.
  Duration settle = 2min;              ///< A connection is judged when the failures before it must have been told. Shorter misses unanswered knocks.
  Duration repeat = 1h;                ///< A finding is repeated no sooner, unless its score rises by ten.
  int report_at = 10;                  ///< Scores below are not reported.

  /// Reads `detectors.port_knock`. An unknown key or a value out of range is an Error with file and line.
  static Result<Params> from(const ConfigView& config);
  static std::vector<ConfigKey> keys();
};

}  // namespace sekisho::detectors::port_knock

// What an operator may tune: `detectors.multi_stage`.
#pragma once

#include <cstddef>
#include <cstdint>

#include "detectors/api/config_view.hpp"
#include "flow/base/result.hpp"
#include "flow/base/time.hpp"

namespace sekisho::detectors::multi_stage {

struct Params {
  std::size_t max_clients = 4'000;  ///< Clients that fetched a program; about 4 KiB each. Fewer forget downloads on large networks.
  Duration window = 10min;          ///< From the download to the first contact with the next server. Longer joins what does not belong together.
  std::uint64_t least_bytes = 200;  ///< Smaller downloads are answers, no programs. Lower takes in status texts.
  std::uint64_t most_bytes = 20'000'000;  ///< Larger ones are installers that people chose. Higher takes them in.
  std::uint32_t calls = 4;                ///< Connections to the next server that count as a channel. Fewer is one more download.
  std::uint32_t named_calls = 12;         ///< The same where the server has a name and an ordinary port. Fewer meets pages.
  std::uint32_t crowd = 3;                ///< Clients that know a server before it counts as ordinary.
  Duration repeat = 1h;                   ///< A finding is repeated no sooner, unless its score rises by five.
  int report_at = 10;                     ///< Scores below are not reported.

  /// Reads `detectors.multi_stage`. An unknown key or a value out of range is an Error with file and line.
  static Result<Params> from(const ConfigView& config);
  static std::vector<ConfigKey> keys();
};

}  // namespace sekisho::detectors::multi_stage

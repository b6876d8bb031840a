// What an operator may tune: `detectors.encrypted_channel`.
#pragma once

#include <cstddef>
#include <cstdint>

#include "detectors/api/config_view.hpp"
#include "flow/base/result.hpp"
#include "flow/base/time.hpp"

namespace sekisho::detectors::encrypted_channel {

struct Params {
  std::size_t max_keys = 50'000;  ///< Open handshakes, channels told, and clients; about 200 bytes each. Fewer tell again and forget hellos.
  std::uint32_t crowd = 6;  ///< Servers of an unknown encrypted protocol within an hour from which a client is a peer. Lower hides fallback lists.
  Duration repeat = 1h;     ///< A channel is told again no sooner, unless its score rises.
  int report_at = 10;       ///< Scores below are not reported. Lower is noise for context to weigh.
  int most = 38;            ///< What oddities may add up to, other than a known framework's. From 40 odd certificates alone are medium.

  /// Reads `detectors.encrypted_channel`. An unknown key or a value out of range is an Error with file and line.
  static Result<Params> from(const ConfigView& config);
  static std::vector<ConfigKey> keys();
};

}  // namespace sekisho::detectors::encrypted_channel

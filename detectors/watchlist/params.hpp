// What an operator may tune: `detectors.watchlist`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "detectors/api/config_view.hpp"
#include "flow/base/result.hpp"
#include "flow/base/time.hpp"

namespace sekisho::detectors::watchlist {

struct Params {
  std::vector<std::string> files;       ///< Lists, read at start and at every reload. None: the detector has nothing to say.
  std::size_t max_entries = 1'000'000;  ///< Of all lists together, about 40 bytes each; a longer list is refused.
  std::size_t max_keys = 50'000;        ///< Hits told, and listed addresses with the names they answer for; about 120 bytes each.
  int points = 60;                      ///< A listed server that answered. 40 for lists that are broad, 80 for lists that are hand-made.
  std::uint32_t shared_names =
      3;  ///< Registered domains from which a listed address is a shared one and counts as low. Higher trusts lists of CDN addresses.
  Duration stale_after = 30 * 24h;  ///< A list not updated for this long counts less. Longer tells of addresses that have changed hands.
  Duration repeat = 6h;             ///< A hit is told again no sooner, unless its score rises.

  /// Reads `detectors.watchlist`. An unknown key or a value out of range is an Error with file and line.
  static Result<Params> from(const ConfigView& config);
  static std::vector<ConfigKey> keys();
};

}  // namespace sekisho::detectors::watchlist

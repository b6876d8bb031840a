// What an operator may tune: `detectors.rarity`.
#pragma once

#include <cstddef>
#include <cstdint>

#include "detectors/api/config_view.hpp"
#include "flow/base/result.hpp"
#include "flow/base/time.hpp"

namespace sekisho::detectors::rarity {

struct Params {
  std::size_t max_keys = 50'000;       ///< Open flows with a hello or request, things told, and sessions to new countries; about 100 bytes each.
  Duration fresh = 24h;                ///< What was first seen longer ago is not new. Longer tells of it for longer.
  std::uint32_t weak_signs = 2;        ///< Weak signs beside a new object. Fewer tells of every new site.
  std::uint32_t country_sessions = 3;  ///< Sessions with a country new to the network. Fewer is one picture in a page.
  std::uint64_t session_bytes = 1024;  ///< Payload each way of such a session. Lower meets probes.
  std::uint32_t used_asn = 5;          ///< Home clients that use a network operator, from which a new address of it is not new.
  std::uint32_t smallest_network = 5;  ///< Home clients below which nothing is rare: one of two is half.
  Duration repeat = 24h;               ///< A thing is told again no sooner.

  /// Reads `detectors.rarity`. An unknown key or a value out of range is an Error with file and line.
  static Result<Params> from(const ConfigView& config);
  static std::vector<ConfigKey> keys();
};

}  // namespace sekisho::detectors::rarity

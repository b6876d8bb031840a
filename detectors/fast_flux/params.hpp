// What an operator may tune: `detectors.fast_flux`.
#pragma once

#include <cstddef>
#include <cstdint>

#include "detectors/api/config_view.hpp"
#include "flow/base/result.hpp"
#include "flow/base/time.hpp"

namespace sekisho::detectors::fast_flux {

struct Params {
  std::size_t max_names = 20'000;  ///< Names with short-lived addresses; about 600 bytes each. Fewer forget slow changes on large networks.
  Duration longest_ttl = 30min;    ///< Answers that may be kept for longer do not change fast. Longer takes in ordinary moves.
  std::uint32_t answers = 4;       ///< Answers a day before a name is judged. Fewer is one large set.
  std::uint32_t addresses = 10;    ///< Different addresses a day. Fewer meets services with a handful of servers.
  std::uint32_t networks = 5;      ///< Different network operators, and different /16. Fewer meets content networks.
  std::uint32_t scattered = 15;    ///< Addresses of which hardly two share a /24, short-lived, without many /16. Fewer meets large clouds.
  double flux_score = 142.38;      ///< Of Holz and others: 1.32 addresses + 18.54 operators. Lower takes in content networks.
  std::uint32_t server_sets = 4;   ///< Different sets of name servers a day: they change as well. Fewer meets moves.
  std::uint32_t followed = 3;      ///< Addresses of the name that clients connected to. Fewer is any client.
  Duration repeat = 6h;            ///< A finding is repeated no sooner, unless its score rises by ten.
  int report_at = 10;              ///< Scores below are not reported.

  /// Reads `detectors.fast_flux`. An unknown key or a value out of range is an Error with file and line.
  static Result<Params> from(const ConfigView& config);
  static std::vector<ConfigKey> keys();
};

}  // namespace sekisho::detectors::fast_flux

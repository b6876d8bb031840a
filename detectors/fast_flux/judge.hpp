// How much a name's addresses count as a flux network's. Pure: this is where the arithmetic is tested.
#pragma once

#include <vector>

#include "detectors/api/finding.hpp"
#include "detectors/fast_flux/activity.hpp"
#include "detectors/fast_flux/params.hpp"

namespace sekisho::detectors::fast_flux {

enum class Kind : std::uint8_t {
  Networks = 1,   ///< Many addresses of many network operators.
  Scattered = 2,  ///< Many addresses, each in a network of its own.
};

struct Verdict {
  int score = 0;  ///< 0 … 100
  Kind kind = Kind::Networks;
  double flux = 0;  ///< The score of Holz and others.
  std::vector<Indicator> indicators;
};

/// 1.32 @p addresses + 18.54 @p operators, less where operators hold many of the addresses each: Holz and others (NDSS 2008), with the share of
/// operators as factor against content networks.
double flux_score(std::uint32_t addresses, std::uint32_t operators);

Verdict judge(const Activity& activity, const Params& params);

}  // namespace sekisho::detectors::fast_flux

// What is known of client and object weighs what a detector found. Pure.
//
// Terms add up: score = the finding's score, held to 0 … 100, plus the points of all context. Context only escalates what is already
// suspicious: where a detector alone would not say "low", nothing is added; and it lifts by one level at most. Further detectors about
// the same client and object are evidence of their own and lift without that bound.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "detectors/api/context.hpp"
#include "detectors/api/finding.hpp"

namespace sekisho::alerts {

/// What the alert manager knows beside the context.
struct Surroundings {
  std::string_view speaker;               ///< The detector whose finding it is.
  std::uint32_t fingerprint_clients = 0;  ///< Home clients with the flow's JA4; 0 where there is none.
  std::vector<std::string> others;        ///< Further detectors that spoke of this client and object within 24 h, by name.
  double internal_factor = 1.0;           ///< Weight of findings between two home hosts.
};

struct Weighed {
  int score = 0;  ///< 0 … 100.
  std::vector<detectors::Indicator> context;
};

Weighed weigh(const detectors::Finding& finding, const detectors::Context& context, const Surroundings& around);

/// Below this a finding is not suspicious by itself: the threshold of "low".
constexpr int kSuspicious = 20;

}  // namespace sekisho::alerts

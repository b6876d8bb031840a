// What is known of client and object weighs what a detector found. Pure.
//
// Terms add up: score = the finding's score, held to 0 … 100, plus the points of all context. Context only escalates what is already
// suspicious: where a detector alone would not say "low", nothing is added; and it lifts by one level at most. Further detectors about
// the same client and server are evidence of their own: the score becomes that of the strongest, plus what each further one adds.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "detectors/api/context.hpp"
#include "detectors/api/finding.hpp"
#include "sensor/alerts/correlation.hpp"

namespace sekisho::alerts {

/// What the alert manager knows beside the context.
struct Surroundings {
  std::string_view speaker;               ///< The detector whose finding it is.
  std::uint32_t fingerprint_clients = 0;  ///< Home clients with the flow's JA4; 0 where there is none.
  bool browser = false;                   ///< The flow's hello is the one with which the client reads the web.
  bool http = false;                      ///< HTTP was read between client and server on this port.
  std::vector<Voice> others;              ///< Further detectors that spoke of this client and server within 24 h, the strongest first.
  double internal_factor = 1.0;           ///< Weight of findings between two home hosts.
};

struct Weighed {
  int score = 0;  ///< 0 … 100.
  int own = 0;    ///< The same without what further detectors add: what this finding is worth as evidence for theirs.
  std::vector<detectors::Indicator> context;
  std::vector<std::string_view> techniques;  ///< That the further detectors named, each once, without the finding's own.
};

Weighed weigh(const detectors::Finding& finding, const detectors::Context& context, const Surroundings& around);

/// Below this a finding is not suspicious by itself: the threshold of "low".
constexpr int kSuspicious = 20;
/// What a further detector adds at most: two weak words make a "low", three or a weak one on a "low" nearly a "medium".
constexpr int kFurther = 15;

}  // namespace sekisho::alerts

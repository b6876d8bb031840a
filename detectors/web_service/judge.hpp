// How much the use of a service says. Pure: this is where the arithmetic is tested.
#pragma once

#include <vector>

#include "detectors/api/context.hpp"
#include "detectors/api/finding.hpp"
#include "detectors/web_service/activity.hpp"
#include "detectors/web_service/catalogue.hpp"
#include "detectors/web_service/params.hpp"

namespace sekisho::detectors::web_service {

struct Surroundings {
  bool sanctioned = false;  ///< Kind web_service.
  bool inbound = false;     ///< The client is not ours.
};

struct Verdict {
  int score = 0;
  bool steady = false;
  bool upload = false;
  std::vector<Indicator> indicators;
};

Verdict judge(Category category, const Activity& activity, const Surroundings& around, const Params& params);

}  // namespace sekisho::detectors::web_service

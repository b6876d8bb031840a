// How much a client's attempts count as those of a program with a list of servers. Pure: this is where the arithmetic is tested.
#pragma once

#include <cstdint>
#include <vector>

#include "detectors/api/finding.hpp"
#include "detectors/fallback/attempts.hpp"
#include "detectors/fallback/params.hpp"

namespace sekisho::detectors::fallback {

enum class Kind : std::uint8_t {
  Turned = 1,  ///< Where one fails another is tried, each time.
  List = 2,    ///< Dead servers in turn, round after round.
  Once = 3,    ///< Bare addresses one after the other until one answers.
};

struct Verdict {
  int score = 0;  ///< 0 … 100
  Kind kind = Kind::Turned;
  std::vector<Indicator> indicators;
  std::vector<std::uint64_t> dead;  ///< What failed.
  std::uint64_t alive = 0;          ///< What answered instead; 0 without.
  std::uint32_t rounds = 0;
  std::vector<Attempt> attempts;  ///< Those judged, in order.
};

Verdict judge(const Attempts& attempts, const Params& params);

}  // namespace sekisho::detectors::fallback

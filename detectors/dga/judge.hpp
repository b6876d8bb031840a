// How much a client's look-ups count as those of a generator. Pure: this is where the arithmetic is tested.
#pragma once

#include <vector>

#include "detectors/api/finding.hpp"
#include "detectors/dga/activity.hpp"
#include "detectors/dga/params.hpp"

namespace sekisho::detectors::dga {

enum class Kind : std::uint8_t {
  Random = 1,    ///< Random names that do not exist.
  Words = 2,     ///< Names of words that do not exist.
  Answered = 3,  ///< Random names, whatever the answers.
  InTurn = 5,    ///< One domain after the other at an even pace, none of them used.
  Success = 4,   ///< One that exists, after many that do not.
};

/// A name that resolved after a burst of names that do not exist.
struct Success {
  bool resolved = false;
  bool random = false;     ///< It reads like the burst.
  bool connected = false;  ///< And the client went there.
};

struct Verdict {
  int score = 0;  ///< 0 … 100
  Kind kind = Kind::Random;
  std::vector<Indicator> indicators;
};

/// True where the pace of @p counts is worth measuring.
bool may_be_paced(const Counts& counts, const Params& params);
Verdict judge_pace(const Counts& counts, const support::Concentration& pace, const Params& params);

/// True where @p counts are a burst after which a name that resolves is worth a look.
bool is_burst(const Counts& counts, const Params& params);

Verdict judge(const Counts& counts, const Success& success, const Params& params);

}  // namespace sekisho::detectors::dga

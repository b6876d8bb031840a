// Whether a series is a beacon, and how much it counts. Pure: this is where the arithmetic is tested.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "detectors/api/context.hpp"
#include "detectors/api/finding.hpp"
#include "detectors/beacon/params.hpp"
#include "detectors/beacon/series.hpp"
#include "detectors/support/habits.hpp"

namespace sekisho::detectors::beacon {

/// What is known around a series when it is judged.
struct Surroundings {
  Family family = Family::Pair;
  Direction direction = Direction::Outbound;
  support::ProtocolHabit protocol;
  support::Habit name = support::Habit::None;
  bool label_known = false;     ///< DPI named the protocol for sure.
  bool ordinary_ping = false;   ///< ICMP whose payload is a ping program's.
  bool client_guessed = false;  ///< Nobody saw who began.
  bool resolver = false;        ///< The client resolves for others, or the server is the site's resolver.
  bool followed = false;        ///< Look-ups of which at least half lead to a connection.
  double ttl = 0;               ///< Seconds; TTL of the name's DNS answers, 0 where unknown.
};

struct Verdict {
  support::Concentration rhythm;
  bool full = false;  ///< The full test spoke; else the short one.
  int score = 0;      ///< 0 … 100
  std::vector<Indicator> indicators;
};

/// The rhythm of @p series by the full test, else by the short one; nothing where neither suffices.
std::optional<Verdict> rhythm_of(const Series& series, const Params& params);

/// Adds points for sizes and takes points for what has good reasons to be periodic.
void weigh(Verdict& verdict, const Series& series, const Surroundings& around, const Params& params);

}  // namespace sekisho::detectors::beacon

#include "detectors/dga/judge.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace sekisho::detectors::dga {
namespace {

// A burst of the full number is hardly ever seen without a generator; half of it is weak, three quarters are worth a look.
constexpr int kFull = 50;
constexpr int kMost = 60;  // At four times as many.
constexpr int kNear = 28;
constexpr int kWeak = 15;
constexpr int kWords = 35;             // Words prove less: sites move, and captive networks know no name.
constexpr int kManyWords = 45;         // Twice as many are a list that is worked off.
constexpr int kAnswered = 30;          // Sinkholes and blocked resolvers answer all, or none.
constexpr int kResolved = 15;          // The one that works, of the same making.
constexpr int kInTurn = 22;            // Look-ups alone, without a connection: low, however even.
constexpr double kInTurnEvidence = 6;  // Nats: one in 400 such series by chance.
constexpr double kShortestPace = 5;    // Seconds: pages and scripts ask faster.
constexpr int kConnected = 10;         // And is used.

void add(Verdict& v, std::string name, double value, double threshold, int points) {
  v.score += points;
  v.indicators.push_back({std::move(name), value, threshold, points});
}

bool reaches(std::uint32_t part, std::uint32_t all, double share) { return static_cast<double>(part) >= share * static_cast<double>(all); }

int random_points(std::uint32_t n, std::uint32_t full) {
  if (n >= 4 * full) return kMost;
  if (n >= 2 * full) return (kFull + kMost) / 2;
  if (n >= full) return kFull;
  return 4 * n >= 3 * full ? kNear : kWeak;
}

int word_points(std::uint32_t n, std::uint32_t full) {
  if (n >= 2 * full) return kManyWords;
  return n >= full ? kWords : kWeak;
}

bool is_random(const Counts& c, const Params& p) { return 2 * c.random_missing >= p.missing && reaches(c.random_missing, c.missing, p.random_share); }
bool is_words(const Counts& c, const Params& p) {
  return 2 * c.long_missing >= p.words && reaches(c.missing, c.all, p.missing_share) && 2 * c.long_missing > c.missing;
}

}  // namespace

bool may_be_paced(const Counts& c, const Params& p) {
  constexpr std::uint32_t kMostPaced = 40;
  return c.all >= p.in_turn && c.all <= kMostPaced && c.missing >= 1 && c.connected * 10 <= c.all;
}

Verdict judge_pace(const Counts& c, const support::Concentration& pace, const Params& p) {
  Verdict v;
  if (!pace.found || pace.evidence < kInTurnEvidence || pace.period < kShortestPace) return v;
  v.kind = Kind::InTurn;
  add(v, "in_turn", c.all, p.in_turn, kInTurn);
  add(v, "pace", pace.evidence, kInTurnEvidence, 0);
  return v;
}

bool is_burst(const Counts& c, const Params& p) { return is_random(c, p) || is_words(c, p); }

Verdict judge(const Counts& c, const Success& success, const Params& p) {
  Verdict v;
  if (is_random(c, p)) {
    v.kind = Kind::Random;
    add(v, "random_missing", c.random_missing, p.missing, random_points(c.random_missing, p.missing));
    add(v, "random_share", static_cast<double>(c.random_missing) / c.missing, p.random_share, 0);
  } else if (is_words(c, p)) {
    v.kind = Kind::Words;
    add(v, "missing_words", c.long_missing, p.words, word_points(c.long_missing, p.words));
    add(v, "missing_share", static_cast<double>(c.missing) / c.all, p.missing_share, 0);
  } else if (c.random >= p.answered && reaches(c.random, c.all, p.answered_share)) {
    v.kind = Kind::Answered;
    add(v, "random_names", c.random, p.answered, kAnswered);
    add(v, "random_share", static_cast<double>(c.random) / c.all, p.answered_share, 0);
    return v;
  } else {
    return v;
  }
  const bool alike = v.kind == Kind::Words || success.random;
  if (!success.resolved || !alike) return v;
  v.kind = Kind::Success;
  add(v, "resolved_after", 1, 1, kResolved);
  if (success.connected) add(v, "connected_after", 1, 1, kConnected);
  v.score = std::clamp(v.score, 0, 100);
  return v;
}

}  // namespace sekisho::detectors::dga

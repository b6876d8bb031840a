// What the operator put on a list is trusted as far as the operator says (`points`); the deductions are for what lists get wrong: addresses that many
// share, addresses that have changed hands, fingerprints of a library, scanners that knock from outside.
#include "detectors/watchlist/judge.hpp"

#include <algorithm>

namespace sekisho::detectors::watchlist {
namespace {

constexpr int kSharedMost = 25;  // low: an address of a content network proves nothing of one name on it
constexpr int kUnansweredPoints = -25;
constexpr int kLookupPoints = -10;  // asked for is not yet talked to
constexpr int kAnswerPoints = -20;
constexpr int kNetworkPoints = -10;      // neighbours
constexpr int kFingerprintPoints = -30;  // every program with that library
constexpr int kInboundPoints = -45;      // whoever listens on the internet meets listed scanners
constexpr int kStalePoints = -10;

void add(Verdict& v, const char* name, double value, double threshold, int points) {
  v.score += points;
  v.indicators.push_back({name, value, threshold, points});
}

const char* indicator_of(Kind kind) {
  switch (kind) {
    case Kind::Address:
      return "address";
    case Kind::Network:
      return "network";
    case Kind::Domain:
      return "domain";
    case Kind::Md5:
    case Kind::Ja4:
      return "fingerprint";
    case Kind::Sha1:
    case Kind::Sha256:
      break;
  }
  return "certificate";
}

}  // namespace

Verdict judge(const Circumstances& met, const Params& p) {
  Verdict v;
  add(v, indicator_of(met.kind), 1, 1, p.points);
  if (met.kind == Kind::Network) add(v, "of_a_network", 1, 1, kNetworkPoints);
  if (met.sight == Sight::Lookup) add(v, "looked_up", 1, 1, kLookupPoints);
  if (met.sight == Sight::Answer) add(v, "answer", 1, 1, kAnswerPoints);
  if (met.sight == Sight::Fingerprint) add(v, "of_a_library", 1, 1, kFingerprintPoints);
  if (met.sight == Sight::Contact && !met.answered) add(v, "unanswered", 1, 1, kUnansweredPoints);
  if (met.direction == Direction::Inbound) add(v, "inbound", 1, 1, kInboundPoints);
  if (met.age && *met.age > p.stale_after) add(v, "stale_list", seconds(*met.age), seconds(p.stale_after), kStalePoints);
  const bool by_address = met.kind == Kind::Address || met.kind == Kind::Network;
  if (by_address && v.score > kSharedMost) {
    if (met.domains >= p.shared_names) {
      add(v, "shared_address", met.domains, p.shared_names, kSharedMost - v.score);
    } else if (met.popular) {
      add(v, "popular_name", 1, 1, kSharedMost - v.score);
    }
  }
  v.score = std::clamp(v.score, 0, 100);
  return v;
}

}  // namespace sekisho::detectors::watchlist

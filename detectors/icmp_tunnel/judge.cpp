// The scale: one broken rule of ping is worth a low alert, data both ways or much data one way a medium one, and a tunnel breaks
// several rules at once and adds up beyond 60.
#include "detectors/icmp_tunnel/judge.hpp"

#include <algorithm>
#include <cmath>

namespace sekisho::detectors::icmp_tunnel {
namespace {

constexpr int kDifferingPoints = 45;
constexpr int kUnsolicitedPoints = 40;
constexpr int kFewAnswersPoints = 15;  // At least two, but fewer than `answers`.
constexpr int kPayloadPoints = 25;     // At `payloads`; five more for each doubling, ten at most.
constexpr int kFewPayloadPoints = 10;  // From half of it on.
constexpr int kLengthPoints = 15;
constexpr int kVolumePoints = 10;  // At `volume`; five more at sixteen times that.
constexpr int kDensePoints = 10;
constexpr std::uint32_t kDenseMessages = 5;
constexpr int kTextPoints = 15;
constexpr int kWordPoints = 20;  // One message; five more from two on.
constexpr int kCarriedPoints = 40;
constexpr int kToolPoints = 50;
constexpr int kStuckPoints = 20;  // A sequence number that does not move.
constexpr std::uint32_t kStuckRequests = 4;
constexpr int kTypePoints = 35;
constexpr std::uint32_t kTypeMessages = 3;
constexpr int kStrayPoints = 24;
constexpr int kStrayTextPoints = 16;         // An asymmetric route shows a ping's other half, and pings do not write.
constexpr double kOddShare = 0.2;            // Of all data: what is less is noise beside a monitor's pings …
constexpr std::uint32_t kManyPayloads = 24;  // … unless it is that many.

void add(Verdict& v, std::string name, double value, double threshold, int points) {
  if (points == 0) return;
  v.score += points;
  v.indicators.push_back({std::move(name), value, threshold, points});
}

bool enough(std::uint32_t n, std::uint32_t all, const Params& p) {
  return n >= p.answers && static_cast<double>(n) >= p.answer_share * static_cast<double>(all);
}

void weigh_answers(Verdict& v, const Activity& a, const Params& p) {
  if (enough(a.differing(), a.differing() + a.matched(), p)) {
    add(v, "answers_differ", a.differing(), p.answers, kDifferingPoints);
  } else if (a.differing() >= 2 && a.differing() > a.matched()) {
    add(v, "answers_differ", a.differing(), 2, kFewAnswersPoints);
  }
  if (enough(a.unsolicited(), a.replies(), p)) {
    add(v, "unsolicited_replies", a.unsolicited(), p.answers, kUnsolicitedPoints);
  } else if (a.unsolicited() >= 2 && 2 * a.unsolicited() > a.replies()) {
    add(v, "unsolicited_replies", a.unsolicited(), 2, kFewAnswersPoints);
  }
  if (a.requests() == 0 && a.strays() >= p.stray_replies) add(v, "stray_replies", a.strays(), p.stray_replies, kStrayPoints);
  if (a.requests() == 0 && a.stray_texts() >= p.stray_replies) add(v, "stray_text", a.stray_texts(), p.stray_replies, kStrayTextPoints);
}

void weigh_payloads(Verdict& v, const Activity& a, const Params& p) {
  const std::uint32_t payloads = a.payloads();
  const double data = static_cast<double>(a.odd()) + static_cast<double>(a.ordinary());
  if (payloads < kManyPayloads && a.odd() < kOddShare * data) return;
  if (payloads >= p.payloads) {
    const double doublings = std::log2(static_cast<double>(payloads) / p.payloads);
    add(v, "payloads", payloads, p.payloads, kPayloadPoints + static_cast<int>(std::min(10.0, 5 * doublings)));
  } else if (2 * payloads >= p.payloads) {
    add(v, "payloads", payloads, p.payloads / 2.0, kFewPayloadPoints);
  }
  if (a.lengths() >= p.lengths) add(v, "lengths", a.lengths(), p.lengths, kLengthPoints);
  if (payloads < 2) return;  // The same again and again says nothing, however long it is.
  const auto bytes = static_cast<double>(a.odd_bytes());
  if (a.odd_bytes() >= p.volume) add(v, "volume", bytes, static_cast<double>(p.volume), kVolumePoints + (a.odd_bytes() >= 16 * p.volume ? 5 : 0));
  if (a.dense() >= kDenseMessages) add(v, "dense", a.dense(), kDenseMessages, kDensePoints);
  if (a.texts() >= 2) add(v, "text", a.texts(), 2, kTextPoints);
}

void weigh_contents(Verdict& v, const Activity& a) {
  if (a.carried_ip() >= 2) add(v, "carried_ip", a.carried_ip(), 2, kCarriedPoints);
  if (a.tools() >= 2) add(v, "known_tool", a.tools(), 2, kToolPoints);
  if (a.words() >= 1 && a.payloads() >= 2) add(v, "words", a.words(), 1, kWordPoints + (a.words() > 1 ? 5 : 0));
  if (a.odd_types() >= kTypeMessages) add(v, "odd_types", a.odd_types(), kTypeMessages, kTypePoints);
  if (a.stuck() >= kStuckRequests && 2 * a.stuck() >= a.requests() && a.odd() > 0) {
    add(v, "sequence_stands", a.stuck(), kStuckRequests, kStuckPoints);
  }
}

Kind kind_of(const Verdict& v) {
  const auto has = [&](std::string_view name) {
    return std::any_of(v.indicators.begin(), v.indicators.end(), [&](const Indicator& i) { return i.name == name; });
  };
  if (has("answers_differ") || has("unsolicited_replies") || has("carried_ip") || has("known_tool")) return Kind::Tunnel;
  if (has("stray_replies")) return Kind::Replies;
  if (has("odd_types")) return Kind::Types;
  return has("words") ? Kind::Words : Kind::OneWay;
}

}  // namespace

Verdict judge(const Activity& a, Direction direction, const Params& p) {
  Verdict v;
  weigh_answers(v, a, p);
  weigh_payloads(v, a, p);
  weigh_contents(v, a);
  if (v.score <= 0) return v;
  v.kind = kind_of(v);
  if (direction == Direction::Internal) add(v, "internal", 1, 1, p.internal_points);
  v.score = std::clamp(v.score, 0, 100);
  return v;
}

}  // namespace sekisho::detectors::icmp_tunnel

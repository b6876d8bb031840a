// The scale: text encodings are everywhere in the web, so one of them is a weak word (8 … 12) that counts beside others'. Bytes that contradict what
// is announced of them are a stronger one (14). Two kinds together, or one in requests that pretend to be a browser's, are an alert; context
// only escalates.
#include "detectors/encoding/hosts.hpp"

#include <algorithm>
#include <cstdint>

namespace sekisho::detectors::encoding {
namespace {

struct Weight {
  int points;
  Rule rule;
};
// By Sign.
constexpr std::array<Weight, kSigns> kWeights{{{8, Rule::Encoded},
                                               {14, Rule::Encoded},
                                               {8, Rule::Encoded},
                                               {12, Rule::Encoded},
                                               {8, Rule::Encoded},
                                               {14, Rule::Mislabelled},
                                               {10, Rule::Encoded},
                                               {14, Rule::Mislabelled},
                                               {14, Rule::Picture},
                                               {14, Rule::Junk},
                                               {10, Rule::Imitation},
                                               {10, Rule::Imitation},
                                               {22, Rule::Program},
                                               {14, Rule::Imitation}}};
constexpr int kMostSigns = 30;  // all signs together
constexpr int kMost = 45;
constexpr int kSilent = 19;
constexpr int kPlain = 12;          // the strongest sign that services have too
constexpr std::uint8_t kOften = 3;  // transactions: no accident
constexpr std::uint8_t kTurns = 2;

void rise(std::uint8_t& counter) { counter = counter < UINT8_MAX ? static_cast<std::uint8_t>(counter + 1) : counter; }

}  // namespace

void count(Tally& tally, Sight sight, std::uint64_t uri_data) {
  if (uri_data != 0 && uri_data == tally.uri_data) sight.signs.reset(static_cast<std::size_t>(Sign::Uri));
  if (uri_data != 0 && tally.uri_data != 0 && uri_data != tally.uri_data) rise(tally.turns);
  if (uri_data != 0) tally.uri_data = uri_data;
  for (std::size_t i = 0; i < kSigns; ++i) {
    if (sight.signs.test(i)) rise(tally.seen[i]);
  }
  if (sight.signs.none()) return;
  tally.numeric_host = tally.numeric_host || sight.numeric_host;
  rise(tally.telling);
  if (sight.poses) rise(tally.posing);
  if (sight.referred) rise(tally.referred);
  if (sight.routine) rise(tally.routine);
  if (sight.run.hides_text) rise(tally.hiding);
  if (sight.run.unescaped) rise(tally.unescaped);
}

Verdict judge(const Tally& tally, const Around& around, const Params& params) {
  Verdict v;
  int strongest = 0;
  const auto add = [&](std::string_view name, double value, double threshold, int points) {
    v.score += points;
    v.indicators.push_back({std::string(name), value, threshold, points});
  };
  for (std::size_t i = 0; i < kSigns; ++i) {
    const auto sign = static_cast<Sign>(i);
    if (tally.seen[i] == 0 || (sign == Sign::Cookie && tally.sets_cookies)) continue;
    const Weight& w = kWeights[i];
    add(sign_name(sign), tally.seen[i], 1, std::min(w.points, kMostSigns - v.score));
    if (w.points > strongest) v.rule = w.rule;
    strongest = std::max(strongest, w.points);
  }
  if (v.rule == Rule::None) return v;
  const bool away = around.direction != Direction::Internal;
  if (tally.numeric_host) add("numeric_host", 1, 1, away ? 6 : 3);
  if (tally.posing > 0) add("sparse_browser", tally.posing, 1, 6);
  // What stays the same is a token; what changes with each request is carried.
  if (tally.turns >= kTurns) add("changing_uri", tally.turns, kTurns, 6);
  if (tally.hiding > 0) add("readable", tally.hiding, 1, 4);
  if (tally.unescaped > 0) add("unescaped", tally.unescaped, 1, 4);
  if (tally.telling >= kOften) add("repeated", tally.telling, kOften, 4);
  if (tally.referred == tally.telling) add("referred", tally.referred, 1, -8);
  if (around.direction == Direction::Internal) add("internal", 1, 1, params.internal_points);
  if (around.direction == Direction::Inbound) add("inbound", 1, 1, params.inbound_points);
  if (around.common) add("common", 1, 1, -12);
  if (tally.routine > 0) add("routine", tally.routine, 1, -25);
  if (around.sanctioned) add("sanctioned", 1, 1, -25);
  // Devices and services talk encoded to names of their own all day: only company makes that an alert.
  const bool hides = v.rule != Rule::Encoded || strongest > kPlain || tally.numeric_host || tally.posing > 0;
  v.score = std::clamp(v.score, 0, hides ? kMost : kSilent);
  return v;
}

}  // namespace sekisho::detectors::encoding

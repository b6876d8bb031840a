// The scale: using a service is no alert, whatever it is; a steady pace or an upload makes it one, and only of somebody who does nothing else.
#include "detectors/web_service/judge.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace sekisho::detectors::web_service {
namespace {

constexpr int kMostEvidence = 19;
constexpr int kMost = 69;
constexpr int kSteadyPoints = 20;
constexpr int kUploadPoints = 16;
constexpr int kAlonePoints = 4;
constexpr int kProgramPoints = 6;
constexpr std::uint64_t kRatio = 4;

// paste, chat, code, storage, cloud, tunnel, feed: how seldom programs of ordinary hosts have business there.
constexpr std::array<int, 7> kCategoryPoints{14, 12, 8, 12, 4, 22, 6};

void add(Verdict& v, std::string name, double value, double threshold, int points) {
  v.score += points;
  v.indicators.push_back({std::move(name), value, threshold, points});
}

}  // namespace

Verdict judge(Category category, const Activity& a, const Surroundings& around, const Params& p) {
  Verdict v;
  if (around.sanctioned || around.inbound || a.contacts() == 0) return v;
  add(v, std::string(category_name(category)), 1, 1, kCategoryPoints[static_cast<std::size_t>(category)]);
  if (a.is_program()) add(v, "program", 1, 1, kProgramPoints);
  if (a.alone()) add(v, "alone", 1, 1, kAlonePoints);
  const Pace pace = a.pace();
  // A person reloads and scrolls among many sites: a pace counts only where there are none.
  v.steady = a.alone() && pace.contacts >= p.contacts && pace.spread <= p.spread;
  if (v.steady) add(v, "steady", pace.spread, p.spread, kSteadyPoints);
  v.upload = a.up() >= p.upload && a.up() >= kRatio * a.down() && (a.alone() || a.is_program());
  if (v.upload) add(v, "upload", static_cast<double>(a.up()), static_cast<double>(p.upload), kUploadPoints);
  const bool telling = v.steady || v.upload || (category == Category::Tunnel && a.alone());
  v.score = std::clamp(v.score, 0, telling ? kMost : kMostEvidence);
  return v;
}

}  // namespace sekisho::detectors::web_service

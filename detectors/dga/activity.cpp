#include "detectors/dga/activity.hpp"

#include <algorithm>
#include <vector>

namespace sekisho::detectors::dga {

namespace {

constexpr std::uint8_t kTwoWords = 10;  // Generators from word lists join two or three words; misspelt names are shorter.

}  // namespace

Domain& Activity::domain(std::uint64_t hash, Timestamp now, Duration window) {
  if (now - day_ > 24h) {
    day_ = now;
    day_names_.clear();
    worth_ = 0;
  }
  last_ = now;
  const auto known = std::find_if(domains_.begin(), domains_.end(), [&](const Domain& d) { return d.hash == hash; });
  if (known != domains_.end()) {
    if (now - known->asked > window) {
      known->outcome = Outcome::Asked;
      known->first = now;
    }
    known->asked = now;
    return *known;
  }
  day_names_.add(hash);
  Domain& fresh = domains_[next_];
  next_ = (next_ + 1) % kDomains;
  fresh = Domain{};
  fresh.hash = hash;
  fresh.first = fresh.asked = now;
  return fresh;
}

Counts Activity::counts(Timestamp now, Duration window) const {
  Counts c;
  c.first = now;
  double cost = 0;
  for_each(now, window, [&](const Domain& d) {
    ++c.all;
    c.connected += d.connected ? 1 : 0;
    c.first = std::min(c.first, d.asked);
    c.random += d.random ? 1 : 0;
    c.answered += d.outcome == Outcome::Answered ? 1 : 0;
    if (d.outcome != Outcome::Missing) return;
    ++c.missing;
    c.random_missing += d.random ? 1 : 0;
    c.long_missing += d.label >= kTwoWords ? 1 : 0;
    c.last_missing = std::max(c.last_missing, d.asked);
    cost += static_cast<double>(d.cost);
  });
  if (c.missing > 0) c.mean_cost = cost / c.missing;
  return c;
}

support::Concentration Activity::pace(Timestamp now, Duration window) const {
  std::vector<Timestamp> starts;
  starts.reserve(kDomains);
  for_each(now, window, [&](const Domain& d) { starts.push_back(d.first); });
  std::sort(starts.begin(), starts.end());
  std::vector<float> gaps;
  gaps.reserve(kDomains);
  for (std::size_t i = 1; i < starts.size(); ++i) gaps.push_back(static_cast<float>(seconds(starts[i] - starts[i - 1])));
  return support::exact_concentration(gaps);
}

void Activity::connect(std::uint64_t hash) {
  for (Domain& d : domains_) d.connected = d.connected || d.hash == hash;
}

}  // namespace sekisho::detectors::dga

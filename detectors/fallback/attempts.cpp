#include "detectors/fallback/attempts.hpp"

#include <algorithm>

namespace sekisho::detectors::fallback {

Target& Attempts::target(std::uint64_t hash, Timestamp at) {
  Target* oldest = targets_.data();
  for (Target& t : targets_) {
    if (t.hash == hash) {
      t.last = std::max(t.last, at);
      return t;
    }
    if (t.last < oldest->last || (t.hash == 0 && oldest->hash != 0)) oldest = &t;
  }
  *oldest = Target();
  oldest->hash = hash;
  oldest->last = at;
  return *oldest;
}

const Target* Attempts::find(std::uint64_t hash) const {
  const auto found = std::find_if(targets_.begin(), targets_.end(), [&](const Target& t) { return t.hash == hash; });
  return found == targets_.end() ? nullptr : &*found;
}

void Attempts::add(const Attempt& attempt) {
  attempts_[next_] = attempt;
  next_ = (next_ + 1) % kAttempts;
  used_ = std::min(used_ + 1, kAttempts);
  last_ = std::max(last_, attempt.at);
  if (attempt.outcome == Outcome::Opened) return;
  last_failure_ = std::max(last_failure_, attempt.at);
  failures_ += 1;
}

std::vector<Attempt> Attempts::sorted(Duration window) const {
  std::vector<Attempt> all;
  all.reserve(used_);
  for (std::size_t i = 0; i < used_; ++i) {
    if (last_ - attempts_[i].at <= window && find(attempts_[i].target) != nullptr) all.push_back(attempts_[i]);
  }
  std::stable_sort(all.begin(), all.end(), [](const Attempt& a, const Attempt& b) { return a.at < b.at; });
  return all;
}

}  // namespace sekisho::detectors::fallback

#include "detectors/web_service/activity.hpp"

#include <algorithm>
#include <cmath>

namespace sekisho::detectors::web_service {
namespace {

double median(std::array<float, 16>& values, std::size_t n) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(n / 2);
  std::nth_element(values.begin(), middle, values.begin() + static_cast<std::ptrdiff_t>(n));
  return *middle;
}

}  // namespace

void Activity::contact(Timestamp at, Duration shortest) {
  if (contacts_ > 0 && at < last_ + shortest) return;
  if (contacts_ == 0) {
    first_ = at;
  } else {
    intervals_[(contacts_ - 1) % kIntervals] = static_cast<float>(seconds(at - last_));
  }
  last_ = at;
  ++contacts_;
}

void Activity::company(std::uint32_t others) {
  constexpr std::uint32_t kFew = 2;  // The program's own look-up service, a certificate's status.
  if (others > kFew) accompanied_ = std::min(accompanied_ + 1, contacts_);
}

Pace Activity::pace() const {
  Pace p;
  p.contacts = contacts_;
  if (contacts_ < 3) return p;
  std::array<float, kIntervals> sorted = intervals_;
  const std::size_t n = std::min<std::size_t>(contacts_ - 1, kIntervals);
  p.period = median(sorted, n);
  for (std::size_t i = 0; i < n; ++i) sorted[i] = static_cast<float>(std::abs(static_cast<double>(intervals_[i]) - p.period));
  p.spread = p.period > 0 ? median(sorted, n) / p.period : 1;
  return p;
}

}  // namespace sekisho::detectors::web_service

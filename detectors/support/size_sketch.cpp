#include "detectors/support/size_sketch.hpp"

#include <algorithm>
#include <cmath>

namespace sekisho::detectors::support {

int SizeSketch::bin_of(std::uint64_t size) {
  if (static_cast<double>(size) <= kSmallest) return 0;
  return std::min(kBins - 1, static_cast<int>(kPerOctave * std::log2(static_cast<double>(size) / kSmallest)));
}

void SizeSketch::add(std::uint64_t size) {
  std::uint8_t& bin = bins_[static_cast<std::size_t>(bin_of(size))];
  if (bin == 255) {
    count_ = 0;
    for (std::uint8_t& b : bins_) {
      b = static_cast<std::uint8_t>(b / 2);
      count_ = static_cast<std::uint16_t>(count_ + b);
    }
  }
  ++bin;
  ++count_;
}

int SizeSketch::fullest() const {
  int best = 0;
  int most = -1;
  for (int i = 0; i + 1 < kBins; ++i) {
    const auto at = static_cast<std::size_t>(i);
    if (const int sum = bins_[at] + bins_[at + 1]; sum > most) {
      most = sum;
      best = i;
    }
  }
  return best;
}

double SizeSketch::mode_share() const {
  if (count_ == 0) return 0;
  const auto at = static_cast<std::size_t>(fullest());
  return static_cast<double>(bins_[at] + bins_[at + 1]) / count_;
}

double SizeSketch::mode() const { return count_ == 0 ? 0 : kSmallest * std::exp2((fullest() + 1.0) / kPerOctave); }

std::uint32_t SizeSketch::above(double factor) const {
  if (count_ == 0) return 0;
  std::uint32_t n = 0;
  for (int i = bin_of(static_cast<std::uint64_t>(mode() * factor)) + 1; i < kBins; ++i) n += bins_[static_cast<std::size_t>(i)];
  return n;
}

}  // namespace sekisho::detectors::support

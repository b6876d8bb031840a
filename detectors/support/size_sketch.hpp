// How concentrated a series of sizes is: a histogram of 64 log bins, four an octave from 16 bytes to 1 MiB, in 64 bytes.
// Old entries fade: when a bin is full all are halved.
#pragma once

#include <array>
#include <cstdint>

namespace sekisho::detectors::support {

class SizeSketch {
 public:
  static constexpr int kBins = 64;
  static constexpr int kPerOctave = 4;
  static constexpr double kSmallest = 16;  ///< Bytes; smaller sizes share the first bin, those above 1 MiB the last.

  void add(std::uint64_t size);
  /// Sizes held (after fading).
  std::uint32_t count() const { return count_; }
  /// The fullest two neighbouring bins (a ratio of 1.41), as a share of all: 0 … 1. Two, so that a size on a bin's edge counts as one.
  double mode_share() const;
  /// The middle of those two bins in bytes; 0 where empty.
  double mode() const;
  /// Sizes at least @p factor times the mode: tasks and results among the idle polls.
  std::uint32_t above(double factor) const;

  static int bin_of(std::uint64_t size);

 private:
  int fullest() const;

  std::array<std::uint8_t, kBins> bins_{};
  std::uint16_t count_ = 0;
};

}  // namespace sekisho::detectors::support

// Is a series of events periodic? A one-pass histogram of the logarithms of its intervals, and a test of how much of it
// falls into one narrow window ("log-interval concentration"). The answer does not depend on the scale, on the span of
// the data, or on phase, so sleeping programs (renewal processes) are found as well as clocks; several events a
// beat lie below the window, pauses above it, missed beats at its multiples.
//
// The evidence is n * KL(c || p): the log-likelihood ratio, in nats, between "a share c of n intervals is in the window" and "the share
// p that the densest window of a memoryless process would hold".
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "flow/base/time.hpp"

namespace sekisho::detectors::support {

/// Histogram of intervals: eight bins an octave from 0.25 s to 3 days (bins 9 % wide). 324 bytes, no allocation.
class IntervalSketch {
 public:
  static constexpr int kPerOctave = 8;
  static constexpr int kBins = 160;
  static constexpr double kShortest = 0.25;  ///< Seconds; shorter intervals are not counted.

  /// Counts an interval of @p s seconds; longer ones than the last bin's fall into it. At 60,000 intervals all bins are halved.
  void add(double s);
  std::uint32_t count() const { return count_; }
  /// Intervals in bins [@p from, @p to), clipped to the sketch.
  std::uint32_t mass(int from, int to) const;
  /// The interval in seconds below which the share @p q (0 … 1) lies; 0 where empty.
  double quantile(double q) const;
  const std::array<std::uint16_t, kBins>& bins() const { return bins_; }

  static int bin_of(double s);
  /// Lower edge of @p bin in seconds.
  static double edge(double bin);

 private:
  std::array<std::uint16_t, kBins> bins_{};
  std::uint32_t count_ = 0;
};

/// What a concentration test found.
struct Concentration {
  bool found = false;           ///< Share and number of intervals suffice; how much evidence is enough the caller decides.
  double period = 0;            ///< Seconds: the middle of the window.
  double spread = 0;            ///< Half width of the window over the period: 0.09 means ±9 %.
  double share = 0;             ///< c: of the intervals compared.
  double evidence = 0;          ///< Nats.
  std::uint32_t in_window = 0;  ///< k, with multiples.
  std::uint32_t compared = 0;   ///< n: a quarter of the window to sixteen times it.
  double missed = 0;            ///< Share of k at two, three or four times the period.
  int lag = 1;                  ///< Intervals summed before the test: 1, 2 or 3.
};

/// The largest share of an exponential law that any window of ratio @p ratio (upper over lower end) can hold.
double densest_share(double ratio);
/// n * KL(c || p) in nats; 0 where c <= p.
double concentration_evidence(std::uint32_t n, double c, double p);

/// Tests @p sketch with windows of 1.19, 1.30, 1.54, 2.0 and 2.83. @p least intervals must be comparable.
Concentration concentration(const IntervalSketch& sketch, std::uint32_t least = 8);

/// The same question for a few intervals (3 … 64) known exactly, in seconds: a window as narrow as the data allow. At most one
/// interval in five may lie outside. Here evidence is -ln of the chance of such a window, all choices of intervals counted.
Concentration exact_concentration(std::span<const float> intervals, std::uint32_t least = 4);

/// Correlation of each interval with the next, -1 … 1; 0 below four intervals. Alternating sleeps are near -1.
double lag_correlation(std::span<const float> intervals);

/// Sums of two and of three successive intervals: periodic where a beat is made of alternating pauses. 650 bytes.
class LagSums {
 public:
  void add(double s);
  /// The better of both; evidence is divided by the lag, for the sums overlap. Windows of 1.19 and 1.30 only.
  Concentration test(std::uint32_t least = 12) const;

 private:
  std::array<IntervalSketch, 2> sums_;
  std::array<double, 2> before_{};
  std::uint32_t seen_ = 0;
};

/// Robust shape of an interval distribution.
struct Quartiles {
  double median = 0;
  double deviation = 0;  ///< Half the distance of the quartiles over the median: about MAD/median.
  double skew = 0;       ///< Bowley's, -1 … 1.
};
Quartiles quartiles(const IntervalSketch& sketch);

}  // namespace sekisho::detectors::support

// Numbers that are the same on every machine: a generator and distributions of our own, for those of <random> differ between libraries.
#pragma once

#include <array>
#include <cstdint>

#include "flow/base/time.hpp"

namespace sekisho::test::office {

class Random {
 public:
  explicit Random(std::uint64_t seed);
  /// An independent sequence; the same for the same @p stream, whatever was drawn before.
  Random fork(std::uint64_t stream) const;

  std::uint64_t next();
  /// 0 … @p count - 1.
  std::uint64_t below(std::uint64_t count) { return next() % count; }
  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  double between(double low, double high) { return low + (high - low) * uniform(); }
  bool chance(double p) { return uniform() < p; }
  double exponential(double mean);
  double normal(double mean, double deviation);
  double lognormal(double median, double sigma);
  /// @p period with a share of up to @p jitter more or less.
  Duration around(Duration period, double jitter) { return from_seconds(seconds(period) * between(1 - jitter, 1 + jitter)); }
  Duration exponential(Duration mean) { return from_seconds(exponential(seconds(mean))); }

 private:
  std::uint64_t seed_;
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace sekisho::test::office

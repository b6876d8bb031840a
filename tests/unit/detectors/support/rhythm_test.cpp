#include "detectors/support/rhythm.hpp"

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace sekisho::detectors::support {
namespace {

constexpr double kFires = 15;  // nats
constexpr int kTrials = 40;

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  double uniform(double a, double b) { return std::uniform_real_distribution<double>(a, b)(engine_); }
  double exponential(double mean) { return std::exponential_distribution<double>(1 / mean)(engine_); }
  double log_normal(double median, double s) { return median * std::exp(s * std::normal_distribution<double>()(engine_)); }
  double gamma(double k, double mean) { return std::gamma_distribution<double>(k, mean / k)(engine_); }

 private:
  std::mt19937_64 engine_;
};

// Looks again and again while intervals come, as a detector does: chances to be wrong add up.
template <class Next>
bool fires(Next&& next, int intervals) {
  IntervalSketch sketch;
  std::uint32_t look = 8;
  for (int i = 0; i < intervals; ++i) {
    sketch.add(next());
    if (sketch.count() < look) continue;
    look = std::max(look + 2, look * 23 / 20);
    const Concentration c = concentration(sketch);
    if (c.found && c.evidence >= kFires) return true;
  }
  return false;
}

template <class Next>
int fired(Next&& next, int intervals) {
  int n = 0;
  for (int t = 0; t < kTrials; ++t) {
    Random random(static_cast<unsigned>(1000 + t));
    n += fires([&] { return next(random); }, intervals) ? 1 : 0;
  }
  return n;
}

TEST(Concentration, FindsEveryPeriodUpToFiftyPercentJitter) {
  for (const double period : {1.0, 5.0, 60.0, 3600.0, 86'000.0}) {
    for (const double jitter : {0.0, 0.1, 0.25, 0.5}) {
      if (period * (1 - jitter) < 0.7) continue;  // Below the first bin that counts.
      EXPECT_EQ(fired([&](Random& r) { return period * r.uniform(1 - jitter, 1 + jitter); }, 200), kTrials) << period << " " << jitter;
    }
  }
}

TEST(Concentration, MeasuresThePeriod) {
  for (const double period : {1.0, 7.3, 59.0, 4000.0}) {
    IntervalSketch sketch;
    for (int i = 0; i < 30; ++i) sketch.add(period);
    const Concentration c = concentration(sketch);
    ASSERT_TRUE(c.found);
    EXPECT_NEAR(c.period, period, period * 0.1);
    EXPECT_LT(c.spread, 0.1);
    EXPECT_EQ(c.share, 1);
    EXPECT_EQ(c.missed, 0);
  }
}

TEST(Concentration, SurvivesSeveralConnectionsABeat) {
  auto next = [rest = 0.0, left = 0](Random& r) mutable {
    if (left-- > 0) {
      const double gap = r.uniform(0.05, 1.5);
      rest += gap;
      return gap;
    }
    left = static_cast<int>(r.uniform(0, 4));
    const double gap = 60 * r.uniform(0.8, 1.2) - rest;
    rest = 0;
    return gap;
  };
  EXPECT_EQ(fired(next, 200), kTrials);
}

TEST(Concentration, SurvivesMissedBeatsAndNights) {
  EXPECT_EQ(fired([](Random& r) { return 300.0 * (r.uniform(0, 1) < 0.2 ? 2 : 1) * r.uniform(0.95, 1.05); }, 100), kTrials);
  EXPECT_EQ(fired([n = 0](Random& r) mutable { return ++n % 20 == 0 ? 50'000.0 : 300 * r.uniform(0.8, 1.2); }, 100), kTrials);
}

TEST(Concentration, StaysSilentOnMemorylessAndBurstyTraffic) {
  EXPECT_EQ(fired([](Random& r) { return r.exponential(60); }, 1000), 0);
  EXPECT_EQ(fired([](Random& r) { return r.log_normal(30, 1.5); }, 1000), 0);
  EXPECT_EQ(fired([](Random& r) { return r.log_normal(60, 1.0); }, 1000), 0);
  EXPECT_EQ(fired([](Random& r) { return r.gamma(2, 300); }, 288), 0);
  const auto browsing = [](Random& r) { return r.uniform(0, 1) < 0.8 ? r.exponential(0.4) : r.log_normal(20, 1.2); };
  EXPECT_EQ(fired(browsing, 1000), 0);
  EXPECT_LE(fired(
                [d = 1.0](Random& r) mutable {
                  d = d > 512 || r.uniform(0, 1) < 0.1 ? 1 : d * 2;
                  return d * r.uniform(0.9, 1.1);
                },
                500),
            2);
}

TEST(Concentration, DoesNotSeeJitterOfEightyPercent) {
  EXPECT_LE(fired([](Random& r) { return 60 * r.uniform(0.2, 1.8); }, 1000), kTrials / 5);
}

TEST(Concentration, IsQuietOnTooFewIntervals) {
  IntervalSketch sketch;
  for (int i = 0; i < 7; ++i) {
    sketch.add(60);
    EXPECT_FALSE(concentration(sketch).found);
  }
  sketch.add(60);
  EXPECT_TRUE(concentration(sketch).found);
  EXPECT_GE(concentration(sketch).evidence, 12);
}

TEST(ExactConcentration, TightensWithTheData) {
  const std::vector<float> clock{5.0F, 5.02F, 4.99F, 5.01F, 5.0F};
  const std::vector<float> loose{5.0F, 5.9F, 4.9F, 6.2F, 5.3F};
  const Concentration a = exact_concentration(clock);
  const Concentration b = exact_concentration(loose);
  ASSERT_TRUE(a.found);
  ASSERT_TRUE(b.found);
  EXPECT_GT(a.evidence, 15);
  EXPECT_LT(b.evidence, a.evidence * 0.7);
  EXPECT_NEAR(a.period, 5, 0.05);
  EXPECT_LT(a.spread, 0.01);
}

TEST(ExactConcentration, TakesOneMissedBeatAndOneStray) {
  const std::vector<float> missed{10.0F, 10.1F, 20.1F, 9.9F, 10.0F, 10.05F};
  const Concentration c = exact_concentration(missed);
  ASSERT_TRUE(c.found);
  EXPECT_NEAR(c.period, 10, 0.3);
  EXPECT_GT(c.missed, 0);
  const std::vector<float> stray{10.0F, 10.1F, 3.0F, 7.0F, 9.9F, 10.0F, 33.0F, 10.0F};
  EXPECT_LT(exact_concentration(stray).evidence, 12);
}

// Looks at every interval from the fourth to the sixteenth, as a detector does.
template <class Next>
int passed(Next&& next, double evidence, int trials) {
  int hits = 0;
  for (int t = 0; t < trials; ++t) {
    Random random(static_cast<unsigned>(t));
    std::vector<float> v;
    for (int i = 0; i < 16; ++i) {
      v.push_back(static_cast<float>(next(random)));
      const Concentration c = exact_concentration(v);
      if (!c.found || c.evidence < evidence) continue;
      ++hits;
      break;
    }
  }
  return hits;
}

TEST(ExactConcentration, SeldomTakesChanceForABeat) {
  EXPECT_LE(passed([](Random& r) { return r.exponential(60); }, 9, 1000), 5);
  EXPECT_LE(passed([](Random& r) { return r.log_normal(60, 1); }, 9, 1000), 6);
  EXPECT_LE(passed([](Random& r) { return r.gamma(2, 60); }, 9, 1000), 25);
}

TEST(ExactConcentration, FindsJitterOfThirtyPercentInSixteen) {
  EXPECT_EQ(passed([](Random& r) { return 60 * r.uniform(0.7, 1.3); }, 9, 200), 200);
  EXPECT_GE(passed([](Random& r) { return 60 * r.uniform(0.9, 1.1) * (r.uniform(0, 1) < 0.1 ? 2 : 1); }, 9, 200), 198);  // two missed in a row
}

TEST(ExactConcentration, TakesAnyInput) {
  EXPECT_FALSE(exact_concentration({}).found);
  const std::vector<float> zeros(100, 0.0F);
  EXPECT_FALSE(exact_concentration(zeros).found);
  const std::vector<float> huge(64, std::numeric_limits<float>::max());
  (void)exact_concentration(huge);
}

TEST(LagSums, FindsAlternatingSleeps) {
  Random random(7);
  IntervalSketch plain;
  LagSums sums;
  std::vector<float> v;
  for (int i = 0; i < 60; ++i) {
    const double gap = (i % 2 == 0 ? 20 : 50) * random.uniform(0.9, 1.1);
    plain.add(gap);
    sums.add(gap);
    v.push_back(static_cast<float>(gap));
  }
  EXPECT_LT(concentration(plain).evidence, kFires);
  EXPECT_LT(lag_correlation(v), -0.8);
  const Concentration c = sums.test();
  ASSERT_TRUE(c.found);
  EXPECT_GE(c.evidence, kFires);
  EXPECT_EQ(c.lag, 2);
  EXPECT_NEAR(c.period, 70, 7);
}

TEST(LagSums, FindsACycleOfThree) {
  LagSums sums;
  constexpr std::array<double, 3> kCycle{20, 50, 130};
  for (std::size_t i = 0; i < 90; ++i) sums.add(kCycle[i % 3]);
  const Concentration c = sums.test();
  ASSERT_TRUE(c.found);
  EXPECT_EQ(c.lag, 3);
  EXPECT_NEAR(c.period, 200, 20);
}

TEST(LagSums, StaySilentOnExponentialGaps) {
  for (unsigned t = 0; t < kTrials; ++t) {
    Random random(t);
    LagSums sums;
    for (int i = 0; i < 300; ++i) sums.add(random.exponential(60));
    EXPECT_LT(sums.test().evidence, kFires);
  }
}

TEST(IntervalSketch, IgnoresWhatIsTooShortOrNoNumber) {
  IntervalSketch s;
  s.add(0);
  s.add(-5);
  s.add(std::nan(""));
  s.add(0.2);
  EXPECT_EQ(s.count(), 0U);
  s.add(1e12);
  s.add(std::numeric_limits<double>::infinity());
  EXPECT_EQ(s.mass(IntervalSketch::kBins - 1, IntervalSketch::kBins), 2U);
}

TEST(IntervalSketch, FadesBeforeABinOverflows) {
  IntervalSketch s;
  for (int i = 0; i < 200'000; ++i) s.add(60);
  EXPECT_LE(s.count(), 60'000U);
  EXPECT_EQ(s.count(), s.mass(0, IntervalSketch::kBins));
  EXPECT_LE(sizeof(IntervalSketch), 324U);
}

TEST(Quartiles, AreReadFromTheSketch) {
  IntervalSketch s;
  Random random(3);
  for (int i = 0; i < 4000; ++i) s.add(60 * random.uniform(0.5, 1.5));
  const Quartiles q = quartiles(s);
  EXPECT_NEAR(q.median, 60, 4);
  EXPECT_NEAR(q.deviation, 0.25, 0.05);
  EXPECT_NEAR(q.skew, 0, 0.15);
}

TEST(DensestShare, MatchesTheClosedForm) {
  EXPECT_NEAR(densest_share(2), 0.25, 1e-9);
  EXPECT_NEAR(densest_share(1.19), 0.064, 0.001);
  EXPECT_NEAR(densest_share(2.83), 0.366, 0.001);
  EXPECT_EQ(densest_share(1), 0);
}

}  // namespace
}  // namespace sekisho::detectors::support

#include "detectors/support/distinct_counter.hpp"

#include <type_traits>

#include <gtest/gtest.h>

namespace sekisho::detectors::support {
namespace {

TEST(DistinctCounter, IsExactUpToSixteen) {
  DistinctCounter c;
  EXPECT_TRUE(c.empty());
  for (std::uint64_t i = 0; i < 16; ++i) {
    EXPECT_TRUE(c.add(i));
    EXPECT_FALSE(c.add(i));
    EXPECT_EQ(c.count(), i + 1);
  }
  EXPECT_TRUE(c.exact());
}

TEST(DistinctCounter, NeverSaysSixteenOrFewerOnceItSawMore) {
  DistinctCounter c;
  for (std::uint64_t i = 0; i < 17; ++i) c.add(i);
  EXPECT_FALSE(c.exact());
  EXPECT_GE(c.count(), 17U);
}

TEST(DistinctCounter, EstimatesWithinThreeStandardErrors) {
  for (const std::uint64_t n : {50U, 500U, 5'000U, 50'000U}) {
    DistinctCounter small;
    BasicDistinctCounter<10> large;
    for (std::uint64_t i = 0; i < n; ++i) {
      small.add(mix(i, n));
      large.add(mix(i, n));
    }
    EXPECT_NEAR(small.count(), static_cast<double>(n), 3 * 0.13 * static_cast<double>(n)) << n;
    EXPECT_NEAR(large.count(), static_cast<double>(n), 3 * 0.033 * static_cast<double>(n)) << n;
  }
}

TEST(DistinctCounter, RepeatsDoNotCount) {
  DistinctCounter c;
  for (int round = 0; round < 100; ++round) {
    for (std::uint64_t i = 0; i < 40; ++i) c.add(i);
  }
  EXPECT_LT(c.count(), 60U);
}

TEST(DistinctCounter, MergeEqualsAddingBoth) {
  for (const std::uint64_t n : {5U, 12U, 300U}) {
    DistinctCounter a, b, both;
    for (std::uint64_t i = 0; i < n; ++i) {
      a.add(i);
      b.add(i + n / 2);
      both.add(i);
      both.add(i + n / 2);
    }
    a.merge(b);
    EXPECT_EQ(a.count(), both.count()) << n;
  }
}

TEST(DistinctCounter, HasAFixedSize) {
  static_assert(std::is_trivially_copyable_v<DistinctCounter>);
  EXPECT_LE(sizeof(DistinctCounter), 68U);
}

}  // namespace
}  // namespace sekisho::detectors::support

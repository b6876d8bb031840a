#include "detectors/support/entropy.hpp"

#include <array>
#include <numeric>
#include <string>

#include <gtest/gtest.h>

namespace sekisho::detectors::support {
namespace {

TEST(Entropy, OfNothingAndOfOneSymbolIsZero) {
  EXPECT_EQ(entropy(""), 0);
  EXPECT_EQ(entropy("aaaaaaaa"), 0);
  EXPECT_EQ(relative_entropy(""), 0);
  EXPECT_EQ(relative_entropy("a"), 0);
}

TEST(Entropy, OfAllBytesIsEight) {
  std::array<std::uint8_t, 256> all{};
  std::iota(all.begin(), all.end(), std::uint8_t{0});
  EXPECT_DOUBLE_EQ(entropy(Bytes(all)), 8);
  EXPECT_DOUBLE_EQ(relative_entropy(Bytes(all)), 1);
}

TEST(Entropy, OfShortTextIsJudgedByItsLength) {
  EXPECT_DOUBLE_EQ(entropy("abcd"), 2);
  EXPECT_DOUBLE_EQ(relative_entropy("abcd"), 1);
  EXPECT_DOUBLE_EQ(relative_entropy("aabb"), 0.5);
}

TEST(Entropy, OfCountsIgnoresZeros) {
  const std::array<std::uint32_t, 4> counts{10, 0, 10, 0};
  EXPECT_DOUBLE_EQ(entropy_of_counts(counts), 1);
  EXPECT_EQ(entropy_of_counts({}), 0);
}

}  // namespace
}  // namespace sekisho::detectors::support

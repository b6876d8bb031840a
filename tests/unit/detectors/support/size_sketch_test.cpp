#include "detectors/support/size_sketch.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace sekisho::detectors::support {
namespace {

TEST(SizeSketch, EqualSizesAreAllMode) {
  SizeSketch s;
  for (int i = 0; i < 20; ++i) s.add(300);
  EXPECT_EQ(s.mode_share(), 1);
  EXPECT_NEAR(s.mode(), 300, 75);
  EXPECT_EQ(s.above(4), 0U);
}

TEST(SizeSketch, SizesOnABinsEdgeCountAsOneMode) {
  SizeSketch s;
  for (int i = 0; i < 20; ++i) s.add(i % 2 == 0 ? 255 : 257);
  EXPECT_EQ(s.mode_share(), 1);
}

TEST(SizeSketch, SpreadSizesHaveNoMode) {
  SizeSketch s;
  for (std::uint64_t size = 20; size < 1'000'000; size += size / 3) s.add(size);
  EXPECT_LT(s.mode_share(), 0.2);
}

TEST(SizeSketch, SeesTasksAmongIdlePolls) {
  SizeSketch s;
  for (int i = 0; i < 30; ++i) s.add(200);
  for (int i = 0; i < 4; ++i) s.add(20'000);
  EXPECT_EQ(s.above(4), 4U);
  EXPECT_GT(s.mode_share(), 0.85);
}

TEST(SizeSketch, TakesEverySizeAndFades) {
  SizeSketch s;
  EXPECT_EQ(s.mode_share(), 0);
  s.add(0);
  s.add(std::numeric_limits<std::uint64_t>::max());
  for (int i = 0; i < 100'000; ++i) s.add(300);
  EXPECT_LT(s.count(), 600U);
  EXPECT_GT(s.mode_share(), 0.99);
  EXPECT_EQ(sizeof(SizeSketch), 66U);
}

}  // namespace
}  // namespace sekisho::detectors::support

#include "detectors/knowledge/segmented_map.hpp"

#include <gtest/gtest.h>

#include "flow/base/hash.hpp"

namespace sekisho::detectors::knowledge {
namespace {

struct Twice {
  bool operator()(int n) const { return n >= 2; }
};
using Map = SegmentedMap<int, Twice>;

std::uint64_t key(std::uint64_t i) { return mix(i, 41); }
constexpr auto kCount = [](int& n) { ++n; };

TEST(SegmentedMap, AFloodLeavesEveryProvenEntry) {
  Map map(1'000, 0.25);
  for (std::uint64_t i = 0; i < 750; ++i) {
    map.update(key(i), kCount);
    map.update(key(i), kCount);
  }
  for (std::uint64_t i = 0; i < 100'000; ++i) map.update(key(1'000 + i), kCount);
  for (std::uint64_t i = 0; i < 750; ++i) ASSERT_EQ(*map.find(key(i)), 2);
  EXPECT_EQ(map.size(), 1'000U);
  EXPECT_EQ(map.evictions(), 99'750U);
}

TEST(SegmentedMap, ProvenEntriesAreBoundedToo) {
  Map map(100, 0.25);
  for (std::uint64_t i = 0; i < 1'000; ++i) {
    map.update(key(i), kCount);
    map.update(key(i), kCount);
  }
  EXPECT_EQ(map.size(), 75U);
  EXPECT_NE(map.find(key(999)), nullptr);
  EXPECT_EQ(map.find(key(0)), nullptr);
}

TEST(SegmentedMap, UpdateKnownMakesNothing) {
  Map map(10, 0.5);
  map.update_known(key(1), kCount);
  EXPECT_EQ(map.find(key(1)), nullptr);
  map.update(key(1), kCount);
  map.update_known(key(1), kCount);
  EXPECT_EQ(*map.find(key(1)), 2);
  map.update_known(key(1), kCount);
  EXPECT_EQ(*map.find(key(1)), 3);
}

TEST(SegmentedMap, ExpiresAndErasesInBothSegments) {
  Map map(10, 0.5);
  map.update(key(1), kCount);
  map.update(key(2), kCount);
  map.update(key(2), kCount);
  map.update(key(3), kCount);
  map.erase(key(3));
  EXPECT_EQ(map.size(), 2U);
  map.expire([](int n) { return n >= 1; });
  EXPECT_EQ(map.size(), 0U);
}

TEST(SegmentedMap, TheSmallestCapacityHoldsOneOfEach) {
  Map map(0, 0.25);
  for (std::uint64_t i = 0; i < 10; ++i) map.update(key(i), kCount);
  EXPECT_EQ(map.size(), 1U);
}

}  // namespace
}  // namespace sekisho::detectors::knowledge

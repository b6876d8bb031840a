#include "flow/base/bounded_map.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flow/base/hash.hpp"

namespace sekisho {
namespace {

using testing::ElementsAre;

struct IntHash {
  std::uint64_t operator()(int key) const { return mix(static_cast<std::uint64_t>(key), 1); }
};
struct OwnValue {
  double operator()(int value) const { return value; }
};
using Plain = BoundedMap<int, int, IntHash>;
using Valued = BoundedMap<int, int, IntHash, OwnValue>;

template <class Map>
std::vector<int> keys(const Map& map) {
  std::vector<int> out;
  map.for_each([&](int key, int) { out.push_back(key); });
  return out;
}

TEST(BoundedMap, FindsWhatWasTouched) {
  Plain map(4);
  EXPECT_EQ(map.find(1), nullptr);
  map.touch(1) = 10;
  ASSERT_NE(map.find(1), nullptr);
  EXPECT_EQ(*map.find(1), 10);
  EXPECT_EQ(map.touch(1), 10);
  EXPECT_EQ(map.size(), 1U);
}

TEST(BoundedMap, NeverHoldsMoreThanItsCapacity) {
  Plain map(3);
  for (int i = 0; i < 1000; ++i) {
    map.touch(i) = i;
    ASSERT_LE(map.size(), 3U);
  }
  EXPECT_EQ(map.evictions(), 997U);
  EXPECT_THAT(keys(map), ElementsAre(997, 998, 999));
}

TEST(BoundedMap, WithoutValueTheLeastRecentlyUsedLeaves) {
  Plain map(3);
  for (const int key : {1, 2, 3}) map.touch(key);
  map.touch(1);
  map.touch(4);
  EXPECT_THAT(keys(map), ElementsAre(3, 1, 4));
}

TEST(BoundedMap, FindDoesNotMakeAnEntryRecent) {
  Plain map(2);
  map.touch(1);
  map.touch(2);
  (void)map.find(1);
  map.touch(3);
  EXPECT_THAT(keys(map), ElementsAre(2, 3));
}

TEST(BoundedMap, AFloodOfThrowAwayKeysDoesNotEvictAValuableEntry) {
  Valued map(100);
  map.touch(-1) = 1000;
  for (int i = 0; i < 100'000; ++i) map.touch(i);
  ASSERT_NE(map.find(-1), nullptr);
  EXPECT_EQ(map.evictions(), 100'000U + 1 - 100);
}

TEST(BoundedMap, ValuableEntriesAmongOthersSurviveAFlood) {
  Valued map(100);
  for (int i = 1; i <= 20; ++i) {
    map.touch(-i) = 1000;
    map.touch(i);
  }
  for (int i = 1000; i < 100'000; ++i) map.touch(i);
  for (int i = 1; i <= 20; ++i) EXPECT_NE(map.find(-i), nullptr) << i;
}

TEST(BoundedMap, OfARunOfValuableEntriesSevenSurviveAFlood) {
  // The eighth fills the window of candidates, so that one of them has to leave.
  for (const int run : {7, 8, 20}) {
    Valued map(100);
    for (int i = 1; i <= run; ++i) map.touch(-i) = 1000;
    for (int i = 0; i < 100'000; ++i) map.touch(i);
    int left = 0;
    for (int i = 1; i <= run; ++i) left += map.find(-i) != nullptr ? 1 : 0;
    EXPECT_EQ(left, 7) << run;
  }
}

TEST(BoundedMap, AmongValuableEntriesTheLeastValuableLeaves) {
  Valued map(4);
  map.touch(1) = 5;
  map.touch(2) = 2;
  map.touch(3) = 9;
  map.touch(4) = 3;
  map.touch(5) = 1;
  EXPECT_EQ(map.find(2), nullptr);
  for (const int key : {1, 3, 4, 5}) EXPECT_NE(map.find(key), nullptr) << key;
}

TEST(BoundedMap, TheEntryJustMadeIsNeverItsOwnVictim) {
  Valued map(1);
  map.touch(1) = 100;
  map.touch(2) = 0;
  EXPECT_EQ(map.find(1), nullptr);
  EXPECT_NE(map.find(2), nullptr);
}

TEST(BoundedMap, ErasedEntriesAreGoneAndTheirSlotsBeginAnew) {
  Plain map(2);
  map.touch(1) = 7;
  map.erase(1);
  map.erase(99);
  EXPECT_EQ(map.size(), 0U);
  EXPECT_EQ(map.find(1), nullptr);
  EXPECT_EQ(map.touch(1), 0);
  EXPECT_EQ(map.evictions(), 0U);
}

TEST(BoundedMap, ErasingFreesWhatTheValueHeld) {
  BoundedMap<int, std::shared_ptr<int>, IntHash> map(2);
  const auto held = std::make_shared<int>(1);
  map.touch(1) = held;
  EXPECT_EQ(held.use_count(), 2);
  map.erase(1);
  EXPECT_EQ(held.use_count(), 1);
}

TEST(BoundedMap, ExpiryStopsAtTheFirstThatStays) {
  Plain map(10);
  for (const int key : {1, 2, 3, 4}) map.touch(key) = key;
  map.touch(1);
  std::vector<int> asked;
  map.expire([&](int key, int) {
    asked.push_back(key);
    return key != 4;
  });
  EXPECT_THAT(asked, ElementsAre(2, 3, 4));
  EXPECT_THAT(keys(map), ElementsAre(4, 1));
  map.expire([](int, int) { return true; });
  EXPECT_EQ(map.size(), 0U);
  EXPECT_EQ(map.evictions(), 0U);
}

TEST(BoundedMap, VisitsFromTheLeastToTheMostRecentlyUsed) {
  Plain map(10);
  for (const int key : {5, 3, 8, 1}) map.touch(key);
  map.touch(3);
  EXPECT_THAT(keys(map), ElementsAre(5, 8, 1, 3));
  map.for_each([](int, int& value) { value = 42; });
  EXPECT_EQ(*map.find(8), 42);
}

TEST(BoundedMap, ACapacityOfZeroIsOne) {
  Plain map(0);
  EXPECT_EQ(map.capacity(), 1U);
  map.touch(1);
  map.touch(2);
  EXPECT_THAT(keys(map), ElementsAre(2));
}

TEST(BoundedMap, BytesGrowWithEntriesAndNotWithTurnover) {
  Plain map(1000);
  for (int i = 0; i < 1000; ++i) map.touch(i);
  const std::size_t full = map.bytes();
  EXPECT_GE(full, 1000 * (sizeof(std::pair<int, int>) + 8));
  for (int i = 0; i < 100'000; ++i) map.touch(i);
  EXPECT_EQ(map.bytes(), full);
}

TEST(BoundedMap, AgreesWithAListOfRecentUse) {
  // The same operations on a plain list: slow, obvious, and the same.
  Plain map(7);
  std::vector<int> list;
  std::uint64_t random = 1;
  for (int step = 0; step < 20'000; ++step) {
    random = mix(random, static_cast<std::uint64_t>(step));
    const int key = static_cast<int>(random % 20);
    const auto at = std::find(list.begin(), list.end(), key);
    if (random >> 60 == 0) {
      map.erase(key);
      if (at != list.end()) list.erase(at);
    } else {
      map.touch(key);
      if (at != list.end()) list.erase(at);
      if (list.size() == 7) list.erase(list.begin());
      list.push_back(key);
    }
    // EqualValue spares nobody, so eviction is by age alone.
    ASSERT_EQ(keys(map), list) << step;
  }
}

}  // namespace
}  // namespace sekisho

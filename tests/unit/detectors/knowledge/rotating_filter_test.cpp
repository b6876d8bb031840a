#include "detectors/knowledge/rotating_filter.hpp"

#include <gtest/gtest.h>

#include "flow/base/hash.hpp"
#include "world.hpp"

namespace sekisho::detectors::knowledge {
namespace {

std::uint64_t thing(std::uint64_t i) { return mix(i, 99); }

TEST(RotatingFilter, HoldsAllThatWasAdded) {
  RotatingFilter f(10'000, 24h);
  for (std::uint64_t i = 0; i < 10'000; ++i) f.add(thing(i), at(0s));
  for (std::uint64_t i = 0; i < 10'000; ++i) ASSERT_TRUE(f.contains(thing(i)));
  EXPECT_EQ(f.overruns(), 0U);
}

TEST(RotatingFilter, TakesAtMostOneIn150StrangersForSeenWhenBothGenerationsAreFull) {
  RotatingFilter f(32'768, 24h);
  for (std::uint64_t i = 0; i < 32'768; ++i) f.add(thing(i), at(0s));
  for (std::uint64_t i = 0; i < 32'768; ++i) f.add(thing(100'000 + i), at(25h));
  int wrong = 0;
  for (std::uint64_t i = 0; i < 100'000; ++i) wrong += f.contains(thing(1'000'000 + i)) ? 1 : 0;
  EXPECT_LT(wrong, 100'000 / 150);
  EXPECT_GT(wrong, 0);  // else it is no Bloom filter and this test measures nothing
}

TEST(RotatingFilter, RemembersForOneToTwoPeriods) {
  RotatingFilter f(1'000, 24h);
  f.add(thing(1), at(0s));
  f.turn(at(47h));
  EXPECT_TRUE(f.contains(thing(1)));
  f.add(thing(2), at(47h));
  f.turn(at(72h));
  EXPECT_FALSE(f.contains(thing(1)));
  EXPECT_TRUE(f.contains(thing(2)));
  f.turn(at(200h));
  EXPECT_FALSE(f.contains(thing(2)));
}

TEST(RotatingFilter, SaysWhetherAThingIsNew) {
  RotatingFilter f(1'000, 24h);
  EXPECT_TRUE(f.add(thing(1), at(0s)));
  EXPECT_FALSE(f.add(thing(1), at(1s)));
  EXPECT_FALSE(f.add(thing(1), at(25h)));  // the older generation knows it
  EXPECT_FALSE(f.add(thing(1), at(50h)));  // and was told again
}

TEST(RotatingFilter, AFloodShortensItsReachAndIsCounted) {
  RotatingFilter f(1'000, 24h);
  f.add(thing(0), at(0s));
  EXPECT_EQ(f.reach(at(10h)), Duration::max());
  for (std::uint64_t i = 0; i < 10'000; ++i) f.add(thing(1 + i), at(10h) + i * 1ms);
  EXPECT_GE(f.overruns(), 8U);
  EXPECT_LT(f.reach(at(10h) + 10s), 1min);
}

}  // namespace
}  // namespace sekisho::detectors::knowledge

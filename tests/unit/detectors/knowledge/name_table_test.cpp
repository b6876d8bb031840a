#include "detectors/knowledge/name_table.hpp"

#include <gtest/gtest.h>

#include "world.hpp"

namespace sekisho::detectors::knowledge {
namespace {

std::uint64_t key(std::uint64_t i) { return mix(i, 5); }

TEST(NamePool, KeepsANameOnceAndAsLongAsItIsHeld) {
  NamePool pool(HashSeed{1});
  {
    const NamePool::Ref a = pool.keep("www.example.com");
    const NamePool::Ref b = pool.keep("www.example.com");
    NamePool::Ref c = a;
    NamePool::Ref d = std::move(c);
    EXPECT_TRUE(a == b);
    EXPECT_EQ(d.view(), "www.example.com");
    EXPECT_EQ(pool.size(), 1U);
    d = pool.keep("other.example");
    EXPECT_EQ(pool.size(), 2U);
  }
  EXPECT_EQ(pool.size(), 0U);
  EXPECT_FALSE(pool.keep(""));
}

TEST(NamePool, UsesFreedPlacesAgain) {
  NamePool pool(HashSeed{1});
  for (int i = 0; i < 1'000; ++i) (void)pool.keep("throwaway" + std::to_string(i) + ".example");
  const NamePool::Ref kept = pool.keep("kept.example");
  EXPECT_EQ(pool.size(), 1U);
  EXPECT_EQ(kept.view(), "kept.example");
  EXPECT_LT(pool.bytes(), 4'096U);
}

class NameTableTest : public testing::Test {
 protected:
  NameTable table{1'000, HashSeed{1}};
  void give(std::uint64_t client, std::uint64_t to, const std::string& name, Duration when) {
    table.give(key(client), key(to), table.pool().keep(name), 300, at(when));
  }
  std::string given(std::uint64_t client, std::uint64_t to, Duration when) {
    const GivenName* g = table.given(key(client), key(to), at(when));
    return g == nullptr ? "" : std::string(g->name.view());
  }
};

TEST_F(NameTableTest, TheLatestLookupOfAClientWinsTheFirstOfAnyStays) {
  give(1, 9, "a.example", 0s);
  give(2, 9, "b.example", 1min);
  give(1, 9, "c.example", 2min);
  EXPECT_EQ(given(1, 9, 3min), "c.example");
  EXPECT_EQ(given(2, 9, 3min), "b.example");
  EXPECT_EQ(given(3, 9, 3min), "");
  EXPECT_EQ(table.given_to_any(key(9), at(3min))->name.view(), "a.example");
}

TEST_F(NameTableTest, ANameEndsADayAfterItsLastAnswerOrUse) {
  give(1, 9, "a.example", 0s);
  give(1, 8, "b.example", 0s);
  table.use(key(1), key(9), at(20h));
  table.expire(at(30h));
  EXPECT_EQ(given(1, 9, 30h), "a.example");
  EXPECT_EQ(given(1, 8, 30h), "");
  EXPECT_EQ(table.pairs(), 1U);
  table.expire(at(45h));
  EXPECT_EQ(table.pairs(), 0U);
  EXPECT_EQ(table.pool().size(), 0U);
}

TEST_F(NameTableTest, AFloodOfThrowAwayNamesDoesNotEraseThoseInUse) {
  for (std::uint64_t i = 0; i < 100; ++i) {
    give(1, i, "old" + std::to_string(i) + ".example", 0s);
    give(1, i, "old" + std::to_string(i) + ".example", 3h);
    table.use(key(1), key(i), at(3h));
  }
  for (std::uint64_t i = 0; i < 100'000; ++i) give(2, 1'000 + i, "x" + std::to_string(i) + ".throwaway.example", 4h + i * 1ms);
  for (std::uint64_t i = 0; i < 100; ++i) EXPECT_EQ(given(1, i, 5h), "old" + std::to_string(i) + ".example");
  EXPECT_LE(table.pairs(), 1'000U);
  EXPECT_LE(table.addresses(), 500U);
  EXPECT_GE(table.evictions(), 99'000U);
  EXPECT_LE(table.pool().size(), 1'500U);
}

TEST_F(NameTableTest, AFloodLargerThanTheTableLeavesTheNameOfASessionUsedOnce) {
  give(1, 1, "c2.example", 0s);
  table.use(key(1), key(1), at(1s));
  for (std::uint64_t i = 0; i < 5'000; ++i) give(2, 1'000 + i, "x" + std::to_string(i) + ".example", 1min);
  EXPECT_EQ(given(1, 1, 2min), "c2.example");
}

}  // namespace
}  // namespace sekisho::detectors::knowledge

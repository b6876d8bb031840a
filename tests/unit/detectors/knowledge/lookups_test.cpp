#include "detectors/knowledge/lookups.hpp"

#include <gtest/gtest.h>

#include "world.hpp"

namespace sekisho::detectors::knowledge {
namespace {

std::uint64_t key(std::uint64_t i) { return mix(i, 31); }
constexpr std::uint64_t kClient = 1, kNamed = 50, kBare = 60;

class LookupsTest : public testing::Test {
 protected:
  Lookups lookups{10'000};
  void answer(Duration when, std::uint64_t to = kNamed) {
    lookups.gave(key(to), at(when));
    lookups.answered(key(kClient), at(when));
  }
  void connect(std::uint64_t to, Duration when, bool midstream = false) { lookups.contact({key(kClient), key(to), at(when), midstream}, at(when)); }
  bool never(std::uint64_t to, Duration when) { return lookups.never_resolved(key(kClient), key(to), at(when)); }
};

TEST_F(LookupsTest, AnAddressNoAnswerGaveIsNeverResolvedOnceTheClientIsKnown) {
  answer(0s);
  connect(kNamed, 1s);
  connect(kBare, 2s);
  EXPECT_FALSE(never(kBare, 4min));  // warm-up
  EXPECT_TRUE(never(kBare, 6min));
  EXPECT_FALSE(never(kNamed, 6min));
}

TEST_F(LookupsTest, AClientWithoutAnswersSaysNothing) {
  connect(kBare, 0s);
  EXPECT_FALSE(never(kBare, 10h));
}

TEST_F(LookupsTest, WhatTalkedBeforeTheFirstAnswerStaysUnsaid) {
  connect(kBare, 0s);
  answer(1s);
  connect(kBare, 10min);
  EXPECT_FALSE(never(kBare, 20min));
  connect(61, 10min);
  EXPECT_TRUE(never(61, 20min));
}

TEST_F(LookupsTest, AFlowJoinedMidstreamStaysUnsaid) {
  answer(0s);
  connect(kBare, 10min, true);
  EXPECT_FALSE(never(kBare, 20min));
}

TEST_F(LookupsTest, AnAnswerToAnyClientCounts) {
  answer(0s);
  lookups.gave(key(kBare), at(1s));
  EXPECT_FALSE(never(kBare, 10min));
}

TEST_F(LookupsTest, ADayWithoutAnswersEndsVisibility) {
  answer(0s);
  EXPECT_TRUE(never(kBare, 23h));
  EXPECT_FALSE(never(kBare, 25h));
  answer(26h);
  EXPECT_FALSE(never(kBare, 26h + 1min));  // warm-up anew
  EXPECT_TRUE(never(kBare, 26h + 6min));
}

TEST_F(LookupsTest, AClientThatResolvesElsewhereSaysNothing) {
  answer(0s);
  connect(kNamed, 1s);
  for (std::uint64_t i = 0; i < 8; ++i) connect(100 + i, 1min);
  EXPECT_TRUE(never(100, 10min));
  connect(200, 1min);
  EXPECT_FALSE(never(100, 10min));
}

TEST_F(LookupsTest, CallingOneUnresolvedAddressAgainAndAgainDoesNotHideIt) {
  answer(0s);
  connect(kNamed, 1s);
  for (int i = 0; i < 5'000; ++i) connect(kBare, 1min + i * 1s);
  EXPECT_TRUE(never(kBare, 2h));
}

TEST_F(LookupsTest, AFloodOfAnswersMakesItSilentNotWrong) {
  answer(0s);
  for (std::uint64_t i = 0; i < 40'000; ++i) lookups.gave(key(1'000 + i), at(1h) + i * 1ms);
  answer(1h + 50s, 70);
  EXPECT_GT(lookups.overruns(), 1U);
  EXPECT_FALSE(never(kNamed, 1h + 1min));
  EXPECT_FALSE(never(kBare, 1h + 1min));
}

}  // namespace
}  // namespace sekisho::detectors::knowledge

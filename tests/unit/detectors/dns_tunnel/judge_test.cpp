#include "detectors/dns_tunnel/judge.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "tests/unit/detectors/dns_tunnel/traffic.hpp"

namespace sekisho::detectors::dns_tunnel {
namespace {

constexpr HashSeed kSeed{5};

class JudgeTest : public testing::Test {
 protected:
  void ask(const std::string& below, std::uint16_t type = A) {
    Asked q;
    q.below = below;
    q.name_hash = keyed_hash(below, kSeed);
    q.type = type;
    q.name_size = below.size();
    activity.ask(q, at(now), kSeed);
    now += 1;
  }
  void asks(int count, std::size_t size, std::uint16_t type = A) {
    for (int i = 0; i < count; ++i) ask(noise.base32(size), type);
  }
  Verdict judged() const {
    Verdict v = judge(activity, at(now), around, params);
    EXPECT_TRUE(v.score == 0 || may_sign(activity, at(now), params)) << "every test here tests this as well";
    return v;
  }
  static bool has(const Verdict& v, std::string_view name) {
    return std::any_of(v.indicators.begin(), v.indicators.end(), [&](const Indicator& i) { return i.name == name; });
  }

  double now = 0;
  Noise noise;
  DomainActivity activity;
  Surroundings around;
  Params params;
};

TEST_F(JudgeTest, NothingIsAskedNothingIsSaid) {
  const Verdict v = judged();
  EXPECT_EQ(v.score, 0);
  EXPECT_EQ(v.sign, Sign::None);
}

TEST_F(JudgeTest, ThePointsAddUpToTheScore) {
  asks(40, 50, Txt);
  around.direct = true;
  const Verdict v = judged();
  const int sum = std::accumulate(v.indicators.begin(), v.indicators.end(), 0, [](int s, const Indicator& i) { return s + i.points; });
  EXPECT_EQ(v.score, std::min(100, sum));
  EXPECT_GE(v.score, 60);
}

TEST_F(JudgeTest, VolumeNeedsBothNamesAndInformation) {
  asks(11, 60);
  EXPECT_FALSE(has(judged(), "information_fast"));
  asks(1, 60);
  EXPECT_TRUE(has(judged(), "information_fast"));
}

TEST_F(JudgeTest, ShortNamesNeedMoreOfThem) {
  asks(60, 20);  // 750 bytes; content networks bring as much
  EXPECT_FALSE(has(judged(), "information_fast"));
  asks(60, 20);
  EXPECT_TRUE(has(judged(), "information_fast"));
}

TEST_F(JudgeTest, WordsNeedMoreThanCode) {
  for (int i = 0; i < 12; ++i) ask("the-quick-brown-fox-jumps-over-the-lazy-dog-no-" + std::string(1, static_cast<char>('a' + i)));
  EXPECT_FALSE(has(judged(), "information_fast"));
}

TEST_F(JudgeTest, AResolverNeedsThreeTimesAsMuch) {
  asks(30, 50);
  EXPECT_TRUE(has(judged(), "information_fast"));
  around.resolver = true;
  EXPECT_FALSE(has(judged(), "information_fast"));
}

TEST_F(JudgeTest, ExoticTypesSpeakForThemselvesOnceTheyCarry) {
  for (int i = 0; i < 3; ++i) ask("host" + std::string(1, static_cast<char>('a' + i)), Null);
  EXPECT_LT(judged().score, 40);
  Answered a;
  a.data_bytes = 30;
  a.data_hash = 1;
  activity.answer(a, at(now));
  EXPECT_GE(judged().score, 50);
  EXPECT_EQ(judged().sign, Sign::Types);
}

TEST_F(JudgeTest, RareDomainsAreWatchedMoreClosely) {
  for (int i = 0; i < 9; ++i) ask(noise.hex(12));
  EXPECT_EQ(judged().score, 0);
  around.rare = true;
  EXPECT_EQ(judged().score, 30);
}

TEST_F(JudgeTest, ManyShortNamesCountByNumber) {
  for (int i = 0; i < 120; ++i) ask(noise.hex(9));
  const Verdict v = judged();
  EXPECT_EQ(v.sign, Sign::Count);
  EXPECT_GE(v.score, 35);
}

TEST_F(JudgeTest, ReputationZonesCountAQuarter) {
  asks(40, 50);
  const int before = judged().score;
  around.reputation_zone = true;
  EXPECT_NEAR(judged().score, before / 4.0, 1);
}

TEST_F(JudgeTest, ReputationZonesMayAnswerInText) {
  asks(40, 50, Txt);
  const int before = judged().score;
  around.reputation_zone = true;
  EXPECT_NEAR(judged().score, before / 4.0, 1);
}

TEST_F(JudgeTest, OtherUnusualTypesGetNoMercyInReputationZones) {
  asks(40, 50, Null);
  const int before = judged().score;
  around.reputation_zone = true;
  EXPECT_EQ(judged().score, before);
}

TEST_F(JudgeTest, ConnectionsToItsNamesSpeakForADomain) {
  asks(40, 50);
  const int before = judged().score;
  for (int i = 0; i < 9; ++i) activity.connect();
  EXPECT_EQ(judged().score, before);  // one connection must not buy off a tunnel
  activity.connect();
  EXPECT_LT(judged().score, before);
}

TEST_F(JudgeTest, ClientsElsewhereCountHalf) {
  asks(40, 50);
  const int before = judged().score;
  around.direction = Direction::Inbound;
  EXPECT_NEAR(judged().score, before / 2.0, 1);
}

TEST_F(JudgeTest, ThresholdsAreTheOperators) {
  asks(6, 30);
  EXPECT_EQ(judged().score, 0);
  params.fast_names = 3;
  params.fast_information = 50;
  EXPECT_GE(judged().score, 50);
}

class PortUseTest : public testing::Test {
 protected:
  static Verdict judged(const PortUse& use) { return judge(use, Surroundings{}, Params{}); }
};

TEST_F(PortUseTest, UnknownPayloadOnTheDnsPort) {
  PortUse use;
  use.up = use.down = 2000;
  EXPECT_GE(judged(use).score, 40);
  use.label_known = true;
  EXPECT_EQ(judged(use).score, 0);
}

TEST_F(PortUseTest, RawModeBeginsWithDns) {
  PortUse use;
  use.up = use.down = 20'000;
  use.dns_up = use.dns_down = 500;
  use.label_dns = true;
  EXPECT_GE(judged(use).score, 50);
  use.whole = false;  // what was DNS before is forgotten
  EXPECT_EQ(judged(use).score, 0);
}

TEST_F(PortUseTest, CutAnswersAreNoPayload) {
  PortUse use;
  use.up = use.dns_up = 2000;
  use.down = 30'000;
  use.dns_down = 4000;
  use.label_dns = true;
  EXPECT_EQ(judged(use).score, 0);
}

TEST_F(PortUseTest, AGapInAStreamIsNoPayload) {
  PortUse use;
  use.up = use.down = 20'000;
  use.dns_up = use.dns_down = 500;
  use.tcp = true;
  EXPECT_EQ(judged(use).score, 0);
}

TEST_F(PortUseTest, OneDirectionIsNoConversation) {
  PortUse use;
  use.up = 20'000;
  EXPECT_EQ(judged(use).score, 0);
}

TEST(SpreadTest, TurnsAreForgottenAfterAnHour) {
  Spread s;
  for (std::uint64_t i = 0; i < 5; ++i) s.add({at(0), i + 1, 9, static_cast<std::uint8_t>(1U << i)});
  EXPECT_EQ(s.summary(at(10)).types, 5U);
  EXPECT_EQ(s.summary(at(10)).domains, 5U);
  EXPECT_EQ(s.summary(at(10)).tied, 5U);
  EXPECT_EQ(s.summary(at(4000)).types, 0U);
  EXPECT_EQ(s.summary(at(4000)).tied, 0U);
}

TEST(SpreadTest, TheSameTurnCountsOnce) {
  Spread s;
  for (int i = 0; i < 100; ++i) s.add({at(i), 1, 2, 1});
  EXPECT_EQ(s.turns(), 1U);
  EXPECT_EQ(s.summary(at(100)).tied, 1U);
}

TEST(SpreadTest, ResolversAskForManyAndSaySo) {
  Spread s;
  for (std::uint64_t i = 0; i < 6; ++i) s.add({at(0), i + 1, 9, static_cast<std::uint8_t>(1U << (i % 5))});
  Surroundings around;
  EXPECT_GE(judge(s, at(1), around, Params{}).score, 40);
  around.resolver = true;
  EXPECT_EQ(judge(s, at(1), around, Params{}).score, 0);
}

}  // namespace
}  // namespace sekisho::detectors::dns_tunnel

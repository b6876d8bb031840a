#include "detectors/icmp_tunnel/activity.hpp"

#include <gtest/gtest.h>

#include "detectors/icmp_tunnel/judge.hpp"
#include "tests/unit/detectors/icmp_tunnel/messages.hpp"

namespace sekisho::detectors::icmp_tunnel {
namespace {

using Side = Activity::Side;

class ActivityTest : public testing::Test {
 protected:
  void ask(std::uint16_t id, std::uint16_t sequence, std::string_view payload, bool ordinary = false) {
    say(echo(true, id, sequence, payload, ordinary), Side::Low);
  }
  void answer(std::uint16_t id, std::uint16_t sequence, std::string_view payload, bool ordinary = false) {
    say(echo(false, id, sequence, payload, ordinary), Side::High);
  }
  void say(const model::IcmpMessage& m, Side from, bool v6 = false) {
    now += 1s;
    activity.count(m, from, v6, now);
  }
  int score() const { return judge(activity, Direction::Outbound, Params{}).score; }

  Activity activity;
  Timestamp now = Timestamp{} + 1000s;
};

TEST_F(ActivityTest, APingForADayIsSilent) {
  for (std::uint16_t i = 0; i < 1440; ++i) {
    ask(7, i, ping_filling(i, 56), true);
    answer(7, i, ping_filling(i, 56), true);
  }
  EXPECT_EQ(activity.matched(), 1440U);
  EXPECT_EQ(activity.interesting(), 0U);
  EXPECT_EQ(score(), 0);
}

TEST_F(ActivityTest, ASizeSweepIsSilent) {
  for (std::uint16_t i = 0; i < 100; ++i) {
    ask(7, i, ping_filling(i, 1000U + i * 8U), true);
    answer(7, i, ping_filling(i, 1000U + i * 8U), true);
  }
  EXPECT_EQ(score(), 0);
}

TEST_F(ActivityTest, LargePingsThatComeBackCutAreSilent) {
  for (std::uint16_t i = 0; i < 50; ++i) {
    ask(7, i, ping_filling(i, 1400), true);
    answer(7, i, ping_filling(i, 64), true);
  }
  EXPECT_EQ(activity.differing(), 0U);
  EXPECT_EQ(score(), 0);
}

TEST_F(ActivityTest, AFloodWithMoreOpenQuestionsThanAreKeptIsSilent) {
  for (std::uint16_t i = 0; i < 1000; ++i) {
    ask(7, i, ping_filling(i, 56), true);
    if (i >= 50) answer(7, static_cast<std::uint16_t>(i - 50), ping_filling(i - 50U, 56), true);
  }
  EXPECT_EQ(score(), 0);
}

TEST_F(ActivityTest, AMonitorsConstantTextIsSilent) {
  for (std::uint16_t i = 0; i < 100; ++i) {
    ask(7, i, "Example monitor status query, please answer");
    answer(7, i, "Example monitor status query, please answer");
  }
  EXPECT_EQ(score(), 0);
}

TEST_F(ActivityTest, AClockOf24BytesInFrontOfFillingIsSilent) {
  for (std::uint16_t i = 0; i < 100; ++i) {
    std::string filling(56, '\0');
    for (unsigned k = 0; k < 4; ++k) filling[16 + k] = static_cast<char>(mix(i, k));
    ask(7, i, filling);
    answer(7, i, filling);
  }
  EXPECT_LE(activity.odd(), 1U);
  EXPECT_EQ(score(), 0);
}

TEST_F(ActivityTest, AnswersUnlikeTheQuestionAreATunnel) {
  for (std::uint16_t i = 0; i < 40; ++i) {
    ask(7, i, data(i, 40U + i));
    answer(7, i, data(i + 1000U, 90U + i));
  }
  EXPECT_EQ(activity.differing(), 40U);
  EXPECT_GE(score(), 60);
  EXPECT_EQ(judge(activity, Direction::Outbound, Params{}).kind, Kind::Tunnel);
}

TEST_F(ActivityTest, ExtraRepliesAreATunnelThoughEveryPairMatches) {
  for (std::uint16_t i = 0; i < 20; ++i) {
    ask(7, i, data(i, 60));
    answer(7, i, data(i, 60));
    answer(7, i, data(i + 1000U, 200U + 8U * i));
  }
  EXPECT_EQ(activity.differing(), 0U);
  EXPECT_EQ(activity.unsolicited(), 20U);
  EXPECT_GE(score(), 60);
}

TEST_F(ActivityTest, TextInRepliesThatNobodyAskedForIsMedium) {
  const auto push = [&](std::uint16_t i, std::string_view text, bool ordinary) {
    now += 1s;
    activity.count(echo(false, 7, i, text, ordinary), Side::Low, false, now);
  };
  for (std::uint16_t i = 0; i < 25; ++i) push(i, "out-of-bandXXXXXXXXXXXXXXXXXXXXX", true);
  EXPECT_GE(score(), 40);
  activity = {};
  for (std::uint16_t i = 0; i < 25; ++i) push(i, "abcdefghijklmnopqrstuvwabcdefghi", true);
  EXPECT_LT(score(), 40) << "the other half of pings that went another way";
}

TEST_F(ActivityTest, ACopiedReplyIsNoExtraReply) {
  for (std::uint16_t i = 0; i < 20; ++i) {
    ask(7, i, "constant text of some monitor");
    answer(7, i, "constant text of some monitor");
    answer(7, i, "constant text of some monitor");
  }
  EXPECT_EQ(activity.unsolicited() + activity.strays(), 0U);
}

TEST_F(ActivityTest, AFileInRequestsThatAreEchoedFaithfullyIsFound) {
  for (std::uint16_t i = 0; i < 60; ++i) {
    ask(7, i, data(i, 400));
    answer(7, i, data(i, 400));
  }
  const Verdict v = judge(activity, Direction::Outbound, Params{});
  EXPECT_GE(v.score, 40);
  EXPECT_EQ(v.kind, Kind::OneWay);
}

TEST_F(ActivityTest, PollsWithOutputNowAndThenAreFound) {
  for (std::uint16_t i = 0; i < 100; ++i) {
    const bool output = i % 20 == 1;
    ask(1, i, output ? "C:\\Users\\someone>directory listing number " + std::to_string(i) : std::string());
    answer(1, i, i % 20 == 0 ? "whoami\n" : "");
  }
  EXPECT_GE(score(), 40);
}

TEST_F(ActivityTest, ThreePlainTextMessagesAreEnough) {
  ask(1, 1, "Microsoft Windows [Version 10.0.19045]");
  answer(1, 1, "");
  ask(1, 2, "C:\\Users\\someone\\Desktop>");
  answer(1, 2, "whoami\n");
  ask(1, 3, "host\\someone C:\\Users\\someone>");
  answer(1, 3, "");
  EXPECT_GE(score(), 20);
}

TEST_F(ActivityTest, PacketsInsidePacketsAreSeen) {
  std::string packet(
      "\x45\x00\x00\x25\x2a\x41\x40\x00\x40\x11\xe1\xda\x0a\x35\x00\x02\x0a\x35\x00\x01\xdc\x15\x23\x28\x00\x11\x13\xee"
      "abcdefghi",
      37);
  EXPECT_TRUE(look_into(as_bytes(packet), 37).carries_ip);
  EXPECT_FALSE(look_into(as_bytes(packet), 38).carries_ip) << "the length must fit";
  EXPECT_TRUE(look_into(as_bytes("\x01\x02\x03\x04" + packet), 41).carries_ip) << "behind a small header";
  EXPECT_FALSE(look_into({}, 0).carries_ip);
}

TEST_F(ActivityTest, CommandsUnderOneSequenceNumberAreFound) {
  for (const std::string_view command : {"shell", "shell", "upload2", "exep", "download"}) {
    std::string payload(788, '\0');
    std::copy(command.begin(), command.end(), payload.begin());
    payload[780] = static_cast<char>(command.size());
    ask(1, 53764, payload);
    answer(1, 53764, payload);
  }
  EXPECT_EQ(activity.stuck(), 4U);
  EXPECT_GE(score(), 40);
}

TEST_F(ActivityTest, RepliesWithoutAnyRequestAreLow) {
  for (std::uint16_t i = 0; i < 19; ++i) answer(7, i, ping_filling(i, 56), true);
  EXPECT_EQ(score(), 0) << "an asymmetric route shows a few";
  for (std::uint16_t i = 19; i < 60; ++i) answer(7, i, ping_filling(i, 56), true);
  EXPECT_GE(score(), 20);
  EXPECT_LT(score(), 40);
}

TEST_F(ActivityTest, TimestampAndMaskQueriesCarryNoData) {
  model::IcmpMessage m;
  m.type = 13;
  m.length = 12;
  EXPECT_FALSE(odd_carrier(m, false));
  m.length = 60;
  EXPECT_TRUE(odd_carrier(m, false));
  m.type = 17;
  m.length = 4;
  EXPECT_FALSE(odd_carrier(m, false));
  m.type = 139;
  EXPECT_FALSE(odd_carrier(m, true)) << "node information";
  m.type = 200;
  EXPECT_TRUE(odd_carrier(m, true)) << "private experimentation";
  m.length = 0;
  EXPECT_FALSE(odd_carrier(m, true));
}

TEST_F(ActivityTest, DataInOddTypesIsFound) {
  for (std::uint16_t i = 0; i < 8; ++i) {
    model::IcmpMessage m = echo(true, 0, 0, data(i, 100), false);
    m.type = 13;
    m.echo_request = false;
    say(m, Side::Low);
  }
  const Verdict v = judge(activity, Direction::Outbound, Params{});
  EXPECT_GE(v.score, 60);
  EXPECT_EQ(v.kind, Kind::Types);
}

TEST_F(ActivityTest, AHandfulOfScannerProbesIsSilent) {
  ask(1, 1, data(1, 120));
  ask(2, 1, data(2, 150));
  EXPECT_EQ(score(), 0);
}

}  // namespace
}  // namespace sekisho::detectors::icmp_tunnel

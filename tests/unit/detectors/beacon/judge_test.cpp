#include "detectors/beacon/judge.hpp"

#include <random>

#include <gtest/gtest.h>

namespace sekisho::detectors::beacon {
namespace {

Timestamp at(double s) { return Timestamp{} + 1000s + from_seconds(s); }

Series beats(int n, double period, double jitter = 0, std::uint64_t size = 0) {
  std::mt19937 random(42);
  std::uniform_real_distribution<double> spread(1 - jitter, 1 + jitter);
  Series s;
  s.begin({at(0), {}, 1});
  double t = 0;
  for (int i = 1; i < n; ++i) s.beat(at(t += period * spread(random)));
  for (int i = 0; size > 0 && i < n; ++i) s.sizes(size, 2 * size);
  return s;
}

int score(const Series& s, const Surroundings& around = {}, const Params& p = {}) {
  std::optional<Verdict> v = rhythm_of(s, p);
  if (!v) return 0;
  weigh(*v, s, around, p);
  int sum = 0;
  for (const Indicator& i : v->indicators) sum += i.points;
  EXPECT_EQ(std::clamp(sum, 0, 100), v->score) << "indicators must explain the score";
  return v->score;
}

TEST(Judge, LongBeaconsAreMediumOrMore) {
  EXPECT_GE(score(beats(60, 60)), 55);
  EXPECT_GE(score(beats(60, 60, 0.3)), 40);
  EXPECT_GE(score(beats(200, 300, 0.5)), 40);
  EXPECT_GE(score(beats(30, 3600, 0.1, 500)), 60);
}

TEST(Judge, FewBeatsAreLowWhateverElseCounts) {
  for (const double period : {12.0, 60.0, 3600.0}) {
    const int s = score(beats(5, period, 0.01, 500));
    EXPECT_GE(s, 20) << period;
    EXPECT_LT(s, 40) << period;
  }
  EXPECT_GE(score(beats(6, 5, 0.01)), 20);
}

TEST(Judge, FastBeatsNeedOneMore) {
  EXPECT_EQ(score(beats(5, 5)), 0);
  EXPECT_GT(score(beats(6, 5)), 0);
}

TEST(Judge, ThreeIntervalsAreNothing) { EXPECT_EQ(score(beats(4, 60)), 0); }

TEST(Judge, LooseFewBeatsAreNothing) { EXPECT_EQ(score(beats(6, 60, 0.5)), 0); }

TEST(Judge, WatchedForMinutesOnlyABeaconStaysLow) {
  const int s = score(beats(100, 5));
  EXPECT_GE(s, 20);
  EXPECT_LT(s, 40);
}

TEST(Judge, BeatsFasterThanASecondAreNotScored) { EXPECT_EQ(score(beats(5000, 0.5)), 0); }

TEST(Judge, TimeServiceStaysSilent) {
  Surroundings ntp;
  ntp.protocol = {support::Habit::Time, false};
  EXPECT_LT(score(beats(40, 64), ntp), 40);
  EXPECT_LT(score(beats(6, 64), ntp), 20);
}

TEST(Judge, AHabitByPortCountsHalfForServersOutside) {
  Surroundings label, port;
  label.protocol = {support::Habit::Industrial, false};
  port.protocol = {support::Habit::Industrial, true};
  EXPECT_EQ(score(beats(60, 60), label) + 30, score(beats(60, 60), port));
  label.direction = port.direction = Direction::Internal;
  EXPECT_EQ(score(beats(60, 60), label), score(beats(60, 60), port));
}

TEST(Judge, LookupsAtThePaceOfTheirTtlCountHalf) {
  Surroundings around;
  around.ttl = 300;
  EXPECT_LE(score(beats(60, 310), around), score(beats(60, 310)) / 2 + 1);
  around.ttl = 100;
  EXPECT_EQ(score(beats(60, 310), around), score(beats(60, 310)));
}

TEST(Judge, DirectionLowersButInternalStaysReachable) {
  Surroundings internal, inbound;
  internal.direction = Direction::Internal;
  inbound.direction = Direction::Inbound;
  EXPECT_GE(score(beats(6, 60), internal), 20);
  EXPECT_GE(score(beats(60, 60), internal), 40);
  EXPECT_LT(score(beats(6, 60), inbound), 20);
}

TEST(Judge, SteadySizesRaiseAndAGuessedClientCaps) {
  EXPECT_GT(score(beats(30, 60, 0.2, 400)), score(beats(30, 60, 0.2)));
  Surroundings guessed;
  guessed.client_guessed = true;
  EXPECT_LT(score(beats(200, 60, 0, 400), guessed), 60);
}

TEST(Judge, TinyHeartbeatsOfAKnownProtocolCountLess) {
  Surroundings around;
  around.family = Family::Session;
  const int unknown = score(beats(60, 60, 0, 20), around);
  around.label_known = true;
  EXPECT_LT(score(beats(60, 60, 0, 20), around), unknown);
}

TEST(Judge, PingsThatHoldAChatOpenAreNothingToSay) {
  Surroundings chat;
  chat.family = Family::Session;
  chat.label_known = true;
  chat.protocol = {support::Habit::KeepAlive, false};
  EXPECT_LT(score(beats(200, 30, 0.02, 40), chat), 20);
  EXPECT_GE(score(beats(200, 30, 0.02, 400), chat), 40) << "larger than a ping";
  chat.protocol.by_port = true;
  EXPECT_GE(score(beats(200, 30, 0.02, 40), chat), 20) << "the port is the server's free choice";
  chat.protocol = {};
  chat.name = support::Habit::KeepAlive;
  EXPECT_LT(score(beats(200, 75, 0.2, 400), chat), 40) << "a name that is there to be waited at";
  chat.family = Family::Pair;
  EXPECT_GE(score(beats(200, 75, 0.2, 400), chat), 40) << "new connections hold nothing open";
}

TEST(Judge, LookupsThatLeadToConnectionsAreLeftToThose) {
  Surroundings around;
  around.family = Family::Lookups;
  EXPECT_GE(score(beats(60, 120), around), 40);
  around.followed = true;
  EXPECT_LT(score(beats(60, 120), around), 40);
}

}  // namespace
}  // namespace sekisho::detectors::beacon

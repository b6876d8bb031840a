#include "detectors/beacon/series.hpp"

#include <gtest/gtest.h>

namespace sekisho::detectors::beacon {
namespace {

Timestamp at(double s) { return Timestamp{} + 1000s + from_seconds(s); }

TEST(Series, TakesOverTheCandidatesBeats) {
  Candidate c;
  c.last = at(20);
  c.gaps = {10, 10};
  c.beats = 3;
  Series s;
  s.begin(c);
  s.beat(at(30));
  EXPECT_EQ(s.beats(), 4U);
  EXPECT_EQ(s.intervals(), 3U);
  EXPECT_EQ(s.first(), at(0));
  EXPECT_EQ(s.span(), 30s);
  ASSERT_EQ(s.recent().size(), 3U);
  for (const float gap : s.recent()) EXPECT_FLOAT_EQ(gap, 10);
}

TEST(Series, LooksOftenAtFirstThenSeldom) {
  Series s;
  s.begin({at(0), {}, 1});
  int looks = 0;
  for (int i = 1; i <= 1000; ++i) {
    s.beat(at(i * 60));
    if (!s.due()) continue;
    ++looks;
    s.looked(0);
  }
  EXPECT_GT(looks, 20);
  EXPECT_LT(looks, 60);
}

TEST(Series, KeepsTheLatestSixteenIntervals) {
  Series s;
  s.begin({at(0), {}, 1});
  double t = 0;
  for (int i = 1; i <= 40; ++i) s.beat(at(t += i));
  ASSERT_EQ(s.recent().size(), 16U);
  EXPECT_FLOAT_EQ(s.recent().front(), 25);
  EXPECT_FLOAT_EQ(s.recent().back(), 40);
}

TEST(Series, SumsIntervalsOnlyWhileTheyAlternate) {
  Series steady;
  Series alternating;
  steady.begin({at(0), {}, 1});
  alternating.begin({at(0), {}, 1});
  double t = 0;
  for (int i = 1; i <= 20; ++i) {
    steady.beat(at(i * 60));
    steady.looked(0);
    alternating.beat(at(t += i % 2 == 0 ? 20 : 55));
    alternating.looked(0);
  }
  EXPECT_EQ(steady.sums(), nullptr);
  EXPECT_NE(alternating.sums(), nullptr);
}

TEST(Series, RemembersTheSmallestTtlAndSeveralServers) {
  Series s;
  s.ttl(0);
  EXPECT_EQ(s.smallest_ttl(), 0U);
  s.ttl(300);
  s.ttl(60);
  s.ttl(600);
  EXPECT_EQ(s.smallest_ttl(), 60U);
  s.server(1);
  s.server(1);
  EXPECT_FALSE(s.many_servers());
  s.server(2);
  EXPECT_TRUE(s.many_servers());
}

TEST(Series, FitsItsMemoryBound) { EXPECT_LE(sizeof(Series), 640U); }

}  // namespace
}  // namespace sekisho::detectors::beacon

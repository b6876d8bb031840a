#include "detectors/long_session/judge.hpp"

#include <gtest/gtest.h>

namespace sekisho::detectors::long_session {
namespace {

Session idle(Duration age) {
  Session s;
  s.duration = s.live = age;
  s.rate = 20;
  s.up = 2000;
  s.down = 2000;
  s.active_seconds = 60;
  return s;
}

int score(const Session& s, const Shape& shape = {}) {
  const Verdict v = judge(s, shape, Params{});
  int sum = 0;
  for (const Indicator& i : v.indicators) sum += i.points;
  EXPECT_EQ(std::clamp(sum, 0, 100), v.score) << "indicators must explain the score";
  return v.score;
}

Shape bursts(int n, double period, bool from_client, std::uint32_t to_server, std::uint32_t to_client, bool growing = false) {
  Shape shape;
  for (int i = 0; i < n; ++i) {
    model::DataBurst b;
    b.from_client = from_client;
    b.start = Timestamp{} + from_seconds(period * i * (growing ? 1 + 0.3 * (i % 5) : 1));
    b.to_server = to_server * (growing ? static_cast<std::uint32_t>(i + 1) : 1);
    b.to_client = to_client;
    b.reply_after = 200ms;
    shape.burst(b);
  }
  return shape;
}

TEST(LongSessionJudge, AgePointsFollowTheTable) {
  EXPECT_EQ(age_points(9min), 0);
  EXPECT_EQ(age_points(10min), 12);
  EXPECT_EQ(age_points(15min), 14);
  EXPECT_EQ(age_points(1h), 18);
  EXPECT_EQ(age_points(4h), 25);
  EXPECT_EQ(age_points(8h), 35);
  EXPECT_EQ(age_points(12h), 45);
  EXPECT_EQ(age_points(1000h), 50);
  for (Duration d = 10min; d < 30h; d += 10min) EXPECT_LE(age_points(d), age_points(d + 10min));
}

TEST(LongSessionJudge, AnIdleUnknownSessionGrowsWithAge) {
  EXPECT_EQ(score(idle(5min)), 0);
  EXPECT_GE(score(idle(15min)), 20);
  EXPECT_LT(score(idle(15min)), 40);
  EXPECT_GE(score(idle(12h)), 40);
}

TEST(LongSessionJudge, VolumeLowersIt) {
  Session s = idle(8h);
  const int low = score(s);
  s.rate = 2000;
  const int medium = score(s);
  s.rate = 1e6;
  EXPECT_GT(low, medium);
  EXPECT_GT(medium, score(s));
}

TEST(LongSessionJudge, MailSshAndPushStayBelowAlerts) {
  for (const Duration age : {Duration(15min), Duration(1h), Duration(3h)}) {
    Session mail = idle(age);
    mail.label_known = mail.named = true;
    mail.protocol = {support::Habit::KeepAlive, false};
    EXPECT_LT(score(mail, bursts(20, 60, true, 40, 40)), 20) << human(age);
    Session web = idle(age);
    web.label_known = web.named = web.tls = true;
    EXPECT_LT(score(web), 20) << human(age);
  }
}

TEST(LongSessionJudge, PingStaysSilentAndOddIcmpDoesNot) {
  Session ping = idle(8h);
  ping.ping = true;
  EXPECT_LT(score(ping), 20);
  Session odd = idle(20min);
  odd.odd_icmp = true;
  EXPECT_GE(score(odd), 20);
}

TEST(LongSessionJudge, AConnectionNobodyClosedIsNotASession) {
  Session s = idle(1h);
  s.live = 2s;
  s.active_seconds = 2;
  EXPECT_LT(score(s), 20);
}

TEST(LongSessionJudge, AServerDrivenSessionIsAShellEarly) {
  const Shape shell = bursts(8, 7, false, 200, 20, true);
  EXPECT_EQ(shell.exchanges(), 8U);
  Session s = idle(3min);
  const Verdict v = judge(s, shell, Params{});
  EXPECT_TRUE(v.shell);
  EXPECT_GE(v.score, 20);
  s.tls = true;
  EXPECT_FALSE(judge(s, shell, Params{}).shell);
}

TEST(LongSessionJudge, HeartbeatsOfTheServerAreNoShell) {
  EXPECT_EQ(bursts(50, 30, false, 60, 20).exchanges(), 0U);
  EXPECT_EQ(bursts(50, 30, true, 300, 20, true).exchanges(), 0U);
}

TEST(LongSessionJudge, SteadyDataCounts) {
  const Shape steady = bursts(20, 30, true, 100, 100);
  EXPECT_TRUE(steady.rhythm().found);
  EXPECT_NEAR(steady.rhythm().period, 30, 0.5);
  EXPECT_GT(score(idle(1h), steady), score(idle(1h)));
}

TEST(LongSessionJudge, SessionsThatAddUpCountLessThanOne) {
  Session s = idle(10min);
  s.covered = 8h;
  EXPECT_GT(score(s), score(idle(10min)));
  EXPECT_LT(score(s), score(idle(8h)));
}

TEST(LongSessionJudge, ADnsConversationNeedsNewNames) {
  Conversation c;
  c.first = Timestamp{} + 1000s;
  c.last = c.first + 20min;
  c.queries = 1200;
  EXPECT_LT(judge(c, Params{}).score, 20);
  for (std::uint64_t i = 0; i < 1200; ++i) c.names.add(mix(i, 5));
  EXPECT_GE(judge(c, Params{}).score, 20);
  c.queries = 100;
  EXPECT_EQ(judge(c, Params{}).score, 0);
}

}  // namespace
}  // namespace sekisho::detectors::long_session

#include <gtest/gtest.h>

#include "tests/unit/flow/table/rig.hpp"

namespace sekisho::table {
namespace {

const End kClient{ip("10.0.0.1"), 40'000};
const End kServer{ip("203.0.113.5"), 443};

TEST(Timeout, OfEachKindFallsDueToTheNanosecond) {
  struct Case {
    const char* what;
    std::vector<packet::PacketView> packets;
    Duration timeout;
  };
  const std::vector<Case> cases{
      {"SYN", {tcp(kClient, kServer, kS, 1)}, 60s},
      {"UDP one way", {udp(kClient, kServer, 9)}, 60s},
      {"UDP one way, more packets", {udp(kClient, kServer, 9), udp(kClient, kServer, 9)}, 60s},
      {"UDP both ways", {udp(kClient, kServer, 9), udp(kServer, kClient, 9)}, 5min},
      {"handshake", {tcp(kClient, kServer, kS, 1), tcp(kServer, kClient, kS | kA, 9), tcp(kClient, kServer, kA, 2)}, 60min},
      {"mid-stream data", {tcp(kClient, kServer, kA, 1, 10), tcp(kClient, kServer, kA, 11, 10)}, 60min},
      {"refused", {tcp(kClient, kServer, kS, 1), tcp(kServer, kClient, kR | kA, 0)}, 10s},
      {"ICMP", {icmp(kClient, kServer, 8)}, 15min},
      {"GRE", {bare(kClient, kServer, static_cast<model::Transport>(47), 10)}, 2min},
  };
  for (const Case& c : cases) {
    Rig rig;
    for (const auto& p : c.packets) rig.at(123'456'789ns, p);
    const Timestamp due = kStart + 123'456'789ns + c.timeout;
    rig.table.advance(due - 1ns);
    EXPECT_EQ(rig.table.active(), 1U) << c.what;
    rig.table.advance(due);
    EXPECT_EQ(rig.table.active(), 0U) << c.what;
    ASSERT_EQ(rig.all<model::FlowEnded>().size(), 1U) << c.what;
    EXPECT_EQ(rig.all<model::FlowEnded>()[0]->time, due) << c.what;
  }
}

TEST(Timeout, IsTheSameHoweverLateTheTableLearnsOfTheTime) {
  Rig rig;
  rig.at(0s, udp(kClient, kServer, 9));
  rig.advance(40h);
  EXPECT_EQ(rig.all<model::FlowEnded>()[0]->time, kStart + 60s);
  EXPECT_EQ(rig.ended().reason, model::EndReason::Timeout);
}

TEST(Timeout, MovesWithEveryPacket) {
  Rig rig;
  for (int i = 0; i < 100; ++i) rig.at(i * 59s, udp(kClient, kServer, 9));
  EXPECT_TRUE(rig.all<model::FlowEnded>().empty());
  rig.advance(99 * 59s + 60s);
  EXPECT_EQ(rig.all<model::FlowEnded>()[0]->time, kStart + 99 * 59s + 60s);
}

TEST(Timeout, AtTheVeryTimeOfAPacketComesFirst) {
  Rig rig;
  rig.at(0s, udp(kClient, kServer, 9));
  rig.at(60s, udp(kClient, kServer, 9));
  EXPECT_EQ(rig.all<model::FlowEnded>().size(), 1U);
  EXPECT_EQ(rig.table.active(), 1U);
}

TEST(Timeout, OfAClosedConnectionSaysClosed) {
  Rig rig;
  Connection c(rig, kClient, kServer);
  c.open(0s);
  c.client(1s, kF | kA);
  c.server(2s, kF | kA);
  c.client(2s + 1ms, kA);
  rig.advance(1min);
  EXPECT_EQ(rig.ended().reason, model::EndReason::Closed);
  EXPECT_EQ(rig.all<model::FlowEnded>()[0]->time, kStart + 12s + 1ms);
  EXPECT_EQ(rig.metric("sekisho_flows_ended_total", "closed"), 1);
}

std::vector<Duration> ages(const Rig& rig) {
  std::vector<Duration> out;
  for (const auto* e : rig.all<model::FlowMilestone>()) {
    const Duration age = std::get<model::FlowMilestone>(e->body).age;
    EXPECT_EQ(e->time, e->flow.start + age);
    out.push_back(age);
  }
  return out;
}

TEST(Milestone, AreReachedAtTheExactAge) {
  Rig rig;
  Connection c(rig, kClient, kServer);
  c.open(250ms);
  for (int i = 1; i <= 200; ++i) c.client(i * 61s, kA, 10);
  const std::vector<Duration> expected{1min, 5min, 10min, 15min, 30min, 1h, 2h, 3h};
  EXPECT_EQ(ages(rig), expected);
}

TEST(Milestone, OfASilentFlowAreReachedUntilItsTimeout) {
  Rig rig;
  Connection c(rig, kClient, kServer);
  c.open(0s);
  rig.advance(10h);
  // The last packet came 2 ms after the start: the hour is reached, and 2 ms later the timeout.
  EXPECT_EQ(ages(rig), (std::vector<Duration>{1min, 5min, 10min, 15min, 30min, 1h}));
  EXPECT_EQ(rig.all<model::FlowEnded>()[0]->time, kStart + 2ms + 60min);
}

TEST(Milestone, IsNotReachedByAFlowThatEndsThen) {
  Rig rig;
  rig.at(0s, tcp(kClient, kServer, kS, 1));
  rig.advance(10min);
  EXPECT_TRUE(ages(rig).empty());
}

TEST(Milestone, RecordHoldsTheCountsOfThatMoment) {
  Rig rig;
  rig.at(0s, udp(kClient, kServer, 10));
  rig.at(1s, udp(kServer, kClient, 10));
  rig.at(90s, udp(kServer, kClient, 10));
  const auto milestones = rig.bodies<model::FlowMilestone>();
  ASSERT_EQ(milestones.size(), 1U);
  EXPECT_EQ(milestones[0].record.to_client.packets, 1U);
  EXPECT_EQ(milestones[0].record.reason, model::EndReason::Active);
}

TEST(Advance, NeverGoesBackAndNeverYieldsAnEarlierEvent) {
  Rig rig;
  Connection c(rig, kClient, kServer);
  c.open(0s);
  for (int i = 1; i < 300; ++i) {
    c.client(i * 2700ms, kA, 10);
    rig.watermark = std::max(rig.watermark, kStart + i * 2700ms);
    rig.advance(i * 2700ms - 2s);
  }
  rig.finish();
  EXPECT_FALSE(rig.ever_early);
  EXPECT_GT(rig.all<model::DataBurst>().size(), 290U);
}

}  // namespace
}  // namespace sekisho::table

#include <gtest/gtest.h>

#include "tests/unit/flow/table/rig.hpp"

namespace sekisho::table {
namespace {

const End kClient{ip("10.0.0.1"), 40'000};
const End kServer{ip("203.0.113.5"), 443};

TEST(DataBurst, AFlowOfOneBurstSendsNone) {
  Rig rig;
  Connection c(rig, kClient, kServer);
  c.open(0s);
  c.client(1s, kA, 100);
  c.server(1900ms, kA, 100);
  c.client(2800ms, kA, 100);
  rig.finish();
  EXPECT_TRUE(rig.all<model::DataBurst>().empty());
}

TEST(DataBurst, TheFirstIsSentWhenTheSecondBeginsTheSecondASecondAfterItsLastData) {
  Rig rig;
  Connection c(rig, kClient, kServer);
  c.open(0s);
  c.client(1s, kA, 100);
  c.server(1100ms, kA, 30);
  c.server(60s, kA, 7);
  c.client(60s + 250ms, kA, 200);
  c.client(60s + 500ms, kA, 300);
  rig.advance(61s + 499ms);
  ASSERT_EQ(rig.all<model::DataBurst>().size(), 1U);
  rig.advance(200s);
  const auto events = rig.all<model::DataBurst>();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0]->time, kStart + 60s);
  EXPECT_EQ(events[1]->time, kStart + 61s + 500ms);
  const auto bursts = rig.bodies<model::DataBurst>();
  EXPECT_EQ(bursts[0].start, kStart + 1s);
  EXPECT_TRUE(bursts[0].from_client);
  EXPECT_EQ(bursts[0].to_server, 100U);
  EXPECT_EQ(bursts[0].to_client, 30U);
  EXPECT_EQ(bursts[0].reply_after, 100ms);
  EXPECT_EQ(bursts[0].index, 0U);
  EXPECT_EQ(bursts[1].start, kStart + 60s);
  EXPECT_FALSE(bursts[1].from_client);
  EXPECT_EQ(bursts[1].to_server, 500U);
  EXPECT_EQ(bursts[1].to_client, 7U);
  EXPECT_EQ(bursts[1].reply_after, 250ms);
  EXPECT_EQ(bursts[1].index, 1U);
}

TEST(DataBurst, KeepAlivesSingleBytesAndRetransmissionsAreNoData) {
  Rig rig;
  Connection c(rig, kClient, kServer);
  c.open(0s);
  const std::uint32_t begin = c.client_sequence;
  c.client(1s, kA, 100);
  rig.at(30s, tcp(kClient, kServer, kA, c.client_sequence - 1, 1));
  c.client(60s, kA, 1);
  rig.at(90s, tcp(kClient, kServer, kA, begin, 100));
  rig.finish();
  EXPECT_TRUE(rig.all<model::DataBurst>().empty());
}

TEST(DataBurst, ExactlyASecondOfSilencePartsTwo) {
  Rig rig;
  Connection c(rig, kClient, kServer);
  c.open(0s);
  c.client(1s, kA, 10);
  c.client(2s - 1ns, kA, 10);
  c.client(3s - 1ns, kA, 10);
  c.client(4s - 1ns, kA, 10);
  rig.finish();
  const auto bursts = rig.bodies<model::DataBurst>();
  ASSERT_EQ(bursts.size(), 3U);
  EXPECT_EQ(bursts[0].to_server, 20U);
  EXPECT_EQ(bursts[1].to_server, 10U);
}

TEST(DataBurst, AnOpenOneIsSentWhenTheFlowEnds) {
  Rig rig;
  Connection c(rig, kClient, kServer);
  c.open(0s);
  c.client(1s, kA, 10);
  c.client(5s, kA, 20);
  rig.at(5s + 1ms, tcp(kServer, kClient, kR, c.server_sequence));
  rig.at(5s + 2ms, tcp(kClient, kServer, kS, 777'000));
  const auto bursts = rig.all<model::DataBurst>();
  ASSERT_EQ(bursts.size(), 2U);
  EXPECT_EQ(bursts[1]->time, kStart + 5s + 2ms);
  EXPECT_LT(bursts[1]->index, rig.all<model::FlowEnded>()[0]->index);
}

TEST(DataBurst, UdpBeatsAreSeenToo) {
  Rig rig;
  const End a{ip("10.0.0.1"), 40'000};
  const End b{ip("203.0.113.5"), 4000};
  for (int i = 0; i < 20; ++i) {
    rig.at(i * 10s, udp(a, b, 48));
    rig.at(i * 10s + 20ms, udp(b, a, 16));
  }
  rig.finish();
  const auto bursts = rig.bodies<model::DataBurst>();
  ASSERT_EQ(bursts.size(), 20U);
  for (std::uint32_t i = 0; i < 20; ++i) {
    EXPECT_EQ(bursts[i].index, i);
    EXPECT_EQ(bursts[i].to_server, 48U);
    EXPECT_EQ(bursts[i].to_client, 16U);
    EXPECT_EQ(bursts[i].reply_after, 20ms);
  }
}

TEST(DataBurst, AtMostOneASecondWhateverTheTraffic) {
  Rig rig;
  Connection c(rig, kClient, kServer);
  c.open(0s);
  for (int i = 0; i < 5000; ++i) c.client(1s + i * 7ms, kA, 2 + static_cast<std::size_t>(i % 3));
  rig.finish();
  EXPECT_TRUE(rig.all<model::DataBurst>().empty());
}

}  // namespace
}  // namespace sekisho::table

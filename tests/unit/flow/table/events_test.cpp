// What becomes a flow, and what its record holds.
#include <set>

#include <gtest/gtest.h>

#include "tests/unit/flow/table/rig.hpp"

namespace sekisho::table {
namespace {

const End kClient{ip("10.0.0.1"), 40'000};
const End kServer{ip("203.0.113.5"), 443};

TEST(FlowTable, BothDirectionsAreOneFlow) {
  Rig rig;
  rig.at(0s, udp(kClient, kServer, 100));
  rig.at(1s, udp(kServer, kClient, 200));
  rig.at(2s, udp(kClient, kServer, 50));
  rig.finish();
  const auto r = rig.ended();
  EXPECT_EQ(r.to_server.packets, 2U);
  EXPECT_EQ(r.to_client.packets, 1U);
  EXPECT_EQ(r.to_server.bytes, 100U + 50 + 2 * 28);
  EXPECT_EQ(r.to_client.bytes, 228U);
  EXPECT_EQ(r.to_server.payload, 150U);
  EXPECT_EQ(r.to_client.payload, 200U);
  EXPECT_EQ(r.to_server.payload_packets, 2U);
  EXPECT_EQ(r.active_seconds, 3U);
  EXPECT_EQ(r.longest_silence, 1s);
  EXPECT_EQ(r.last, kStart + 2s);
  EXPECT_EQ(r.last_payload, kStart + 2s);
  EXPECT_EQ(r.ref.start, kStart);
}

TEST(FlowTable, FirstPayloadBytesOfEachDirectionAreKept) {
  Rig rig;
  rig.at(0s, udp(kClient, kServer, 100));
  rig.at(1s, udp(kServer, kClient, 5));
  rig.at(2s, udp(kServer, kClient, 50));
  rig.finish();
  const auto r = rig.ended();
  EXPECT_EQ(r.first_to_server_size, 16U);
  EXPECT_EQ(r.first_to_server[0], 28);  // the rig's filler counts up from the IP header on
  EXPECT_EQ(r.first_to_client_size, 5U);
  EXPECT_EQ(r.first_to_client[4], 32);
  EXPECT_EQ(r.first_segment_to_server, 100U);
  EXPECT_EQ(r.shape_to_server.looked_at, 100U);
  EXPECT_EQ(r.shape_to_server.longest_text, 95U);  // 0x20 … 0x7e
  EXPECT_EQ(r.first_segment_to_client, 5U);
  EXPECT_EQ(r.shape_to_client.ones, 3U + 4 + 4 + 5 + 1);  // 28 … 32
}

TEST(FlowTable, BytesCountWhatTheCaptureCutOff) {
  Rig rig;
  auto p = udp(kClient, kServer, 1000);
  p.l3 = p.l3.first(128);
  p.payload = p.payload.first(100);
  p.truncated = true;
  rig.at(0s, p);
  rig.finish();
  EXPECT_EQ(rig.ended().to_server.bytes, 1028U);
  EXPECT_EQ(rig.ended().to_server.payload, 1000U);
}

TEST(FlowTable, VlansPartFlowsUnlessToldOtherwise) {
  auto out = udp(kClient, kServer, 10);
  auto back = udp(kServer, kClient, 10);
  out.vlan = {{10, 0}, 1};
  back.vlan = {{20, 0}, 1};
  Rig apart;
  apart.at(0s, out);
  apart.at(1s, back);
  EXPECT_EQ(apart.table.active(), 2U);
  FlowTableOptions options;
  options.vlan_in_key = false;
  Rig together(options);
  together.at(0s, out);
  together.at(1s, back);
  EXPECT_EQ(together.table.active(), 1U);
  together.finish();
  EXPECT_EQ(together.ended().ref.vlan, out.vlan);
}

TEST(FlowTable, AllEchoesOfAnAddressPairAreOneFlow) {
  Rig rig;
  for (std::uint16_t i = 0; i < 20; ++i) {
    auto request = icmp(kClient, kServer, 8);
    auto reply = icmp(kServer, kClient, 0);
    request.icmp_id = reply.icmp_id = static_cast<std::uint16_t>(1000 + i);
    rig.at(i * 1s, request);
    rig.at(i * 1s + 10ms, reply);
  }
  rig.finish();
  const auto r = rig.ended();
  EXPECT_EQ(r.to_server.packets, 20U);
  EXPECT_EQ(r.to_client.packets, 20U);
  EXPECT_EQ(r.ref.endpoints.client.port, 8);
  EXPECT_EQ(r.ref.endpoints.server.port, 0);
}

TEST(FlowTable, OtherTransportsAreKeyedByAddressPairAndProtocol) {
  Rig rig;
  rig.at(0s, bare(kClient, kServer, static_cast<model::Transport>(47), 100));
  rig.at(1s, bare(kServer, kClient, static_cast<model::Transport>(47), 100));
  rig.at(2s, bare(kClient, kServer, static_cast<model::Transport>(50), 100));
  EXPECT_EQ(rig.table.active(), 2U);
  EXPECT_EQ(rig.all<model::FlowEstablished>().size(), 1U);
  EXPECT_EQ(rig.metric("sekisho_flows_total", "other"), 2);
}

TEST(FlowTable, TcpIsEstablishedByTheThirdPacketOfItsHandshake) {
  Rig rig;
  Connection c(rig, kClient, kServer);
  c.client(0s, kS);
  c.server(1ms, kS | kA);
  EXPECT_TRUE(rig.all<model::FlowEstablished>().empty());
  c.client(2ms, kA);
  ASSERT_EQ(rig.all<model::FlowEstablished>().size(), 1U);
  EXPECT_EQ(rig.all<model::FlowEstablished>()[0]->time, kStart + 2ms);
}

TEST(FlowTable, MidstreamTcpIsEstablishedByDataBothWays) {
  Rig rig;
  Connection c(rig, kClient, kServer);
  c.client(0s, kA, 10);
  c.server(1s, kA);
  EXPECT_TRUE(rig.all<model::FlowEstablished>().empty());
  c.server(2s, kA, 10);
  EXPECT_EQ(rig.all<model::FlowEstablished>().size(), 1U);
  EXPECT_TRUE(rig.all<model::FlowEstablished>()[0]->flow.midstream);
}

TEST(FlowTable, ALatePacketCountsAsNow) {
  Rig rig;
  rig.at(10s, udp(kClient, kServer, 10));
  auto late = udp(kServer, kClient, 10);
  late.time = kStart + 5s;
  rig.table.packet(late);
  rig.finish();
  EXPECT_EQ(rig.ended().last, kStart + 10s);
}

TEST(FlowTable, ALandAttackIsOneFlowWithItself) {
  Rig rig;
  rig.at(0s, tcp(kServer, kServer, kS, 1));
  rig.at(1s, tcp(kServer, kServer, kS, 1));
  rig.finish();
  EXPECT_EQ(rig.ended().to_server.packets, 2U);
}

TEST(FlowTable, EventsOfAFlowAreNumbered) {
  Rig rig;
  Connection c(rig, kClient, kServer);
  c.open(0s);
  c.client(1s, kA, 10);
  c.server(2s, kA, 10);
  c.client(70s, kA, 10);
  rig.finish();
  std::uint32_t expected = 0;
  for (const auto& e : rig.events) EXPECT_EQ(e.index, expected++);
  EXPECT_GT(expected, 4U);
}

TEST(FlowTable, IdsAreDerivedNotDrawn) {
  Rig a({}, {1});
  Rig b({}, {2});
  a.at(0s, udp(kClient, kServer, 10));
  b.at(0s, udp(kClient, kServer, 10));
  a.finish();
  b.finish();
  EXPECT_EQ(a.ended().ref.id, b.ended().ref.id);
  EXPECT_LT(static_cast<std::uint64_t>(a.ended().ref.id), std::uint64_t{1} << 51);
  EXPECT_NE(static_cast<std::uint64_t>(a.ended().ref.id), 0U);
}

TEST(FlowTable, FinishEndsAllInOrderOfStartAtTheEndOfTheSecond) {
  Rig rig;
  rig.at(0s, udp({ip("10.0.0.1"), 1}, kServer, 10));
  rig.at(1s, tcp({ip("10.0.0.2"), 2}, kServer, kS, 1));
  rig.at(2s, udp({ip("10.0.0.3"), 3}, kServer, 10));
  rig.at(2500ms, udp(kServer, {ip("10.0.0.3"), 3}, 10));
  rig.finish();
  const auto ends = rig.all<model::FlowEnded>();
  ASSERT_EQ(ends.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(ends[i]->flow.start, kStart + static_cast<int>(i) * 1s);
    EXPECT_EQ(ends[i]->time, kStart + 3s);
    EXPECT_EQ(std::get<model::FlowEnded>(ends[i]->body).record.reason, model::EndReason::Shutdown);
  }
  EXPECT_EQ(rig.table.active(), 0U);
  EXPECT_EQ(rig.table.bytes(), 0U);
  EXPECT_EQ(rig.metric("sekisho_flows_active"), 0);
}

TEST(FlowTable, AnActiveTimeoutCutsTheFlowAndKeepsWhatItKnows) {
  FlowTableOptions options;
  options.active = 60s;
  Rig rig(options);
  Connection c(rig, kClient, kServer);
  c.open(0s);
  for (int i = 1; i <= 15; ++i) {
    c.client(i * 10s, kA, 100);
    c.server(i * 10s + 1ms, kA, 50);
  }
  rig.finish();
  const auto ends = rig.bodies<model::FlowEnded>();
  ASSERT_EQ(ends.size(), 3U);
  std::uint64_t payload = 0;
  std::set<model::FlowId> ids;
  for (const auto& e : ends) {
    payload += e.record.to_server.payload;
    ids.insert(e.record.ref.id);
    EXPECT_EQ(e.record.ref.endpoints.client.port, kClient.port);
    EXPECT_EQ(e.record.label.app, "Found");
    EXPECT_EQ(e.record.server_name, "example.org");
  }
  EXPECT_EQ(payload, 1500U);
  EXPECT_EQ(ids.size(), 3U);
  EXPECT_EQ(ends[0].record.reason, model::EndReason::Active);
  EXPECT_EQ(ends[1].record.ref.start, kStart + 60s);
  EXPECT_EQ(rig.all<model::FlowClassified>().size(), 3U);
  EXPECT_EQ(rig.metric("sekisho_flows_total", "tcp"), 3);
  EXPECT_EQ(rig.metric("sekisho_flows_ended_total", "active"), 2);
}

}  // namespace
}  // namespace sekisho::table

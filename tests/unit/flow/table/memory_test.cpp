#include <set>

#include <gtest/gtest.h>

#include "flow/table/flow.hpp"
#include "flow/table/pool.hpp"
#include "tests/unit/flow/table/rig.hpp"

namespace sekisho::table {
namespace {

const End kServer{ip("203.0.113.5"), 443};

End nth(std::uint32_t n) {
  const std::array<std::uint8_t, 4> bytes{10, static_cast<std::uint8_t>(n >> 16), static_cast<std::uint8_t>(n >> 8), static_cast<std::uint8_t>(n)};
  return {IpAddress::v4(bytes.data()), static_cast<std::uint16_t>(1024 + n % 60'000)};
}

FlowTableOptions small(std::size_t memory) {
  FlowTableOptions options;
  options.memory = memory;
  return options;
}

TEST(FlowMemory, EntriesKeepTheirBudget) {
  RecordProperty("half_open_bytes", static_cast<int>(kEntryBytes<HalfOpen>));
  RecordProperty("established_bytes", static_cast<int>(kEntryBytes<Established>));
  EXPECT_LE(kEntryBytes<HalfOpen>, 256U);
  EXPECT_LE(kEntryBytes<Established>, 384U);
  Rig rig;
  for (std::uint32_t i = 0; i < 1000; ++i) rig.at(0s, tcp(nth(i), kServer, kS, 1));
  EXPECT_LE(rig.table.bytes() / 1000, 256U);
  rig.finish();
  for (std::uint32_t i = 0; i < 1000; ++i) {
    Connection c(rig, nth(i), kServer);
    c.open(10s);
    c.client(10s, kA, 10);
    c.server(10s, kA, 10);
  }
  EXPECT_LE(rig.table.bytes() / 1000, 384U + 16);  // with "example.org"
  std::printf("bytes per flow: half-open %zu, established %zu, established with a name %zu\n", kEntryBytes<HalfOpen>, kEntryBytes<Established>,
              rig.table.bytes() / 1000);
}

TEST(FlowMemory, AFloodOfSynsStaysWithinItsPoolAndIsAccountedFor) {
  FlowTableOptions options = small(1 << 20);
  options.emergency_at = 2;  // never
  Rig rig(options);
  constexpr std::uint32_t kFlood = 20'000;
  for (std::uint32_t i = 0; i < kFlood; ++i) {
    rig.at(i * 100us, tcp(nth(i), kServer, kS, i));
    ASSERT_LE(rig.table.bytes(), options.memory);
  }
  const std::size_t left = rig.table.active();
  EXPECT_EQ(rig.metric("sekisho_flows_evicted_total", "half_open"), static_cast<double>(kFlood - left));
  EXPECT_EQ(rig.all<model::FlowEnded>().size(), kFlood - left);
  EXPECT_EQ(rig.metric("sekisho_flows_total", "tcp"), kFlood);
  rig.finish();
  std::set<model::FlowId> ids;
  for (const auto* e : rig.all<model::FlowEnded>()) ids.insert(e->flow.id);
  EXPECT_EQ(ids.size(), kFlood);
  EXPECT_EQ(rig.bodies<model::FlowEnded>().front().record.reason, model::EndReason::Evicted);
}

TEST(FlowMemory, TheOldestHalfOpenFlowsLeaveFirst) {
  FlowTableOptions options = small(1 << 20);
  options.emergency_at = 2;
  Rig rig(options);
  for (std::uint32_t i = 0; i < 5'000; ++i) rig.at(i * 1ms, tcp(nth(i), kServer, kS, i));
  const auto ends = rig.all<model::FlowEnded>();
  ASSERT_GT(ends.size(), 1000U);
  Duration youngest = 1h;
  for (const auto* e : ends) youngest = std::min(youngest, e->time - e->flow.start);
  // A pool of about 1,300 slots and a flow a millisecond: strictly oldest first would be 1.3 s.
  EXPECT_GT(youngest, 1s);
}

TEST(FlowMemory, AFloodOfSynsCannotPushOutAnEstablishedFlow) {
  FlowTableOptions options = small(1 << 20);
  Rig rig(options);
  Connection beacon(rig, {ip("10.9.9.9"), 50'000}, {ip("198.51.100.7"), 443});
  beacon.open(0s);
  beacon.client(1s, kA, 100);
  for (std::uint32_t i = 0; i < 50'000; ++i) rig.at(2s + i * 1ms, tcp(nth(i), kServer, kS, i));
  beacon.server(60s, kA, 100);
  rig.finish();
  for (const auto& e : rig.bodies<model::FlowEnded>()) {
    if (e.record.ref.endpoints.client.port == 50'000 && e.record.ref.endpoints.server.address == ip("198.51.100.7")) {
      EXPECT_EQ(e.record.reason, model::EndReason::Shutdown);
      EXPECT_EQ(e.record.to_client.payload, 100U);
    }
  }
}

TEST(FlowMemory, AFloodOfShortSessionsCannotPushOutALongSlowOne) {
  FlowTableOptions options = small(1 << 20);
  options.emergency_at = 2;
  Rig rig(options);
  const End victim{ip("10.9.9.9"), 50'000};
  Connection beacon(rig, victim, {ip("198.51.100.7"), 443});
  beacon.open(0s);
  for (int i = 1; i <= 60; ++i) {
    beacon.client(i * 60s, kA, 100);
    beacon.server(i * 60s + 10ms, kA, 50);
  }
  for (std::uint32_t i = 0; i < 20'000; ++i) {  // established, with data both ways: as valuable as a throw-away session can be
    Connection c(rig, nth(i), kServer);
    const Duration t = 60 * 60s + 1s + i * 1ms;
    c.open(t);
    c.client(t + 3ms, kA, 10);
    c.server(t + 4ms, kA, 10);
  }
  EXPECT_GT(rig.metric("sekisho_flows_evicted_total", "established"), 10'000);
  for (const auto& e : rig.bodies<model::FlowEnded>()) EXPECT_NE(e.record.ref.endpoints.client.address, victim.address);
}

TEST(FlowMemory, ClosedConnectionsLeaveBeforeOpenOnes) {
  FlowTableOptions options = small(1 << 18);
  options.emergency_at = 2;
  Rig rig(options);
  std::set<std::uint16_t> open_ports;
  for (std::uint32_t i = 0; i < 2000; ++i) {
    Connection c(rig, nth(i), kServer);
    c.open(i * 1ms);
    if (i % 20 != 0) c.server(i * 1ms + 3ms, kR | kA);
  }
  std::size_t open_evicted = 0;
  for (const auto& e : rig.bodies<model::FlowEnded>()) open_evicted += e.record.state == model::FlowState::Established ? 1U : 0U;
  EXPECT_EQ(open_evicted, 0U);
  EXPECT_GT(rig.metric("sekisho_flows_evicted_total", "established"), 1000);
}

TEST(FlowMemory, LongNamesCountAgainstTheBudget) {
  FlowTableOptions options = small(1 << 20);
  options.emergency_at = 2;
  Rig rig(options);
  inspect::script().server_name = std::string(255, 'x');
  for (std::uint32_t i = 0; i < 4000; ++i) {
    rig.at(i * 1ms, udp(nth(i), kServer, 10));
    rig.at(i * 1ms, udp(kServer, nth(i), 10));
    ASSERT_LE(rig.table.bytes(), options.memory);
  }
  EXPECT_GT(rig.metric("sekisho_flows_evicted_total", "memory"), 100);
  EXPECT_EQ(rig.metric("sekisho_flows_evicted_total", "half_open"), 0);
  rig.finish();
  EXPECT_EQ(rig.table.bytes(), 0U);
}

TEST(Emergency, ShortensTimeoutsUntilThereIsRoomAgain) {
  FlowTableOptions options = small(1 << 20);
  options.emergency_at = 0.5;
  Rig rig(options);
  EXPECT_EQ(rig.metric("sekisho_flow_emergency_entered_total"), 0);
  for (std::uint32_t i = 0; i < 30'000; ++i) rig.at(i * 10ms, tcp(nth(i), kServer, kS, i));  // 60 s of it would be 6,000 flows: too many
  EXPECT_GE(rig.metric("sekisho_flow_emergency_entered_total"), 1);
  // At a tenth of 60 s some 600 flows live, which fit: nothing is evicted once emergency has begun.
  EXPECT_EQ(rig.metric("sekisho_flows_evicted_total"), 0);
  EXPECT_FALSE(rig.ever_early);
  rig.advance(20min);
  EXPECT_EQ(rig.table.active(), 0U);
  EXPECT_EQ(rig.metric("sekisho_flow_emergency"), 0);
}

TEST(FlowMemory, GaugesFollowTheTable) {
  Rig rig;
  Connection c(rig, nth(1), kServer);
  c.open(0s);
  rig.at(0s, tcp(nth(2), kServer, kS, 1));
  rig.advance(1s);
  EXPECT_EQ(rig.metric("sekisho_flows_active", "new"), 1);
  EXPECT_EQ(rig.metric("sekisho_flows_active", "established"), 1);
  EXPECT_EQ(rig.metric("sekisho_flows_active", "closed"), 0);
  EXPECT_EQ(rig.metric("sekisho_flow_table_bytes"), static_cast<double>(rig.table.bytes()));
  EXPECT_EQ(rig.metric("sekisho_flow_table_bytes_limit"), 256.0 * 1024 * 1024);
}

struct Thing {
  bool live = false;
  int worth = 0;
};

TEST(Pool, HandsOutEachSlotOnceAndReusesThem) {
  Pool<Thing> pool(100);
  std::set<std::uint32_t> slots;
  while (!pool.full()) slots.insert(pool.take());
  EXPECT_EQ(slots.size(), 100U);
  pool.give_back(17);
  EXPECT_FALSE(pool[17].live);
  EXPECT_EQ(pool.take(), 17U);
  EXPECT_TRUE(pool.full());
}

TEST(Pool, LeastSkipsEmptySlotsAndStaysNearTheHand) {
  Pool<Thing> pool(20);
  for (int i = 0; i < 20; ++i) pool[pool.take()].worth = 20 - i;
  for (std::uint32_t i = 1; i < 5; ++i) pool.give_back(i);
  EXPECT_EQ(pool.least(4, [](const Thing& t) { return t.worth; }), 8U);  // hand at 5, looks at 5 to 8
  EXPECT_EQ(pool.least(1, [](const Thing& t) { return t.worth; }), 6U);
}

}  // namespace
}  // namespace sekisho::table

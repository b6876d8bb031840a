#include "flow/table/orientation.hpp"

#include <array>

#include <gtest/gtest.h>

#include "tests/unit/flow/table/rig.hpp"

namespace sekisho::table {
namespace {

const IpAddress kA1 = ip("10.0.0.1");
const IpAddress kB1 = ip("198.51.100.9");
const std::vector<Network> kHome{Network::parse("10.0.0.0/8").value()};

bool sender_is_client(const packet::PacketView& p, const std::vector<Network>& home = {}) { return orient(p, home).sender_is_client; }

TEST(Orientation, TcpFlagsDecideFirst) {
  EXPECT_TRUE(sender_is_client(tcp({kA1, 80}, {kB1, 40'000}, kS, 1)));
  const auto o = orient(tcp({kA1, 40'000}, {kB1, 80}, kS | kA, 1), {});
  EXPECT_FALSE(o.sender_is_client);
  EXPECT_FALSE(o.guessed);
  EXPECT_FALSE(o.midstream);
}

TEST(Orientation, MidstreamTcpGoesByServicePortThenEphemeralRangeThenHome) {
  const auto o = orient(tcp({kA1, 443}, {kB1, 1024}, kA, 1, 10), {});
  EXPECT_FALSE(o.sender_is_client);
  EXPECT_TRUE(o.guessed);
  EXPECT_TRUE(o.midstream);
  EXPECT_TRUE(sender_is_client(tcp({kA1, 50'000}, {kB1, 8443}, kA, 1)));
  EXPECT_FALSE(sender_is_client(tcp({kA1, 1000}, {kB1, 2000}, kA, 1)));    // privileged
  EXPECT_FALSE(sender_is_client(tcp({kA1, 4444}, {kB1, 51'000}, kA, 1)));  // below the ephemeral range
  EXPECT_TRUE(sender_is_client(tcp({kA1, 4444}, {kB1, 5555}, kA, 1)));     // nothing to go by: the sender
  EXPECT_TRUE(sender_is_client(tcp({kA1, 4444}, {kB1, 5555}, kA, 1), kHome));
  EXPECT_FALSE(sender_is_client(tcp({kB1, 5555}, {kA1, 4444}, kA, 1), kHome));
}

TEST(Orientation, UdpFirstSenderIsTheClientUnlessItAloneUsesAServicePort) {
  for (const std::uint16_t port : std::array<std::uint16_t, 3>{53, 123, 443}) {
    const auto o = orient(udp({kB1, port}, {kA1, 50'000}, 10), {});
    EXPECT_FALSE(o.sender_is_client) << port;
    EXPECT_TRUE(o.guessed) << port;
  }
  EXPECT_TRUE(sender_is_client(udp({kA1, 123}, {kB1, 123}, 10)));
  EXPECT_TRUE(sender_is_client(udp({kA1, 6881}, {kB1, 50'000}, 10)));
  EXPECT_FALSE(orient(udp({kA1, 6881}, {kB1, 50'000}, 10), {}).guessed);
  EXPECT_TRUE(sender_is_client(udp({ip("0.0.0.0"), 68}, {ip("255.255.255.255"), 67}, 300)));
  EXPECT_FALSE(sender_is_client(udp({kB1, 67}, {kA1, 68}, 300)));
  EXPECT_TRUE(sender_is_client(udp({kA1, 5353}, {ip("224.0.0.251"), 9999}, 40)));
}

TEST(Orientation, AnEchoReplyComesFromTheServer) {
  Rig rig;
  rig.at(0s, icmp({kB1}, {kA1}, 0));
  rig.finish();
  const auto& ref = rig.ended().ref;
  EXPECT_EQ(ref.endpoints.client.address, kA1);
  EXPECT_EQ(ref.endpoints.client.port, 8);  // the request's type, so that community_id is that of the other direction
  EXPECT_TRUE(ref.client_guessed);
  EXPECT_TRUE(orient(icmp({ip("2001:db8::1")}, {ip("2001:db8::2")}, 129), {}).guessed);
}

TEST(Orientation, HistoryMarksAReversedFirstPacket) {
  Rig rig;
  rig.at(0s, udp({kB1, 53}, {kA1, 50'000}, 10));
  rig.at(1s, udp({kA1, 50'000}, {kB1, 53}, 10));
  rig.finish();
  EXPECT_EQ(rig.ended().history, "^dD");
  EXPECT_EQ(rig.ended().ref.endpoints.client.address, kA1);
  EXPECT_EQ(rig.all<model::FlowEstablished>().size(), 1U);
}

}  // namespace
}  // namespace sekisho::table

#include <gtest/gtest.h>

#include "flow/packet/link_types.hpp"
#include "tests/unit/flow/packet/decoding.hpp"

namespace sekisho::test {
namespace {

using namespace packet;
using model::Transport;

TEST(Tcp, FieldsAndPayload) {
  Decoding decode;
  const auto packet =
      tcp("10.0.0.1:40000", "10.0.0.2:443").flags(kFin | kPsh | kAck).seq(0x01020304).ack_number(0xFFFFFFFF).window(77).payload("abc");
  const auto view = decode(packet.raw());
  ASSERT_TRUE(view);
  EXPECT_EQ(view->transport, Transport::Tcp);
  EXPECT_EQ(view->source_port, 40000);
  EXPECT_EQ(view->destination_port, 443);
  EXPECT_EQ(view->tcp_flags, kFin | kPsh | kAck);
  EXPECT_EQ(view->tcp_sequence, 0x01020304U);
  EXPECT_EQ(view->tcp_acknowledgement, 0xFFFFFFFFU);
  EXPECT_EQ(view->tcp_window, 77);
  EXPECT_EQ(as_text(view->payload), "abc");
}

TEST(Tcp, OptionsAreNotPayload) {
  Decoding decode;
  Frame segment = tcp("10.0.0.1:1", "10.0.0.2:2").syn().segment();
  segment[12] = 0x70;
  segment = join({segment, hex("020405b4 01030307"), text("x")});
  const auto view = decode(ipv4("10.0.0.1", "10.0.0.2", 6, segment), kRaw);
  ASSERT_TRUE(view);
  EXPECT_EQ(as_text(view->payload), "x");
}

TEST(Tcp, ACaptureThatEndsInTheOptionsStillHasPorts) {
  Decoding decode;
  Frame segment = tcp("10.0.0.1:1", "10.0.0.2:2").segment();
  segment[12] = 0xF0;
  const Frame packet = ipv4("10.0.0.1", "10.0.0.2", 6, join({segment, Frame(40), text("abc")}));
  RawPacket cut = raw(packet, kStart, kRaw);
  cut.bytes = cut.bytes.first(50);
  const auto view = decode(cut);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->destination_port, 2);
  EXPECT_TRUE(view->payload.empty());
  EXPECT_EQ(view->payload_length, 3U);
  EXPECT_TRUE(view->truncated);
}

TEST(Tcp, HeaderLengthsThatDoNotFitAreBroken) {
  Decoding decode;
  Frame segment = tcp("10.0.0.1:1", "10.0.0.2:2").segment();
  segment[12] = 0x40;
  EXPECT_FALSE(decode(ipv4("10.0.0.1", "10.0.0.2", 6, segment), kRaw));
  segment[12] = 0xF0;
  EXPECT_FALSE(decode(ipv4("10.0.0.1", "10.0.0.2", 6, segment), kRaw));
  EXPECT_FALSE(decode(ipv4("10.0.0.1", "10.0.0.2", 6, Frame(19)), kRaw));
  EXPECT_EQ(decode.errors("tcp_header"), 3);
}

TEST(Udp, ItsOwnLengthEndsThePayload) {
  Decoding decode;
  const Frame packet = ipv4("10.0.0.1", "10.0.0.2", 17, join({udp_header(1, 2, text("abc")), text("surplus")}));
  const auto view = decode(packet, kRaw);
  ASSERT_TRUE(view);
  EXPECT_EQ(as_text(view->payload), "abc");
  EXPECT_EQ(view->payload_length, 3U);
}

TEST(Udp, LengthZeroReachesToTheEndAndLengthFourIsBroken) {
  Decoding decode;
  Frame datagram = udp_header(1, 2, text("abc"));
  datagram[5] = 0;
  const Frame packet = ipv4("10.0.0.1", "10.0.0.2", 17, datagram);
  const auto view = decode(packet, kRaw);
  ASSERT_TRUE(view);
  EXPECT_EQ(as_text(view->payload), "abc");
  datagram[5] = 4;
  EXPECT_FALSE(decode(ipv4("10.0.0.1", "10.0.0.2", 17, datagram), kRaw));
  EXPECT_EQ(decode.errors("udp_header"), 1);
}

TEST(Udp, UdpLiteIsUdpWhateverItsCoverage) {
  Decoding decode;
  Frame datagram = udp_header(1, 2, text("abc"));
  datagram[5] = 8;
  const Frame packet = ipv4("10.0.0.1", "10.0.0.2", 136, datagram);
  const auto view = decode(packet, kRaw);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->transport, Transport::Udp);
  EXPECT_EQ(as_text(view->payload), "abc");
}

TEST(Icmp, EchoHasIdAndSequenceInBothFamilies) {
  Decoding decode;
  for (const bool v6 : {false, true}) {
    auto ping = v6 ? icmp_echo("2001:db8::1", "2001:db8::2", 7, 9) : icmp_echo("10.0.0.1", "10.0.0.2", 7, 9);
    ping.payload("abc");
    const auto request = decode(ping.raw());
    ASSERT_TRUE(request);
    EXPECT_EQ(request->icmp_type, v6 ? 128 : 8);
    EXPECT_EQ(request->icmp_id, 7);
    EXPECT_EQ(request->icmp_sequence, 9);
    EXPECT_EQ(as_text(request->payload), "abc");
    EXPECT_EQ(request->source_port, 0);
    ping.reply();
    const auto answer = decode(ping.raw());
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->icmp_type, v6 ? 129 : 0);
    EXPECT_EQ(answer->icmp_id, 7);
  }
}

TEST(Icmp, OtherTypesHaveNoId) {
  Decoding decode;
  const auto view = decode(ipv4("10.0.0.1", "10.0.0.2", 1, hex("0301 0000 00070009 45")), kRaw);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->icmp_type, 3);
  EXPECT_EQ(view->icmp_code, 1);
  EXPECT_EQ(view->icmp_id, 0);
  EXPECT_FALSE(decode(ipv4("10.0.0.1", "10.0.0.2", 1, Frame(7)), kRaw));
  EXPECT_EQ(decode.errors("icmp_header"), 1);
}

TEST(Sctp, PortsAndChunks) {
  Decoding decode;
  const Frame packet = ipv4("10.0.0.1", "10.0.0.2", 132, join({hex("0b59 0b5a 00000001 00000000"), text("chunks")}));
  const auto view = decode(packet, kRaw);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->transport, Transport::Sctp);
  EXPECT_EQ(view->source_port, 2905);
  EXPECT_EQ(as_text(view->payload), "chunks");
}

TEST(Transport, UnknownProtocolsAreTrackedWithoutPorts) {
  Decoding decode;
  const Frame packet = ipv4("10.0.0.1", "10.0.0.2", 89, text("ospf"));
  const auto view = decode(packet, kRaw);
  ASSERT_TRUE(view);
  EXPECT_EQ(static_cast<int>(view->transport), 89);
  EXPECT_EQ(as_text(view->payload), "ospf");
  EXPECT_EQ(view->source_port, 0);
}

TEST(Transport, AuthenticationHeaderIsPassed) {
  Decoding decode;
  const Frame packet =
      ipv4("10.0.0.1", "10.0.0.2", 51, join({hex("1104 0000 00000001 00000001 000000000000000000000000"), udp_header(1, 2, text("abc"))}));
  const auto view = decode(packet, kRaw);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->transport, Transport::Udp);
  EXPECT_EQ(as_text(view->payload), "abc");
}

}  // namespace
}  // namespace sekisho::test

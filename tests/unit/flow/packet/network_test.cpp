#include <gtest/gtest.h>

#include "flow/packet/link_types.hpp"
#include "tests/unit/flow/packet/decoding.hpp"

namespace sekisho::test {
namespace {

using namespace packet;

const Frame kUdp = udp_header(1000, 2000, text("hello"));

TEST(Ipv4, OptionsAreSkippedAndTtlIsRead) {
  Decoding decode;
  const Frame packet = ipv4("10.0.0.1", "10.0.0.2", 17, kUdp, {.ttl = 9, .options = hex("94040000 01010101")});
  const auto view = decode(packet, kRaw);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->ttl, 9);
  EXPECT_EQ(view->source_port, 1000);
  EXPECT_EQ(view->l3.size(), 28 + kUdp.size());
}

TEST(Ipv4, TotalLengthEndsThePacketNotTheFrame) {
  Decoding decode;
  Frame packet = ipv4("10.0.0.1", "10.0.0.2", 17, kUdp);
  const std::size_t size = packet.size();
  packet.resize(size + 30, 0xEE);
  const auto view = decode(packet, kRaw);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->l3.size(), size);
  EXPECT_EQ(as_text(view->payload), "hello");
  EXPECT_FALSE(view->truncated);
}

TEST(Ipv4, LengthZeroOfSegmentationOffloadReachesToTheEnd) {
  Decoding decode;
  const Frame packet = ipv4("10.0.0.1", "10.0.0.2", 6, tcp("10.0.0.1:1", "10.0.0.2:2").payload(Frame(70'000)).segment(), {.total_length = 0});
  const auto view = decode(packet, kRaw);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->payload_length, 70'000U);
  EXPECT_FALSE(view->truncated);
}

TEST(Ipv4, LengthBeyondTheFrameIsCountedAndTheRestUsed) {
  Decoding decode;
  const Frame packet = ipv4("10.0.0.1", "10.0.0.2", 6, tcp("10.0.0.1:1", "10.0.0.2:2").payload("abc").segment(), {.total_length = 1400});
  const auto view = decode(packet, kRaw);
  ASSERT_TRUE(view);
  EXPECT_TRUE(view->truncated);
  EXPECT_EQ(as_text(view->payload), "abc");
  EXPECT_EQ(view->payload_length, 1360U);
  EXPECT_EQ(decode.errors("ip_length"), 1);
}

TEST(Ipv4, ASlicedPacketKnowsHowMuchWasSent) {
  Decoding decode;
  const auto packet = tcp("10.0.0.1:1", "10.0.0.2:2").payload(Frame(1000)).snap(100);
  const auto view = decode(packet.raw());
  ASSERT_TRUE(view);
  EXPECT_TRUE(view->truncated);
  EXPECT_EQ(view->payload.size(), 100U - 54U);
  EXPECT_EQ(view->payload_length, 1000U);
  EXPECT_EQ(decode.errors("ip_length"), 0);
}

TEST(Ipv4, HeadersThatContradictThemselvesAreBroken) {
  Decoding decode;
  Frame short_header = ipv4("10.0.0.1", "10.0.0.2", 17, kUdp);
  short_header[0] = 0x44;
  EXPECT_FALSE(decode(short_header, kRaw));
  EXPECT_FALSE(decode(ipv4("10.0.0.1", "10.0.0.2", 17, kUdp, {.total_length = 19}), kRaw));
  Frame version = ipv4("10.0.0.1", "10.0.0.2", 17, kUdp);
  version[0] = 0x55;
  EXPECT_FALSE(decode(version, kRaw));
  EXPECT_FALSE(decode(Frame(19, 0x45), kRaw));
  EXPECT_EQ(decode.errors("ipv4_header"), 4);
}

TEST(Ipv6, ExtensionHeadersAreWalked) {
  Decoding decode;
  // Hop-by-hop, destination options, routing, authentication (24 B), destination options again, UDP.
  const Frame chain = join({hex("3c00 000000000000"), hex("2b01 0000000000000000000000000000"), hex("3300 000000000000"),
                            hex("3c04 0000 00000001 00000001 000000000000000000000000"), hex("1100 000000000000"), kUdp});
  const auto view = decode(ipv6("2001:db8::1", "2001:db8::2", 0, chain, 3), kRaw);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->transport, model::Transport::Udp);
  EXPECT_EQ(view->destination_port, 2000);
  EXPECT_EQ(as_text(view->payload), "hello");
  EXPECT_EQ(view->ttl, 3);
}

TEST(Ipv6, AChainWithoutEndIsBroken) {
  Decoding decode;
  Frame chain;
  for (int i = 0; i < 60; ++i) chain = join({chain, hex("3c00 000000000000")});
  EXPECT_FALSE(decode(ipv6("2001:db8::1", "2001:db8::2", 60, chain), kRaw));
  EXPECT_EQ(decode.errors("ipv6_header"), 1);
}

TEST(Ipv6, AnExtensionBeyondThePacketIsBrokenOrTruncated) {
  Decoding decode;
  const Frame packet = ipv6("2001:db8::1", "2001:db8::2", 0, join({hex("1108 000000000000"), kUdp}));
  EXPECT_FALSE(decode(packet, kRaw));
  EXPECT_EQ(decode.errors("ipv6_header"), 1);
  const Frame whole = ipv6("2001:db8::1", "2001:db8::2", 0, join({hex("1108 000000000000"), Frame(64), kUdp}));
  RawPacket cut = raw(whole, kStart, kRaw);
  cut.bytes = cut.bytes.first(60);
  EXPECT_FALSE(decode(cut));
  EXPECT_EQ(decode.errors("truncated"), 1);
}

TEST(Ipv6, NoNextHeaderIsAPacketWithoutPorts) {
  Decoding decode;
  const auto view = decode(ipv6("2001:db8::1", "2001:db8::2", 59, {}), kRaw);
  ASSERT_TRUE(view);
  EXPECT_EQ(static_cast<int>(view->transport), 59);
  EXPECT_EQ(view->payload_length, 0U);
}

TEST(Ipv6, AnAtomicFragmentIsWhole) {
  Decoding decode;
  const auto view = decode(ipv6("2001:db8::1", "2001:db8::2", 44, join({hex("1100 0000 12345678"), kUdp})), kRaw);
  ASSERT_TRUE(view);
  EXPECT_FALSE(view->fragment);
  EXPECT_EQ(as_text(view->payload), "hello");
  EXPECT_EQ(decode.value("sekisho_fragments_total"), 0);
}

TEST(Ipv6, MappedAddressesBecomeIpv4) {
  Decoding decode;
  const auto view = decode(ipv6("::ffff:10.0.0.1", "::ffff:10.0.0.2", 17, kUdp), kRaw);
  ASSERT_TRUE(view);
}

TEST(Decoder, EveryPrefixOfAPacketIsDecodedOrCounted) {
  const Frame whole = tcp("10.0.0.1:1", "10.0.0.2:2").vlan(5).payload("hello").frame();
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    Decoding decode;
    RawPacket cut = raw(whole);
    const Frame exact(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    cut.bytes = exact;
    const bool tracked = decode(cut).has_value();
    EXPECT_EQ(tracked, size >= 14 + 4 + 20 + 20) << size;
    EXPECT_EQ(decode.errors("truncated"), tracked ? 0 : 1) << size;
  }
}

}  // namespace
}  // namespace sekisho::test

#include <gtest/gtest.h>

#include "flow/packet/link_types.hpp"
#include "tests/unit/flow/packet/decoding.hpp"

namespace sekisho::test {
namespace {

using namespace packet;

const Frame kInner = udp("10.0.0.1:1000", "10.0.0.2:2000").payload("hello").ip();
const Frame kInner6 = udp("[2001:db8::1]:1000", "[2001:db8::2]:2000").payload("hello").ip();

void expect_inner(const std::optional<PacketView>& view) {
  ASSERT_TRUE(view);
  EXPECT_EQ(view->source.to_string(), "10.0.0.1");
  EXPECT_EQ(view->destination.to_string(), "10.0.0.2");
  EXPECT_EQ(view->source_port, 1000);
  EXPECT_EQ(view->destination_port, 2000);
  EXPECT_EQ(as_text(view->payload), "hello");
  EXPECT_EQ(view->l3.size(), kInner.size());
}

void expect_inner6(const std::optional<PacketView>& view) {
  ASSERT_TRUE(view);
  EXPECT_EQ(view->source.to_string(), "2001:db8::1");
  EXPECT_EQ(view->destination_port, 2000);
  EXPECT_EQ(as_text(view->payload), "hello");
}

TEST(Links, EthernetGivesSourceAddressAndStripsPadding) {
  Decoding decode;
  Frame frame = ethernet(0x0800, kInner);
  frame.resize(60);
  const auto view = decode(frame);
  expect_inner(view);
  EXPECT_TRUE(view->has_mac);
  EXPECT_EQ(view->source_mac, (MacAddress{2, 0, 0, 0, 0, 1}));
  EXPECT_EQ(view->wire_length, 60U);
  EXPECT_EQ(view->vlan.count, 0);
}

TEST(Links, EveryTagKindIsPassedAndTheFirstTwoIdsAreKept) {
  for (const std::uint16_t outer : std::initializer_list<std::uint16_t>{0x8100, 0x88A8, 0x9100}) {
    Decoding decode;
    const auto view = decode(ethernet(outer, vlan_tag(100, 0x8100, vlan_tag(200, 0x8100, vlan_tag(300, 0x0800, kInner)))));
    expect_inner(view);
    EXPECT_EQ(view->vlan.count, 2);
    EXPECT_EQ(view->vlan.ids[0], 100);
    EXPECT_EQ(view->vlan.ids[1], 200);
  }
}

TEST(Links, PriorityTagIsNoVlan) {
  Decoding decode;
  const auto view = decode(ethernet(0x8100, vlan_tag(0xE000, 0x0800, kInner)));
  expect_inner(view);
  EXPECT_EQ(view->vlan.count, 0);
}

TEST(Links, TagsWithoutEndAreBrokenNotFollowed) {
  Decoding decode;
  Frame inner = kInner;
  for (int i = 0; i < 40; ++i) inner = vlan_tag(5, 0x8100, inner);
  EXPECT_FALSE(decode(ethernet(0x8100, inner)));
  EXPECT_EQ(decode.errors("link"), 1);
}

TEST(Links, LinuxCookedCapturesOfBothVersions) {
  Decoding decode;
  const Frame sll = join({hex("0000 0001 0006 0a0b0c0d0e0f 0000 0800"), kInner});
  const auto view = decode(sll, kLinuxSll);
  expect_inner(view);
  EXPECT_EQ(view->source_mac, (MacAddress{0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f}));
  const Frame sll2 = join({hex("86dd 0000 00000002 0001 00 06 0a0b0c0d0e0f 0000"), kInner6});
  const auto view2 = decode(sll2, kLinuxSll2);
  expect_inner6(view2);
  EXPECT_TRUE(view2->has_mac);
}

TEST(Links, CookedCaptureOfATunnelDeviceHasNoMac) {
  Decoding decode;
  const auto view = decode(join({hex("0000 fffe 0000 0000000000000000 0800"), kInner}), kLinuxSll);
  expect_inner(view);
  EXPECT_FALSE(view->has_mac);
}

TEST(Links, RawIpOfEveryNumberAndFamily) {
  for (const int link : {kRaw, kRawOpenBsd, kRawFile, kIpv4}) {
    Decoding decode;
    expect_inner(decode(kInner, link));
  }
  for (const int link : {kRaw, kRawOpenBsd, kRawFile, kIpv6}) {
    Decoding decode;
    expect_inner6(decode(kInner6, link));
  }
}

TEST(Links, LoopbackInEitherByteOrderAndEverySystemsIpv6) {
  Decoding decode;
  expect_inner(decode(join({hex("02000000"), kInner}), kNull));
  expect_inner(decode(join({hex("00000002"), kInner}), kNull));
  expect_inner(decode(join({hex("00000002"), kInner}), kLoop));
  for (const char* family : {"18000000", "1c000000", "1e000000", "0a000000", "0000001e"}) expect_inner6(decode(join({hex(family), kInner6}), kNull));
  EXPECT_FALSE(decode(join({hex("07000000"), kInner}), kNull));
  EXPECT_EQ(decode.ignored("non_ip"), 1);
}

TEST(Links, PppWithAndWithoutCompressedFields) {
  Decoding decode;
  expect_inner(decode(join({hex("ff03 0021"), kInner}), kPpp));
  expect_inner(decode(join({hex("0021"), kInner}), kPppSerial));
  expect_inner(decode(join({hex("21"), kInner}), kPpp));
  expect_inner6(decode(join({hex("ff03 57"), kInner6}), kPpp));
  EXPECT_FALSE(decode(hex("ff03 c021 0101 0004"), kPpp));
  EXPECT_EQ(decode.ignored("ppp_control"), 1);
}

TEST(Links, PppoeSessionWithTrailerAndDiscovery) {
  Decoding decode;
  Frame session = hex("11 00 1234");
  put16(session, static_cast<unsigned>(kInner.size() + 2));
  session = join({session, hex("0021"), kInner, hex("dead")});
  expect_inner(decode(ethernet(0x8864, session)));
  expect_inner(decode(session, kPppEther));
  EXPECT_FALSE(decode(ethernet(0x8863, hex("1109 0000 0000"))));
  EXPECT_EQ(decode.ignored("ppp_control"), 1);
}

TEST(Links, MplsIsGuessedBehindAnyNumberOfLabels) {
  Decoding decode;
  expect_inner(decode(ethernet(0x8847, join({hex("00064140"), kInner}))));
  expect_inner(decode(ethernet(0x8848, join({hex("00064040 00065040 00066140"), kInner}))));
  expect_inner6(decode(ethernet(0x8847, join({hex("00064140"), kInner6}))));
}

TEST(Links, MplsPseudoWireWithAndWithoutControlWord) {
  Decoding decode;
  expect_inner(decode(ethernet(0x8847, join({hex("00064140 00000000"), ethernet(0x0800, kInner)}))));
  expect_inner(decode(ethernet(0x8847, join({hex("00064140"), ethernet(0x0800, kInner)}))));
  // Addresses that begin like an IP header: the lengths do not fit one.
  for (const std::uint8_t first : std::initializer_list<std::uint8_t>{0x45, 0x60}) {
    Frame wire = ethernet(0x8100, vlan_tag(7, 0x0800, kInner));
    wire[0] = first;
    wire[2] = wire[4] = 0xFF;
    expect_inner(decode(ethernet(0x8847, join({hex("00064140"), wire}))));
  }
}

TEST(Links, LabelsWithoutBottomAreBroken) {
  Decoding decode;
  Frame labels;
  for (int i = 0; i < 30; ++i) labels = join({labels, hex("00064040")});
  EXPECT_FALSE(decode(ethernet(0x8847, labels)));
  EXPECT_EQ(decode.errors("link"), 1);
}

TEST(Links, SnapCarriesIpAndBridgesAreIgnored) {
  Decoding decode;
  expect_inner(decode(ethernet(static_cast<std::uint16_t>(kInner.size() + 8), join({hex("aaaa03 000000 0800"), kInner}))));
  EXPECT_FALSE(decode(ethernet(0x0026, hex("424203 0000000000"))));
  EXPECT_FALSE(decode(ethernet(0x0032, hex("aaaa03 00000c 010b 0000"))));
  EXPECT_EQ(decode.ignored("stp"), 2);
}

TEST(Links, WhatCarriesNoIpIsCountedByKind) {
  Decoding decode;
  for (const std::uint16_t type : std::initializer_list<std::uint16_t>{0x0806, 0x88CC, 0x8809, 0x888E, 0x8892})
    EXPECT_FALSE(decode(ethernet(type, Frame(46))));
  for (const char* reason : {"arp", "lldp", "slow_protocols", "eapol", "non_ip"}) EXPECT_EQ(decode.ignored(reason), 1) << reason;
}

TEST(Links, ArpSaysWhoHasAnAddress) {
  Counters counters;
  packet::Decoder decoder({}, counters, HashSeed{1});
  packet::PacketView view;
  const auto arp = [&](const char* sender_mac, const char* sender) {
    // 02:00:00:00:00:01 is the frame's sender (tests/support).
    const Frame frame = ethernet(0x0806, join({hex("0001 0800 06 04 0002"), hex(sender_mac), hex(sender), Frame(6), hex("0a000002")}));
    EXPECT_FALSE(decoder.decode(raw(frame, kStart, 1), view)) << "it is no packet";
    return view.arp;
  };
  EXPECT_TRUE(arp("020000000001", "0a000001"));
  EXPECT_EQ(view.source.to_string(), "10.0.0.1");
  EXPECT_EQ(view.destination.to_string(), "10.0.0.2");
  EXPECT_EQ(view.source_mac, (packet::MacAddress{2, 0, 0, 0, 0, 1}));
  EXPECT_FALSE(arp("020000000009", "0a000001")) << "says another than the frame's sender";
  EXPECT_FALSE(arp("020000000001", "00000000")) << "a probe claims nothing";
  EXPECT_FALSE(decoder.decode(raw(ethernet(0x0806, hex("0001 0800 06 04 0002 0200")), kStart, 1), view));
  EXPECT_FALSE(view.arp) << "cut short";
}

TEST(Links, UnknownLinkTypeIsCounted) {
  Decoding decode;
  EXPECT_FALSE(decode(kInner, 105));
  EXPECT_EQ(decode.errors("link_type"), 1);
  EXPECT_FALSE(is_known_link_type(105));
  EXPECT_TRUE(is_known_link_type(kEthernet));
}

TEST(Links, ACutHeaderIsTruncatedAndAShortOneBroken) {
  Decoding decode;
  const Frame frame = ethernet(0x0800, kInner);
  RawPacket cut = raw(frame);
  cut.bytes = cut.bytes.first(10);
  EXPECT_FALSE(decode(cut));
  EXPECT_EQ(decode.errors("truncated"), 1);
  EXPECT_FALSE(decode(Frame(10)));
  EXPECT_EQ(decode.errors("link"), 1);
  EXPECT_FALSE(decode(Frame()));
  EXPECT_EQ(decode.errors("link"), 2);
}

TEST(Links, AllReasonsExistAtZeroFromTheStart) {
  const Decoding decode;
  EXPECT_EQ(decode.sum("sekisho_decode_errors_total"), 0);
  EXPECT_EQ(decode.errors("tunnel_depth"), 0);
  EXPECT_EQ(decode.ignored("mpls"), 0);
  EXPECT_EQ(decode.value("sekisho_fragments_given_up_total", "budget"), 0);
}

}  // namespace
}  // namespace sekisho::test

#include <gtest/gtest.h>

#include "flow/packet/link_types.hpp"
#include "tests/unit/flow/packet/decoding.hpp"

namespace sekisho::test {
namespace {

using namespace packet;
using model::Transport;
using model::TunnelKind;

const Frame kInner = tcp("10.0.0.1:1000", "10.0.0.2:2000").payload("inside").ip();
const Frame kInner6 = tcp("[2001:db8::1]:1000", "[2001:db8::2]:2000").payload("inside").ip();

Frame over_ip(std::uint8_t protocol, const Frame& inner) { return ipv4("192.0.2.1", "192.0.2.2", protocol, inner); }
Frame over_udp(std::uint16_t port, const Frame& inner, std::uint16_t from = 50'000) { return over_ip(17, udp_header(from, port, inner)); }

struct Case {
  const char* name;
  TunnelKind kind;
  Frame packet;
};

std::vector<Case> cases() {
  const Frame frame = ethernet(0x0800, kInner);
  const auto length = [](std::size_t size) {
    Frame bytes;
    put16(bytes, static_cast<unsigned>(size));
    return bytes;
  };
  return {
      {"IPIP", TunnelKind::IpInIp, over_ip(4, kInner)},
      {"6in4", TunnelKind::SixInFour, over_ip(41, kInner6)},
      {"IPv6 in IPv6", TunnelKind::IpInIp, ipv6("2001:db8:f::1", "2001:db8:f::2", 41, kInner6)},
      {"IPv4 in IPv6", TunnelKind::IpInIp, ipv6("2001:db8:f::1", "2001:db8:f::2", 4, kInner)},
      {"GRE", TunnelKind::Gre, over_ip(47, join({hex("0000 0800"), kInner}))},
      {"GRE with checksum, key and sequence", TunnelKind::Gre, over_ip(47, join({hex("b000 86dd 00000000 00000007 00000001"), kInner6}))},
      {"GRE with Ethernet", TunnelKind::Gre, over_ip(47, join({hex("2000 6558 00000007"), frame}))},
      {"GRE with MPLS", TunnelKind::Gre, over_ip(47, join({hex("0000 8847 00064140"), kInner}))},
      {"WCCP 1", TunnelKind::Gre, over_ip(47, join({hex("0000 883e"), kInner}))},
      {"WCCP 2", TunnelKind::Gre, over_ip(47, join({hex("0000 883e 80000000"), kInner}))},
      {"PPTP", TunnelKind::Gre, over_ip(47, join({hex("3081 880b"), length(kInner.size() + 4), hex("0001 00000001 00000002 ff030021"), kInner}))},
      {"PPTP, compressed", TunnelKind::Gre, over_ip(47, join({hex("3001 880b"), length(kInner.size() + 1), hex("0001 00000001 21"), kInner}))},
      {"ERSPAN I", TunnelKind::Erspan, over_ip(47, join({hex("0000 88be"), frame}))},
      {"ERSPAN II", TunnelKind::Erspan, over_ip(47, join({hex("1000 88be 00000001 10640001 00000000"), frame}))},
      {"ERSPAN III", TunnelKind::Erspan, over_ip(47, join({hex("1000 22eb 00000001 20640001 00000000 00000000"), frame}))},
      {"ERSPAN III, platform header", TunnelKind::Erspan, over_ip(47, join({hex("1000 22eb 00000001 20640001 00000000 00000001"), Frame(8), frame}))},
      {"VXLAN", TunnelKind::Vxlan, over_udp(4789, join({hex("08000000 00002a00"), frame}))},
      {"VXLAN, old port", TunnelKind::Vxlan, over_udp(8472, join({hex("08000000 00002a00"), frame}))},
      {"GENEVE", TunnelKind::Geneve, over_udp(6081, join({hex("0000 6558 00002a00"), frame}))},
      {"GENEVE with options", TunnelKind::Geneve, over_udp(6081, join({hex("0200 0800 00002a00"), Frame(8), kInner}))},
      {"GTP-U", TunnelKind::Gtpu, over_udp(2152, join({hex("30ff"), length(kInner.size()), hex("00000001"), kInner}))},
      {"GTP-U from its port", TunnelKind::Gtpu, over_udp(9999, join({hex("30ff"), length(kInner.size()), hex("00000001"), kInner}), 2152)},
      {"GTP-U with extensions", TunnelKind::Gtpu,
       over_udp(2152, join({hex("34ff"), length(kInner.size() + 12), hex("00000001 00000085 01000085 01000000"), kInner}))},
      {"Teredo", TunnelKind::Teredo, over_udp(3544, kInner6)},
      {"Teredo from the server", TunnelKind::Teredo, over_udp(50'001, kInner6, 3544)},
      {"Teredo with authentication and origin", TunnelKind::Teredo,
       over_udp(3544, join({hex("0001 0000 0000000000000000 00"), hex("0000 1234 c0000201"), kInner6}))},
  };
}

TEST(Tunnels, EachKindGivesTheInnerPacketAndTheOuterAddresses) {
  for (const Case& tunnel : cases()) {
    SCOPED_TRACE(tunnel.name);
    Decoding decode;
    const auto view = decode(tunnel.packet, kRaw);
    ASSERT_TRUE(view);
    EXPECT_EQ(view->tunnel, tunnel.kind);
    EXPECT_EQ(view->transport, Transport::Tcp);
    EXPECT_EQ(view->source_port, 1000);
    EXPECT_EQ(view->destination_port, 2000);
    EXPECT_EQ(as_text(view->payload), "inside");
    EXPECT_TRUE(view->tunnel_source.to_string() == "192.0.2.1" || view->tunnel_source.to_string() == "2001:db8:f::1");
    EXPECT_TRUE(view->tunnel_destination.to_string() == "192.0.2.2" || view->tunnel_destination.to_string() == "2001:db8:f::2");
    EXPECT_TRUE(view->l3.size() == kInner.size() || view->l3.size() == kInner6.size());
    EXPECT_EQ(decode.sum("sekisho_decode_errors_total"), 0);
  }
}

TEST(Tunnels, LeftAloneWhenToldTo) {
  for (const Case& tunnel : cases()) {
    SCOPED_TRACE(tunnel.name);
    Decoding decode({.decapsulate = false});
    const auto view = decode(tunnel.packet, kRaw);
    ASSERT_TRUE(view);
    EXPECT_EQ(view->tunnel, TunnelKind::None);
    EXPECT_NE(view->transport, Transport::Tcp);
    EXPECT_TRUE(view->tunnel_source == IpAddress{});
  }
}

TEST(Tunnels, EveryPrefixAndEveryFlippedByteIsTrackedOrCounted) {
  for (const Case& tunnel : cases()) {
    SCOPED_TRACE(tunnel.name);
    for (std::size_t i = 0; i < tunnel.packet.size(); ++i) {
      Decoding decode;
      const Frame cut(tunnel.packet.begin(), tunnel.packet.begin() + static_cast<std::ptrdiff_t>(i));
      RawPacket sliced = raw(cut, kStart, kRaw);
      sliced.wire_length = static_cast<std::uint32_t>(tunnel.packet.size());
      EXPECT_TRUE(decode(sliced) || decode.sum("sekisho_decode_errors_total") > 0) << i;
      Frame flipped = tunnel.packet;
      flipped[i] ^= 0xFF;
      const double before =
          decode.sum("sekisho_decode_errors_total") + decode.sum("sekisho_decode_ignored_total") + decode.sum("sekisho_fragments_total");
      const auto view = decode(flipped, kRaw);
      const double after =
          decode.sum("sekisho_decode_errors_total") + decode.sum("sekisho_decode_ignored_total") + decode.sum("sekisho_fragments_total");
      EXPECT_TRUE(view || after > before) << i;
    }
  }
}

TEST(Tunnels, APortAloneMakesNoTunnel) {
  Decoding decode;
  for (const std::uint16_t port : std::initializer_list<std::uint16_t>{4789, 8472, 6081, 2152, 3544}) {
    for (const Frame& content : {text("GET / HTTP/1.1"), Frame(64), Frame(64, 0xFF), Frame(64, 0x08), Frame(64, 0x45), Frame(64, 0x30), Frame()}) {
      const Frame packet = over_udp(port, content);
      const auto view = decode(packet, kRaw);
      ASSERT_TRUE(view) << port;
      EXPECT_EQ(view->tunnel, TunnelKind::None) << port;
      EXPECT_EQ(view->destination_port, port);
      EXPECT_EQ(view->payload.size(), content.size());
    }
  }
}

TEST(Tunnels, ABrokenInsideLeavesTheOuterPacketVisible) {
  Decoding decode;
  Frame inner = kInner;
  inner[20 + 12] = 0x10;  // a TCP header of 4 bytes
  const Frame packet = over_udp(4789, join({hex("08000000 00002a00"), ethernet(0x0800, inner)}));
  const auto view = decode(packet, kRaw);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->tunnel, TunnelKind::None);
  EXPECT_EQ(view->transport, Transport::Udp);
  EXPECT_EQ(view->source.to_string(), "192.0.2.1");
  EXPECT_EQ(view->destination_port, 4789);
  EXPECT_EQ(view->payload.size(), 8 + 14 + inner.size());
  EXPECT_EQ(decode.errors("tunnel_inner"), 1);
}

TEST(Tunnels, DepthIsCappedAndTheInnermostAllowedIsTracked) {
  Frame packet = kInner;
  for (int i = 0; i < 10; ++i) packet = over_ip(4, packet);
  Decoding decode({.max_tunnels = 3});
  const auto view = decode(packet, kRaw);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->tunnel, TunnelKind::IpInIp);
  EXPECT_EQ(static_cast<int>(view->transport), 4);
  EXPECT_EQ(view->source.to_string(), "192.0.2.1");
  EXPECT_EQ(decode.errors("tunnel_depth"), 1);
  Decoding deep({.max_tunnels = 4'000'000'000U});
  Frame thousand = kInner;
  for (int i = 0; i < 1000; ++i) thousand = over_ip(4, thousand);
  EXPECT_TRUE(deep(thousand, kRaw));
  EXPECT_EQ(deep.errors("tunnel_depth"), 1);
}

TEST(Tunnels, NestedKindsNameTheInnermost) {
  Decoding decode;
  const Frame vxlan = over_udp(4789, join({hex("08000000 00002a00"), ethernet(0x0800, over_ip(47, join({hex("0000 0800"), kInner})))}));
  const auto view = decode(over_ip(4, vxlan), kRaw);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->tunnel, TunnelKind::Gre);
  EXPECT_EQ(view->source_port, 1000);
}

TEST(Tunnels, TheMacIsTheInnermostFramesOrNone) {
  Decoding decode;
  const auto routed = decode(ethernet(0x0800, over_ip(4, kInner)));
  ASSERT_TRUE(routed);
  EXPECT_FALSE(routed->has_mac);
  Frame inner = ethernet(0x0800, kInner);
  inner[11] = 0x77;
  const auto bridged = decode(ethernet(0x0800, over_udp(4789, join({hex("08000000 00002a00"), inner}))));
  ASSERT_TRUE(bridged);
  EXPECT_TRUE(bridged->has_mac);
  EXPECT_EQ(bridged->source_mac[5], 0x77);
}

TEST(Tunnels, UpkeepOfVirtualNetworksIsNotAFlowBetweenSwitches) {
  Decoding decode;
  const Frame arp = ethernet(0x0806, join({hex("0001 0800 06 04 0001"), Frame(20)}));
  EXPECT_FALSE(decode(over_udp(4789, join({hex("08000000 00002a00"), arp})), kRaw));
  EXPECT_EQ(decode.ignored("arp"), 1);
  // Long "ARP" could carry anything, so it stays a UDP packet.
  const Frame long_arp = ethernet(0x0806, join({hex("0001 0800 06 04 0001"), Frame(400)}));
  const auto view = decode(over_udp(4789, join({hex("08000000 00002a00"), long_arp})), kRaw);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->destination_port, 4789);
}

TEST(Tunnels, AMirrorSessionIsTreatedLikeTheWire) {
  Decoding decode;
  EXPECT_FALSE(decode(over_ip(47, join({hex("1000 88be 00000001 10640001 00000000"), ethernet(0x88CC, Frame(200))})), kRaw));
  EXPECT_EQ(decode.ignored("lldp"), 1);
}

TEST(Tunnels, GreThatCarriesNoPacketIsTrackedAsGre) {
  Decoding decode;
  for (const char* header : {"0000 0000", "0005 0800", "4000 0800", "3001 880b 0004 0001 00000001 c021"}) {
    const Frame packet = over_ip(47, join({hex(header), kInner}));
    const auto view = decode(packet, kRaw);
    ASSERT_TRUE(view) << header;
    EXPECT_EQ(static_cast<int>(view->transport), 47) << header;
    EXPECT_EQ(view->tunnel, TunnelKind::None);
  }
}

}  // namespace
}  // namespace sekisho::test

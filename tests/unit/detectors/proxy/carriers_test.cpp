#include "detectors/proxy/carriers.hpp"

#include <gtest/gtest.h>

#include "tests/unit/detectors/proxy/records.hpp"

namespace sekisho::detectors::proxy {
namespace {

using namespace std::string_view_literals;
using model::Transport;

model::FlowRef tcp(std::uint16_t port = 4000) { return flow(1, "10.0.0.5", "203.0.113.7", port); }
model::FlowRef udp(std::uint16_t port = 4000) { return flow(1, "10.0.0.5", "203.0.113.7", port, Transport::Udp); }

TEST(Carriers, SocksNeedsBothSides) {
  EXPECT_EQ(carrier_of(talk(tcp(), kGreeting, kMethod)).name, "SOCKS5");
  EXPECT_EQ(carrier_of(talk(tcp(), kGreeting, "\x05\x07"sv)).kind, Kind::None) << "no such method";
  EXPECT_EQ(carrier_of(talk(tcp(), kGreeting, "")).kind, Kind::None);
  EXPECT_EQ(carrier_of(talk(tcp(), "\x04\x01\x01\xbb\xc6\x33\x64\x0a\x00"sv, "\x00\x5a\x01\xbb\xc6\x33\x64\x0a"sv)).name, "SOCKS4");
  EXPECT_EQ(carrier_of(talk(udp(), kGreeting, kMethod)).kind, Kind::None);
}

TEST(Carriers, OpenVpnByItsResets) {
  EXPECT_EQ(carrier_of(talk(udp(), kReset, kAnswer)).name, "OpenVPN");
  EXPECT_EQ(carrier_of(talk(udp(), kAnswer, kReset)).name, "OpenVPN") << "the first packet was missed";
  EXPECT_EQ(carrier_of(talk(udp(), kReset, kReset)).kind, Kind::None);
  EXPECT_EQ(carrier_of(talk(tcp(), "\x00\x0e\x38\x50\x7a\x28\xa7\x82\x75\x78\x8d\x00\x00\x00\x00\x00"sv,
                            "\x00\x1a\x40\x9a\xd7\x47\xbe\xb2\x4d\x8a\x1b\x01\x00\x00\x00\x00"sv))
                .name,
            "OpenVPN");
  EXPECT_EQ(carrier_of(talk(tcp(), kReset, kAnswer)).kind, Kind::None) << "no length in front";
}

TEST(Carriers, OtherVpnsByTheirFirstBytes) {
  const auto initiation = "\x01\x00\x00\x00\x62\x28\x63\xc4\xff\xb0\xf7\xa5\x84\x48\x38\x04"sv;
  const auto response = "\x02\x00\x00\x00\x88\x68\xe6\x0a\x62\x28\x63\xc4\x4a\x82\x7a\xfb"sv;
  const auto data = "\x04\x00\x00\x00\x88\x68\xe6\x0a\x07\x00\x00\x00\x00\x00\x00\x00"sv;
  EXPECT_EQ(carrier_of(talk(udp(), initiation, response)).name, "WireGuard");
  EXPECT_EQ(carrier_of(talk(udp(), data, data)).name, "WireGuard");
  EXPECT_EQ(carrier_of(talk(udp(), data, response)).kind, Kind::None);
  EXPECT_EQ(carrier_of(talk(tcp(), initiation, response)).kind, Kind::None);
  EXPECT_EQ(carrier_of(talk(udp(), "TS\xF0\x9F\x92\xAC\xb6\x84", "")).name, "Tailscale");
  EXPECT_EQ(carrier_of(talk(tcp(), "0 think 17\n", "0 iniz 17\n")).name, "tinc");
  EXPECT_EQ(carrier_of(talk(udp(), "A", "IP=192.0.2.1,POR")).name, "SoftEther");
  EXPECT_EQ(carrier_of(talk(udp(), "\x10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01"sv, "")).name, "Nebula");
}

TEST(Carriers, WhatEveryNetworkDoesIsCommon) {
  EXPECT_TRUE(carrier_of(talk(udp(), "", "", label("IPsec"))).common);
  EXPECT_FALSE(carrier_of(talk(udp(), "", "", label("PPTP"))).common);
  model::AppLabel guess = label("OpenVPN");
  guess.confidence = model::Confidence::Port;
  EXPECT_EQ(carrier_of(talk(udp(), "\x01\x02", "\x03\x04", guess)).kind, Kind::None) << "a port decides nothing";
  model::FlowRef inner = udp();
  inner.tunnel = model::TunnelKind::SixInFour;
  EXPECT_EQ(carrier_of(talk(inner, "x", "y")).kind, Kind::PacketTunnel);
  inner.tunnel = model::TunnelKind::Vxlan;
  EXPECT_EQ(carrier_of(talk(inner, "x", "y")).kind, Kind::None) << "infrastructure";
}

TEST(Carriers, TorsNames) {
  EXPECT_TRUE(is_tor_name("www.4gk67zpn3brh7qxg.com"));
  EXPECT_TRUE(is_tor_name("www.e4od3hnssyu6g.com"));
  EXPECT_FALSE(is_tor_name("www.example.com"));
  EXPECT_FALSE(is_tor_name("www.weather24.com"));
  EXPECT_FALSE(is_tor_name("www.24hours7days.com"));
  EXPECT_FALSE(is_tor_name("cdn.4gk67zpn3brh7qxg.com"));
  EXPECT_FALSE(is_tor_name("www.4gk67zpn3brh7qxg.org"));
}

TEST(Carriers, TorsCells) {
  EXPECT_TRUE(is_tor_cell(as_bytes("\x17\x03\x03\x02\x1a"sv)));
  EXPECT_FALSE(is_tor_cell(as_bytes("\x17\x03\x03\x02\x1b"sv)));
  model::FlowRecord r = talk(tcp(443), "\x17\x03\x03\x02\x1a\x5b", "");
  EXPECT_EQ(carrier_of(r).kind, Kind::None) << "a connection seen from its start begins with a hello";
  r.ref.midstream = true;
  EXPECT_EQ(carrier_of(r).kind, Kind::Tor);
}

TEST(Carriers, SshInWhichTheServerTypes) {
  model::FlowRecord r = talk(tcp(22), "SSH-2.0-x", "SSH-2.0-y", label("SSH"));
  r.to_server.payload_packets = r.to_client.payload_packets = 200;
  r.to_client.payload = 200 * 44;
  r.to_server.payload = 200 * 120;
  EXPECT_TRUE(is_reversed_ssh(r));
  std::swap(r.to_server, r.to_client);
  EXPECT_FALSE(is_reversed_ssh(r)) << "a person at the client";
  std::swap(r.to_server, r.to_client);
  r.to_server.payload = 200 * 1400;
  EXPECT_FALSE(is_reversed_ssh(r)) << "a file being copied";
}

}  // namespace
}  // namespace sekisho::detectors::proxy

// DNS, QUIC, DHCP and ICMP.
#include <gmock/gmock.h>

#include "tests/unit/flow/dpi/rig.hpp"
#include "tests/unit/flow/inspect/rig.hpp"
#include "tests/unit/flow/parse/quic_bytes.hpp"
#include "tests/unit/flow/parse/tls_bytes.hpp"

namespace sekisho::inspect {
namespace {

using model::Confidence;
using model::DnsMessage;
using model::Transport;
using test::Frame;

constexpr char kClient[] = "10.0.0.2:40000";

class Datagrams : public testing::Test {
 protected:
  void client(Flow& flow, std::string_view server, const Frame& payload) { rig.give(flow, test::udp(kClient, server).payload(payload), true); }
  void server(Flow& flow, std::string_view from, const Frame& payload) { rig.give(flow, test::udp(from, kClient).payload(payload), false); }
  Flow udp(std::string_view server) { return rig.flow(Transport::Udp, kClient, server); }
  Rig rig;
};

TEST_F(Datagrams, EveryDnsMessageIsSaidAndDpiSeesNone) {
  constexpr char kResolver[] = "10.0.0.53:53";
  Flow f = udp(kResolver);
  for (int i = 0; i < 20; ++i) {
    client(f, kResolver, dpi::dns_query("n" + std::to_string(i) + ".example"));
    server(f, kResolver, dpi::dns_answer("n" + std::to_string(i) + ".example"));
  }
  EXPECT_EQ(rig.all<DnsMessage>().size(), 40U);
  EXPECT_EQ(rig.all<DnsMessage>()[38].query, "n19.example");
  EXPECT_EQ(rig.classifier->opened, 0U);
  EXPECT_EQ(f.about.label.app, "DNS");
  EXPECT_EQ(f.about.label.category, "Network");
  EXPECT_TRUE(f.about.label.sure());
  EXPECT_TRUE(f.inspecting());
  EXPECT_EQ(rig.metric("sekisho_inspection_flows"), 0) << "no state is left, however long the flow lives";
}

TEST_F(Datagrams, DpiIsAskedAboutADnsMessageWithMoreBehindIt) {
  constexpr char kResolver[] = "10.0.0.53:53";
  rig.classifier->verdict.label = label("OpenVPN", Confidence::Dpi);
  Flow f = udp(kResolver);
  Frame longer = dpi::dns_query("a.example");
  longer.push_back(0);
  for (int i = 0; i < 10; ++i) client(f, kResolver, longer);
  EXPECT_EQ(rig.classifier->fed, 4U) << "unanswered questions do not keep it busy";
  EXPECT_EQ(f.about.label.app, "OpenVPN");
  EXPECT_EQ(rig.all<DnsMessage>().size(), 10U);
}

TEST_F(Datagrams, DpiIsAskedOnceAMessageCannotBeRead) {
  constexpr char kResolver[] = "10.0.0.53:53";
  rig.classifier->wants = 1;
  rig.classifier->verdict.label = label("OpenVPN", Confidence::Dpi);
  Flow f = udp(kResolver);
  client(f, kResolver, Frame(100, 0xFF));
  EXPECT_EQ(rig.classifier->fed, 1U);
  EXPECT_EQ(f.about.label.app, "OpenVPN");
}

TEST_F(Datagrams, MulticastAndLinkLocalNamesHaveLabelsOfTheirOwn) {
  const auto judge = [&](const char* server) {
    Flow f = udp(server);
    client(f, server, dpi::dns_query("printer.local"));
    rig.end(f);
    return std::string(f.about.label.app.view());
  };
  EXPECT_EQ(judge("224.0.0.251:5353"), "MDNS");
  EXPECT_EQ(judge("224.0.0.252:5355"), "LLMNR");
  EXPECT_EQ(rig.all<DnsMessage>().size(), 2U);
}

TEST_F(Datagrams, SomethingElseOnPort53IsLeftAlone) {
  constexpr char kServer[] = "198.51.100.7:53";
  Flow f = udp(kServer);
  rig.classifier->wants = 8;
  for (int i = 0; i < 20; ++i) client(f, kServer, Frame(100, 0xFF));
  EXPECT_EQ(f.shown, 8U);
  EXPECT_EQ(f.about.label.confidence, Confidence::Port);
  EXPECT_EQ(rig.metric("sekisho_parse_errors_total", "dns"), 8);
}

TEST_F(Datagrams, DnsOnAnotherPortIsFound) {
  constexpr char kServer[] = "198.51.100.7:5300";
  Flow f = udp(kServer);
  rig.classifier->wants = 3;
  for (int i = 0; i < 4; ++i) {
    client(f, kServer, dpi::dns_query("t.example"));
    server(f, kServer, dpi::dns_answer("t.example"));
  }
  EXPECT_EQ(rig.all<DnsMessage>().size(), 8U);
  EXPECT_EQ(f.about.label.app, "DNS");
  EXPECT_TRUE(f.inspecting());
}

TEST_F(Datagrams, WhatMerelyBeginsLikeDnsIsNotDns) {
  constexpr char kServer[] = "198.51.100.7:5300";
  Flow f = udp(kServer);
  Frame almost = dpi::dns_query("t.example");
  almost.push_back(0);
  client(f, kServer, almost);
  EXPECT_TRUE(rig.observations.empty());
  Flow netbios = udp("10.0.0.255:137");
  client(netbios, "10.0.0.255:137", dpi::dns_query("ckaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 32));
  EXPECT_TRUE(rig.observations.empty()) << "NetBIOS names are no domains";
}

TEST_F(Datagrams, AQuicClientsHelloIsSaid) {
  constexpr char kServer[] = "198.51.100.7:443";
  test::ClientHello hello;
  hello.extensions = {test::server_name("quic.example"), test::alpn({"h3"})};
  test::Initial initial;
  initial.frames = test::crypto(0, test::bytes(hello));
  Flow f = udp(kServer);
  client(f, kServer, test::seal(initial));
  ASSERT_EQ(rig.all<model::TlsClientHello>().size(), 1U);
  EXPECT_TRUE(rig.all<model::TlsClientHello>()[0].quic);
  EXPECT_EQ(f.about.server_name, "quic.example");
  EXPECT_EQ(f.about.label.app, "QUIC");
  EXPECT_FALSE(f.inspecting()) << "the rest is encrypted";
}

TEST_F(Datagrams, AQuicHelloMaySpanDatagrams) {
  constexpr char kServer[] = "198.51.100.7:8443";
  test::ClientHello hello;
  hello.extensions = {test::server_name("two.example"), {21, Frame(600)}};
  const Frame all = test::bytes(hello);
  Flow f = udp(kServer);
  for (unsigned i = 0; i < 2; ++i) {
    test::Initial initial;
    initial.number = i;
    const std::size_t from = i * 400;
    const std::size_t to = i == 0 ? 400 : all.size();
    initial.frames = test::crypto(from, Frame(all.begin() + static_cast<std::ptrdiff_t>(from), all.begin() + static_cast<std::ptrdiff_t>(to)));
    client(f, kServer, test::seal(initial));
  }
  EXPECT_EQ(f.about.server_name, "two.example");
}

TEST_F(Datagrams, AnInitialThatCannotBeReadIsCountedAndLeftToDpi) {
  constexpr char kServer[] = "198.51.100.7:443";
  test::Initial initial;
  initial.frames = test::crypto(0, Frame(100, 1));
  Frame datagram = test::seal(initial);
  datagram.back() ^= 1;
  Flow f = udp(kServer);
  rig.classifier->wants = 2;
  rig.classifier->verdict.label = label("QUIC", Confidence::Dpi);
  client(f, kServer, datagram);
  client(f, kServer, datagram);
  EXPECT_EQ(rig.metric("sekisho_parse_errors_total", "quic"), 1);
  EXPECT_FALSE(f.inspecting());
  EXPECT_EQ(f.about.label.app, "QUIC");
}

TEST_F(Datagrams, UnknownOnesEndWithDpi) {
  constexpr char kServer[] = "198.51.100.7:9999";
  Flow f = udp(kServer);
  rig.classifier->wants = 8;
  for (int i = 0; i < 20; ++i) client(f, kServer, Frame(100, 0xFF));
  EXPECT_EQ(f.shown, 8U);
  EXPECT_EQ(f.about.label.app, "port 9999");
}

TEST_F(Datagrams, ASureAnswerOfDpiClassifiesAtOnce) {
  constexpr char kServer[] = "198.51.100.7:123";
  Flow f = udp(kServer);
  rig.classifier->wants = 1;
  rig.classifier->verdict.label = label("NTP", Confidence::Dpi);
  client(f, kServer, Frame(48, 0x23));
  EXPECT_TRUE(f.about.classified);
}

TEST_F(Datagrams, LeasesAreSaid) {
  Frame message = test::hex("01010600 12345678 0000 0000");
  message.resize(28);
  message = test::join({message, test::hex("020000000001")});
  message.resize(236);
  message = test::join({message, test::hex("63825363 350101 0C03706331 FF")});
  Flow f = rig.flow(Transport::Udp, "0.0.0.0:68", "255.255.255.255:67");
  rig.give(f, test::udp("0.0.0.0:68", "255.255.255.255:67").payload(message), true);
  ASSERT_EQ(rig.all<model::DhcpLease>().size(), 1U);
  EXPECT_EQ(rig.all<model::DhcpLease>()[0].hostname, "pc1");
  EXPECT_EQ(f.about.label.app, "DHCP");
}

TEST_F(Datagrams, EveryEchoIsSaidAndDpiSeesNone) {
  Flow f = rig.flow(Transport::Icmp, "10.0.0.2", "198.51.100.7");
  for (std::uint16_t i = 0; i < 10; ++i) {
    rig.give(f, test::icmp_echo("10.0.0.2", "198.51.100.7", 1, i).payload(Frame(56, 1)), true);
    rig.give(f, test::icmp_echo("198.51.100.7", "10.0.0.2", 1, i).reply().payload(Frame(56, 1)), false);
  }
  ASSERT_EQ(rig.all<model::IcmpMessage>().size(), 20U);
  EXPECT_TRUE(rig.all<model::IcmpMessage>()[0].from_client);
  EXPECT_FALSE(rig.all<model::IcmpMessage>()[1].from_client);
  EXPECT_EQ(rig.classifier->opened, 0U);
  EXPECT_EQ(f.about.label.app, "ICMP");
  EXPECT_TRUE(f.about.label.sure());
  EXPECT_EQ(rig.metric("sekisho_inspection_flows"), 0);
}

TEST_F(Datagrams, Icmpv6HasItsOwnLabel) {
  Flow f = rig.flow(Transport::Icmpv6, "2001:db8::1", "2001:db8::2");
  rig.give(f, test::icmp_echo("2001:db8::1", "2001:db8::2").payload(Frame(56, 1)), true);
  EXPECT_EQ(f.about.label.app, "ICMPV6");
}

}  // namespace
}  // namespace sekisho::inspect

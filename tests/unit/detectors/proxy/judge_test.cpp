#include "detectors/proxy/judge.hpp"

#include <gtest/gtest.h>

#include "tests/unit/detectors/proxy/records.hpp"

namespace sekisho::detectors::proxy {
namespace {

const Params kParams;

Surroundings outside(std::uint16_t port = 4000) {
  Surroundings a;
  a.port = port;
  return a;
}
Surroundings inside() {
  Surroundings a;
  a.direction = Direction::Internal;
  return a;
}

TEST(ProxyJudge, PolicyMattersAreLow) {
  EXPECT_EQ(judge(Carrier{Kind::Socks, "SOCKS5", false}, inside(), kParams).score, 23);
  EXPECT_EQ(judge(Carrier{Kind::Vpn, "OpenVPN", false}, outside(), kParams).score, 29);
  EXPECT_EQ(judge(Carrier{Kind::Vpn, "OpenVPN", false}, outside(443), kParams).score, 37);
  Surroundings served;
  served.direction = Direction::Inbound;
  EXPECT_LT(judge(Carrier{Kind::Vpn, "OpenVPN", false}, served, kParams).score, 20) << "our own VPN server";
}

TEST(ProxyJudge, SocksAcrossTheInternetIsMedium) { EXPECT_EQ(judge(Carrier{Kind::Socks, "SOCKS5", false}, outside(), kParams).score, 45); }

TEST(ProxyJudge, WhatIsCommonNeverAlertsAlone) {
  Surroundings a = outside(443);
  a.never_resolved = true;
  for (const Kind kind : {Kind::Vpn, Kind::Tor, Kind::Socks, Kind::PacketTunnel}) {
    const int score = judge(Carrier{kind, "x", true}, a, kParams).score;
    EXPECT_GE(score, 10);
    EXPECT_LT(score, 20);
  }
}

TEST(ProxyJudge, WhatTheOperatorVouchesForIsSilent) {
  Surroundings a = outside();
  a.sanctioned = true;
  EXPECT_EQ(judge(Carrier{Kind::Vpn, "OpenVPN", false}, a, kParams).score, 0);
  EXPECT_EQ(judge(Request{true, true, true, true, false}, a, kParams).score, 0);
}

TEST(ProxyJudge, TheSitesOwnProxyIsEvidenceOnly) {
  EXPECT_LT(judge(Request{true, false, false, false, false}, inside(), kParams).score, 20);
  EXPECT_GE(judge(Request{true, false, true, false, false}, inside(), kParams).score, 20) << "CONNECT to another port";
  EXPECT_GE(judge(Request{true, false, false, false, false}, outside(), kParams).score, 35);
  EXPECT_LT(judge(Request{false, false, false, false, false}, outside(), kParams).score, 20) << "a client that spells URIs out";
  EXPECT_EQ(judge(Request{false, false, false, true, true}, outside(), kParams).score, 0);
}

TEST(ProxyJudge, BrowsersMayUseWebSockets) {
  EXPECT_LT(judge(Upgrade{true, true, true}, outside(), kParams).score, 20);
  EXPECT_GE(judge(Upgrade{false, true, true}, outside(), kParams).score, 30);
  Surroundings named = outside();
  named.named = true;
  EXPECT_LT(judge(Upgrade{false, false, false}, named, kParams).score, 20);
}

TEST(ProxyJudge, ATunnelThroughAScript) {
  Script s;
  model::HttpTransaction t;
  t.method = "POST";
  t.uri = "/a.php?target=10.0.0.1&port=80";
  s.add(t, at(0));
  EXPECT_GE(judge(s, 1, outside(), kParams).score, 20);
  Script form;
  t.uri = "/a.php";
  t.request_type = "application/x-www-form-urlencoded";
  t.request_length = 10;
  for (int i = 0; i < 20; ++i) form.add(t, at(i));
  EXPECT_EQ(judge(form, 20, outside(), kParams).score, 0) << "forms";
}

TEST(ProxyJudge, AgentsHoldConnections) {
  Agent one;
  Agent two;
  for (std::uint64_t i = 0; i < 6; ++i) {
    model::FlowRecord r = talk(flow(i + 1, "10.0.0.5", "203.0.113.7", 4900, model::Transport::Tcp, static_cast<double>(i)), "TST\x06", "abcd");
    r.last = r.ref.start + 5s;
    one.flow(r);
    r.last = r.ref.start + 2min;
    two.flow(r);
  }
  EXPECT_EQ(one.held(), 0U);
  EXPECT_EQ(judge(one, outside(), kParams).score, 0);
  EXPECT_EQ(two.held(), 6U);
  EXPECT_TRUE(two.registers());
  EXPECT_GE(judge(two, outside(), kParams).score, 20);
  Surroundings named = outside();
  named.named = true;
  EXPECT_LT(judge(two, named, kParams).score, 20) << "somebody's chat program";
}

TEST(ProxyJudge, TheServerAsksAndTheAgentOpens) {
  Agent agent;
  agent.flow(talk(flow(1, "10.0.0.5", "203.0.113.7", 4900), "TST\x06", "abcd"));
  agent.burst({.from_client = false, .start = at(30), .to_server = 4, .to_client = 12, .reply_after = {}, .index = 1});
  agent.flow(talk(flow(2, "10.0.0.5", "203.0.113.7", 4900, model::Transport::Tcp, 31), "TST\x06", "abcd"));
  agent.flow(talk(flow(3, "10.0.0.5", "203.0.113.7", 4900, model::Transport::Tcp, 50), "TST\x06", "abcd"));
  EXPECT_EQ(agent.prompted(), 1U);
}

TEST(ProxyJudge, OnlyARelayThatCalledOutLeadsFurther) {
  Passed p;
  p.matches = 6;
  p.bursts = 8;
  EXPECT_LT(judge(p, inside(), kParams).score, 20) << "a web server and its database";
  p.called_out = true;
  EXPECT_GE(judge(p, inside(), kParams).score, 30);
  p.bursts = 100;
  EXPECT_EQ(judge(p, inside(), kParams).score, 0) << "chance";
}

}  // namespace
}  // namespace sekisho::detectors::proxy

#include "detectors/icmp_tunnel/icmp_tunnel.hpp"

#include <gtest/gtest.h>

#include "tests/unit/detectors/icmp_tunnel/messages.hpp"
#include "tests/unit/detectors/support/fake_context.hpp"

namespace sekisho::detectors::icmp_tunnel {
namespace {

class IcmpTunnelTest : public testing::Test {
 protected:
  static model::FlowRef pair(std::string_view client, std::string_view server, bool v6 = false) {
    model::FlowRef f = flow(1, client, server, 0, v6 ? model::Transport::Icmpv6 : model::Transport::Icmp);
    f.endpoints.client.port = 8;
    return f;
  }
  void feed(const model::FlowRef& f, const model::IcmpMessage& m, double t) { feed(detector, f, m, t); }
  void feed(IcmpTunnel& to, const model::FlowRef& f, const model::IcmpMessage& m, double t) {
    model::FlowEvent e;
    e.time = at(t);
    e.flow = f;
    e.body = m;
    to.on_event(e, context, findings);
  }
  void tunnel(const model::FlowRef& f, int messages, double from = 0) {
    for (int i = 0; i < messages; ++i) {
      const auto n = static_cast<std::uint16_t>(i);
      feed(f, echo(true, 7, n, data(n, 40U + n % 50U), false), from + i);
      feed(f, echo(false, 7, n, data(n + 5000U, 80U + n % 90U), false), from + i + 0.1);
    }
  }

  FakeContext context;
  Findings findings;
  IcmpTunnel detector{Params{}, HashSeed{3}};
};

TEST_F(IcmpTunnelTest, SaysWhatWasMeasured) {
  tunnel(pair("10.0.0.5", "203.0.113.7"), 60);
  ASSERT_FALSE(findings.all.empty());
  EXPECT_GE(findings.best(), 60);
  const Finding& f = findings.all.back();
  EXPECT_EQ(f.reason.code, 1);
  EXPECT_EQ(f.techniques, (std::vector<std::string_view>{"T1095", "T1572"}));
  EXPECT_NE(f.sentence.find("10.0.0.5 exchanges data with 203.0.113.7 in ICMP"), std::string::npos) << f.sentence;
  EXPECT_FALSE(f.indicators.empty());
}

TEST_F(IcmpTunnelTest, SpeaksOnceAnEpisodeUnlessItGetsWorse) {
  tunnel(pair("10.0.0.5", "203.0.113.7"), 2000);
  EXPECT_LE(findings.all.size(), 6U);
}

TEST_F(IcmpTunnelTest, TheHostAtHomeIsTheVictimWhoeverAsks) {
  tunnel(pair("203.0.113.7", "10.0.0.5"), 60);
  ASSERT_FALSE(findings.all.empty());
  EXPECT_EQ(findings.all.back().flow.endpoints.client.address, address("10.0.0.5"));
}

TEST_F(IcmpTunnelTest, IPv6IsTreatedAlike) {
  tunnel(pair("2001:db8::5", "2001:db8:1::7", true), 60);
  EXPECT_GE(findings.best(), 60);
}

TEST_F(IcmpTunnelTest, BothDirectionsOfAPairAreOneEpisode) {
  const model::FlowRef there = pair("10.0.0.5", "203.0.113.7");
  const model::FlowRef back = pair("203.0.113.7", "10.0.0.5");
  tunnel(there, 3);
  tunnel(back, 3, 100);
  EXPECT_EQ(detector.usage().keys, 1U);
  EXPECT_FALSE(findings.all.empty());
}

TEST_F(IcmpTunnelTest, AnswersToABroadcastAreExpected) {
  for (std::uint16_t i = 0; i < 100; ++i) {
    const std::string filling = ping_filling(i, 56);
    feed(pair("10.0.0.5", "255.255.255.255"), echo(true, 7, i, filling, true), i);
    feed(pair("10.0.0.5", "10.0.0.9"), echo(false, 7, i, filling, true), i + 0.01);
    feed(pair("10.0.0.5", "10.0.0.10"), echo(false, 7, i, filling, true), i + 0.02);
  }
  EXPECT_TRUE(findings.all.empty());
}

TEST_F(IcmpTunnelTest, MulticastLeavesNoState) {
  tunnel(pair("fe80::1", "ff02::1", true), 60);
  EXPECT_EQ(detector.usage().keys, 0U);
}

TEST_F(IcmpTunnelTest, AFloodOfPingedHostsDoesNotEraseATunnel) {
  Params small;
  small.max_pairs = 64;
  IcmpTunnel bounded(small, HashSeed{1});
  const model::FlowRef slow = pair("10.0.0.5", "203.0.113.7");
  std::uint16_t n = 0;
  for (int round = 0; round < 12; ++round) {
    feed(bounded, slow, echo(true, 7, n, data(n, 60), false), round * 100);
    feed(bounded, slow, echo(false, 7, n, data(n + 5000U, 90), false), round * 100 + 1);
    ++n;
    for (int i = 0; i < 1000; ++i) {
      const std::string target = "198.51." + std::to_string(i / 250) + "." + std::to_string(i % 250);
      feed(bounded, pair("10.0.0.6", target), echo(true, 9, 1, ping_filling(1, 56), true), round * 100 + 2);
    }
  }
  EXPECT_LE(bounded.usage().keys, bounded.usage().max_keys);
  EXPECT_GT(bounded.usage().evictions, 10'000U);
  EXPECT_GE(findings.best(), 40);
}

TEST_F(IcmpTunnelTest, SilentPairsAreForgotten) {
  tunnel(pair("10.0.0.5", "203.0.113.7"), 3);
  detector.on_tick(at(0) + 7h, context, findings);
  EXPECT_EQ(detector.usage().keys, 0U);
}

TEST(IcmpTunnelParams, AreListedAndChecked) {
  EXPECT_EQ(Params::keys().size(), 11U);
  ConfigNode node;
  node.kind = ConfigNode::Kind::Map;
  ConfigNode bad;
  bad.kind = ConfigNode::Kind::Scalar;
  bad.scalar = "1";
  node.map.emplace_back("answers", bad);
  node.key_places.emplace_back(1, 1);
  EXPECT_TRUE(Params::from(ConfigView{&node, "detectors.icmp_tunnel", "x.yaml"}).has_error());
  EXPECT_EQ(kDetector.name, "icmp_tunnel");
  EXPECT_TRUE(kDetector.create(ConfigView{}, HashSeed{1}).has_value());
}

}  // namespace
}  // namespace sekisho::detectors::icmp_tunnel

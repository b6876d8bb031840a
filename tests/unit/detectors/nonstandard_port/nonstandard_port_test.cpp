#include "detectors/nonstandard_port/nonstandard_port.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/unit/detectors/nonstandard_port/records.hpp"

namespace sekisho::detectors::nonstandard_port {
namespace {

class NonstandardPortTest : public testing::Test {
 protected:
  void feed(model::FlowEventBody body, const model::FlowRef& f, Timestamp t) { feed(detector, std::move(body), f, t); }
  void feed(NonstandardPort& to, model::FlowEventBody body, const model::FlowRef& f, Timestamp t) {
    model::FlowEvent e;
    e.time = t;
    e.flow = f;
    e.body = std::move(body);
    to.on_event(e, context, findings);
  }
  void end(const model::FlowRecord& r) { feed(model::FlowEnded{r}, r.ref, r.last); }
  static model::FlowRef to(std::uint64_t id, std::uint16_t port, double start = 0, std::string_view server = "203.0.113.7") {
    return flow(id, "10.0.0.5", server, port, model::Transport::Tcp, start);
  }

  auto told(int least) const {
    return std::count_if(findings.all.begin(), findings.all.end(), [&](const Finding& f) { return f.score >= least; });
  }

  FakeContext context;
  Findings findings;
  NonstandardPort detector{Params{}, HashSeed{3}};
};

TEST_F(NonstandardPortTest, SaysWhatStandsWhere) {
  const model::FlowRef f = to(1, 443);
  model::FlowRecord r = talk(f, label("SSH"), kBanner, kBanner);
  r.reason = model::EndReason::Active;
  feed(model::FlowClassified{r}, f, f.start + 1s);
  ASSERT_EQ(findings.all.size(), 1U) << "while the session is open";
  const Finding& said = findings.all.front();
  EXPECT_EQ(said.reason.code, 2);
  EXPECT_EQ(said.techniques, std::vector<std::string_view>{"T1571"});
  EXPECT_EQ(said.sentence, "10.0.0.5 speaks SSH to 203.0.113.7:443/tcp, a port for HTTPS; 2000 bytes out, 2000 in");
  EXPECT_EQ(said.flow.endpoints.server.port, 443);
}

TEST_F(NonstandardPortTest, AWeakWordIsSaidOfServersWithoutANameOnly) {
  const auto datagrams = [&](std::uint64_t id, std::string_view client, std::string_view server, std::uint16_t port) {
    end(talk(flow(id, client, server, port, model::Transport::Udp), {}, kBinary, kBinary));
  };
  context.names["203.0.113.8"] = "relay.example.com";
  datagrams(1, "10.0.0.5", "203.0.113.8", 5000);
  datagrams(2, "10.0.0.5", "10.0.0.6", 5000);
  datagrams(3, "10.0.0.5", "203.0.113.7", 51820);
  EXPECT_EQ(told(kEvidence), 0) << "a name, at home, where a VPN may hide its handshake";
  datagrams(4, "10.0.0.5", "203.0.113.7", 5000);
  EXPECT_EQ(told(kEvidence), 1);
  EXPECT_EQ(told(kLow), 0);
}

TEST_F(NonstandardPortTest, AWeakWordThatGrowsIntoAnAlertIsSaidAgain) {
  model::FlowRecord r = talk(to(1, 5000), {}, kBinary, kBinary);
  r.reason = model::EndReason::Active;
  r.to_client.payload_packets = 2;
  feed(model::FlowMilestone{1min, r}, r.ref, r.ref.start + 1min);
  ASSERT_EQ(findings.all.size(), 1U);
  EXPECT_LT(findings.best(), 20);
  end(talk(to(1, 5000), {}, kBinary, kBinary));
  ASSERT_EQ(findings.all.size(), 2U) << "the same flow, a little more talk";
  EXPECT_GE(findings.best(), 20);
}

TEST_F(NonstandardPortTest, AnEpisodeIsOneFinding) {
  for (std::uint64_t i = 0; i < 100; ++i) {
    const model::FlowRecord r = talk(to(i, 443, static_cast<double>(i) * 10), label("SSH"), kBanner, kBanner);
    feed(model::FlowClassified{r}, r.ref, r.ref.start);
    end(r);
  }
  EXPECT_EQ(findings.all.size(), 1U);
  end(talk(to(200, 443, 5000), label("SSH"), kBanner, kBanner));
  ASSERT_EQ(findings.all.size(), 2U) << "an hour later";
  EXPECT_GE(findings.all.back().flows, 100U);
  EXPECT_EQ(findings.all.back().first_seen, at(0));
}

TEST_F(NonstandardPortTest, AnUnknownProtocolIsToldAtAMilestone) {
  model::FlowRecord r = talk(to(1, 4444), {}, "uid=0(root) gid=0", "id\n");
  r.reason = model::EndReason::Active;
  feed(model::FlowMilestone{1min, r}, r.ref, r.ref.start + 1min);
  ASSERT_EQ(findings.all.size(), 1U);
  EXPECT_EQ(findings.all.front().techniques, (std::vector<std::string_view>{"T1571", "T1095"}));
}

TEST_F(NonstandardPortTest, PassiveFtpDataIsExpected) {
  const model::FlowRecord control = talk(to(1, 21), label("FTP_CONTROL"), "USER someone\r\n", "220 ready\r\n");
  feed(model::FlowClassified{control}, control.ref, control.ref.start);
  end(talk(to(2, 31'337, 5), {}, kBinary, kBinary));
  EXPECT_EQ(told(kEvidence), 0);
  end(talk(to(3, 31'337, 5, "203.0.113.8"), {}, kBinary, kBinary));
  EXPECT_EQ(told(kLow), 1) << "of another server";
}

TEST_F(NonstandardPortTest, AClientOfManyServersIsAPeer) {
  for (std::uint64_t i = 0; i < 50; ++i) {
    const std::string server = "198.51.100." + std::to_string(i + 1);
    end(talk(to(i, static_cast<std::uint16_t>(20'000 + i), static_cast<double>(i), server), {}, kBinary, kBinary));
  }
  EXPECT_LE(findings.all.size(), Params{}.crowd);
}

TEST_F(NonstandardPortTest, AServiceThatTheSiteUsesIsNoNews) {
  for (std::uint64_t i = 0; i < 5; ++i) {
    const std::string client = "10.0.1." + std::to_string(i + 1);
    const model::FlowRef f = flow(i, client, "203.0.113.7", 7080, model::Transport::Tcp, static_cast<double>(i));
    end(talk(f, label("HTTP"), kGet, kStatus));
  }
  EXPECT_EQ(told(kLow), 2);
}

TEST_F(NonstandardPortTest, MulticastLeavesNoState) {
  end(talk(flow(1, "10.0.0.5", "224.0.0.251", 9999, model::Transport::Udp), {}, kBinary, kBinary));
  EXPECT_EQ(detector.usage().keys, 0U);
}

TEST_F(NonstandardPortTest, StateIsBoundedAndForgotten) {
  Params small;
  small.max_keys = 32;
  NonstandardPort bounded(small, HashSeed{1});
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const std::string server = "198.51." + std::to_string(i / 200) + "." + std::to_string(i % 200);
    const model::FlowRecord r = talk(to(i, 4444, 0, server), {}, kBinary, kBinary);
    feed(bounded, model::FlowEnded{r}, r.ref, r.last);
  }
  EXPECT_LE(bounded.usage().keys, bounded.usage().max_keys);
  EXPECT_GT(bounded.usage().evictions, 1900U);
  const std::size_t before = bounded.usage().keys;
  bounded.on_tick(at(0) + 48h, context, findings);
  EXPECT_LT(bounded.usage().keys, before);
}

TEST(NonstandardPortParams, AreListedAndChecked) {
  EXPECT_EQ(Params::keys().size(), 11U);
  ConfigNode node;
  node.kind = ConfigNode::Kind::Map;
  ConfigNode bad;
  bad.kind = ConfigNode::Kind::Scalar;
  bad.scalar = "1";
  node.map.emplace_back("crowd", bad);
  node.key_places.emplace_back(1, 1);
  EXPECT_TRUE(Params::from(ConfigView{&node, "detectors.nonstandard_port", "x.yaml"}).has_error());
  EXPECT_EQ(kDetector.name, "nonstandard_port");
  EXPECT_TRUE(kDetector.create(ConfigView{}, HashSeed{1}).has_value());
}

}  // namespace
}  // namespace sekisho::detectors::nonstandard_port

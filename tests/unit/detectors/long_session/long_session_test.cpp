#include "detectors/long_session/long_session.hpp"

#include <gtest/gtest.h>

#include "tests/unit/detectors/support/fake_context.hpp"

namespace sekisho::detectors::long_session {
namespace {

class LongSessionTest : public testing::Test {
 protected:
  void feed(const model::FlowRef& f, Timestamp t, model::FlowEventBody body) {
    model::FlowEvent e;
    e.time = t;
    e.flow = f;
    e.body = std::move(body);
    detector.on_event(e, context, findings);
  }
  static model::FlowRecord record(const model::FlowRef& f, Duration age, const model::AppLabel& l = {}) {
    model::FlowRecord r;
    r.ref = f;
    r.last = r.last_payload = f.start + age;
    r.to_server.packets = r.to_client.packets = 100;
    r.to_server.payload = r.to_client.payload = 3000;
    r.active_seconds = 50;
    r.label = l;
    return r;
  }
  void open(const model::FlowRef& f, Duration age, const model::AppLabel& l = {}) {
    for (const Duration m : {Duration(1min), Duration(5min), Duration(10min), Duration(15min), Duration(30min), Duration(1h), Duration(2h),
                             Duration(3h), Duration(4h), Duration(5h), Duration(6h), Duration(7h), Duration(8h)}) {
      if (m <= age) feed(f, f.start + m, model::FlowMilestone{m, record(f, m, l)});
    }
  }

  FakeContext context;
  Findings findings;
  LongSession detector{Params{}, HashSeed{3}};
};

TEST_F(LongSessionTest, IsToldWhileTheSessionIsOpen) {
  open(flow(1, "10.0.0.5", "203.0.113.7", 4444), 15min);
  ASSERT_FALSE(findings.all.empty());
  const Finding& f = findings.all.front();
  EXPECT_EQ(f.reason.code, 1);
  EXPECT_EQ(f.techniques, std::vector<std::string_view>{"T1095"});
  EXPECT_NE(f.sentence.find("10.0.0.5 has kept a session with 203.0.113.7:4444/tcp open for"), std::string::npos) << f.sentence;
}

TEST_F(LongSessionTest, RisesWithTheHoursWithoutBeingChatty) {
  open(flow(1, "10.0.0.5", "203.0.113.7", 4444), 8h);
  EXPECT_GE(findings.best(), 40);
  EXPECT_LE(findings.all.size(), 10U);
}

TEST_F(LongSessionTest, OneSidedFlowsAreNoSessions) {
  const model::FlowRef udp = flow(1, "10.0.0.5", "203.0.113.7", 4444, model::Transport::Udp);
  model::FlowRecord r = record(udp, 8h);
  r.to_client.payload = 0;
  feed(udp, udp.start + 8h, model::FlowEnded{r});
  const model::FlowRef tcp = flow(2, "10.0.0.5", "203.0.113.7", 4444);
  r = record(tcp, 8h);
  r.to_client = {};
  feed(tcp, tcp.start + 8h, model::FlowEnded{r});
  EXPECT_TRUE(findings.all.empty());
}

TEST_F(LongSessionTest, ATcpSessionInWhichOneSideOnlyAcknowledgesIsOne) {
  const model::FlowRef f = flow(1, "10.0.0.5", "203.0.113.7", 4444);
  model::FlowRecord r = record(f, 8h);
  r.to_client.payload = 0;
  r.to_client.packets = 400;
  feed(f, f.start + 8h, model::FlowEnded{r});
  EXPECT_EQ(findings.all.size(), 1U);
}

TEST_F(LongSessionTest, ParallelSessionsAreCoveredOnce) {
  for (std::uint64_t i = 0; i < 30; ++i) {
    const model::FlowRef f = flow(i, "10.0.0.5", "203.0.113.7", 443, model::Transport::Tcp, static_cast<double>(i));
    feed(f, f.start + 9min, model::FlowEnded{record(f, 9min, label("TLS"))});
  }
  EXPECT_TRUE(findings.all.empty());
}

TEST_F(LongSessionTest, SuccessiveSessionsAddUp) {
  for (std::uint64_t i = 0; i < 60; ++i) {
    const model::FlowRef f = flow(i, "10.0.0.5", "203.0.113.7", 4444, model::Transport::Tcp, static_cast<double>(i) * 560);
    feed(f, f.start + 9min, model::FlowEnded{record(f, 9min)});
  }
  ASSERT_FALSE(findings.all.empty());
  EXPECT_EQ(findings.all.back().reason.code, 2);
}

TEST_F(LongSessionTest, ADnsConversationIsFoundBeforeItEnds) {
  const model::FlowRef f = flow(1, "10.0.0.5", "10.0.0.1", 53, model::Transport::Udp);
  for (int i = 0; i < 1100; ++i) {
    model::DnsMessage m;
    m.query = "a" + std::to_string(i * 7919) + ".t.evil.example";
    m.size = 90;
    feed(f, f.start + i * 1s, m);
  }
  ASSERT_FALSE(findings.all.empty());
  EXPECT_EQ(findings.all.front().reason.code, 4);
  EXPECT_EQ(findings.all.front().object.name, "evil.example");
}

TEST_F(LongSessionTest, APauseEndsAConversation) {
  const model::FlowRef f = flow(1, "10.0.0.5", "10.0.0.1", 53, model::Transport::Udp);
  double t = 0;
  for (int i = 0; i < 3000; ++i) {
    model::DnsMessage m;
    m.query = "a" + std::to_string(i * 7919) + ".evil.example";
    t += i % 500 == 499 ? 90 : 1;
    feed(f, f.start + from_seconds(t), m);
  }
  EXPECT_TRUE(findings.all.empty());
}

TEST_F(LongSessionTest, StateIsBoundedAndForgotten) {
  Params small;
  small.max_flows = small.max_pairs = small.max_conversations = 32;
  LongSession bounded(small, HashSeed{1});
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const model::FlowRef f = flow(i, "10.0.0.5", "198.51." + std::to_string(i / 200) + "." + std::to_string(i % 200), 443);
    model::FlowEvent e;
    e.time = f.start + 2min;
    e.flow = f;
    e.body = model::DataBurst{};
    bounded.on_event(e, context, findings);
    e.body = model::FlowMilestone{2min, record(f, 2min)};
    bounded.on_event(e, context, findings);
  }
  EXPECT_LE(bounded.usage().keys, bounded.usage().max_keys);
  EXPECT_GT(bounded.usage().evictions, 3000U);
  const std::size_t before = bounded.usage().keys;
  bounded.on_tick(at(0) + 48h, context, findings);
  EXPECT_LT(bounded.usage().keys, before);
}

TEST_F(LongSessionTest, MulticastLeavesNoState) {
  open(flow(1, "10.0.0.5", "224.0.0.251", 5353, model::Transport::Udp), 8h);
  EXPECT_EQ(detector.usage().keys, 0U);
}

TEST(LongSessionParams, AreListedAndChecked) {
  EXPECT_GE(Params::keys().size(), 12U);
  ConfigNode node;
  node.kind = ConfigNode::Kind::Map;
  ConfigNode bad;
  bad.kind = ConfigNode::Kind::Scalar;
  bad.scalar = "1s";
  node.map.emplace_back("least", bad);
  node.key_places.emplace_back(1, 1);
  EXPECT_TRUE(Params::from(ConfigView{&node, "detectors.long_session", "x.yaml"}).has_error());
  EXPECT_EQ(kDetector.name, "long_session");
  EXPECT_EQ(kDetector.number, 5);
  EXPECT_TRUE(kDetector.create(ConfigView{}, HashSeed{1}).has_value());
}

}  // namespace
}  // namespace sekisho::detectors::long_session

#include "detectors/policy/policy.hpp"

#include <gtest/gtest.h>

#include "tests/unit/detectors/support/fake_context.hpp"

namespace sekisho::detectors::policy {
namespace {

Network network(std::string_view text) { return Network::parse(text).value(); }

Params rules() {
  Params p;
  p.isolated = {network("10.1.0.0/16")};
  p.restricted = {network("10.2.0.0/16")};
  p.allowed = {network("10.9.0.53")};
  p.allowed_names = {"update.example.com"};
  return p;
}

model::Endpoints ends(std::string_view client, std::string_view server) { return flow(1, client, server, 443).endpoints; }

TEST(PolicyRules, AnIslandMayTalkToItselfOnly) {
  EXPECT_EQ(rule_of(ends("10.1.0.1", "10.1.0.2"), {}, rules()), Rule::None);
  EXPECT_EQ(rule_of(ends("10.1.0.1", "203.0.113.7"), "update.example.com", rules()), Rule::IsolatedCalls);
  EXPECT_EQ(rule_of(ends("10.3.0.1", "10.1.0.2"), {}, rules()), Rule::IsolatedAnswers);
  EXPECT_EQ(rule_of(ends("10.3.0.1", "203.0.113.7"), {}, rules()), Rule::None);
}

TEST(PolicyRules, ARestrictedHostGoesWhereItMay) {
  EXPECT_EQ(rule_of(ends("10.2.0.1", "10.9.0.53"), {}, rules()), Rule::None);
  EXPECT_EQ(rule_of(ends("10.2.0.1", "203.0.113.7"), "eu.update.example.com", rules()), Rule::None);
  EXPECT_EQ(rule_of(ends("10.2.0.1", "203.0.113.7"), "myupdate.example.com", rules()), Rule::Elsewhere) << "labels, not letters";
  EXPECT_EQ(rule_of(ends("10.2.0.1", "203.0.113.7"), {}, rules()), Rule::Elsewhere);
}

TEST(PolicyRules, AnAttemptSaysLess) {
  const Params p = rules();
  const int answered = judge(Rule::IsolatedCalls, Direction::Outbound, 5, p).score;
  EXPECT_EQ(answered, 60);
  EXPECT_EQ(judge(Rule::IsolatedCalls, Direction::Outbound, 0, p).score, 40);
  EXPECT_LT(judge(Rule::IsolatedCalls, Direction::Internal, 5, p).score, answered);
  EXPECT_LT(judge(Rule::IsolatedAnswers, Direction::Inbound, 0, p).score, 40);
  EXPECT_EQ(judge(Rule::Elsewhere, Direction::Outbound, 5, p).score, 36);
}

class PolicyTest : public testing::Test {
 protected:
  void end(Policy& to, const model::FlowRef& f, std::uint64_t answers = 5) {
    model::FlowRecord r;
    r.ref = f;
    r.last = f.start + 1s;
    r.to_server.packets = 5;
    r.to_client.packets = answers;
    r.to_server.payload = 100;
    r.reason = model::EndReason::Closed;
    model::FlowEvent e;
    e.time = r.last;
    e.flow = f;
    e.body = model::FlowEnded{r};
    to.on_event(e, context, findings);
  }

  FakeContext context;
  Findings findings;
};

TEST_F(PolicyTest, SaysWhichIslandTalks) {
  Policy detector(rules(), HashSeed{3});
  end(detector, flow(1, "10.1.0.1", "203.0.113.7", 443));
  end(detector, flow(2, "10.1.0.1", "203.0.113.7", 443, model::Transport::Tcp, 60));
  ASSERT_EQ(findings.all.size(), 1U);
  EXPECT_EQ(findings.all.front().techniques, std::vector<std::string_view>{"T1092"});
  EXPECT_EQ(findings.all.front().sentence, "10.1.0.1 is in a network declared isolated and talked to 203.0.113.7:443/tcp; 100 bytes out, 0 in");
  end(detector, flow(3, "10.2.0.1", "203.0.113.7", 443, model::Transport::Tcp, 70), 0);
  EXPECT_TRUE(findings.all.back().techniques.empty()) << "a rule broken, no medium";
}

TEST_F(PolicyTest, SilentWithoutRulesAndWithinItsBound) {
  Policy none(Params{}, HashSeed{3});
  end(none, flow(1, "10.1.0.1", "203.0.113.7", 443));
  EXPECT_TRUE(findings.all.empty());
  Params p = rules();
  p.max_keys = 16;
  Policy small(p, HashSeed{3});
  for (std::uint64_t i = 0; i < 500; ++i)
    end(small, flow(i, "10.1.0.1", "198.51." + std::to_string(i / 250) + "." + std::to_string(i % 250 + 1), 80));
  EXPECT_LE(small.usage().keys, 16U);
  EXPECT_GT(small.usage().evictions, 400U);
  small.on_tick(at(8.0 * 86'400), context, findings);
  EXPECT_EQ(small.usage().keys, 0U);
}

}  // namespace
}  // namespace sekisho::detectors::policy

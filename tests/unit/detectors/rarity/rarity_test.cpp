#include "detectors/rarity/rarity.hpp"

#include <gtest/gtest.h>

#include "tests/unit/detectors/support/fake_context.hpp"

namespace sekisho::detectors::rarity {
namespace {

class RarityTest : public testing::Test {
 protected:
  RarityTest() { context.known = {1, 0.01, at(0), true}; }
  void feed(Rarity& into, model::FlowEventBody body, const model::FlowRef& f, Timestamp t) {
    model::FlowEvent e;
    e.time = t;
    e.flow = f;
    e.body = std::move(body);
    into.on_event(e, context, findings);
  }
  void session(Rarity& into, const model::FlowRef& f) {
    model::TlsClientHello hello;
    hello.ja4 = "t13d1516h2_8daaf6152771_02713d6af862";
    feed(into, hello, f, f.start);
    model::FlowRecord r;
    r.ref = f;
    r.last = f.start + 5s;
    r.reason = model::EndReason::Closed;
    r.to_server.payload = r.to_client.payload = 2000;
    r.label = label("TLS");
    feed(into, model::FlowEnded{r}, f, r.last);
  }
  FakeContext context;
  Findings findings;
  Rarity detector{Params{}, HashSeed{3}};
};

TEST_F(RarityTest, ANewOddServerIsToldOnce) {
  for (std::uint64_t i = 0; i < 10; ++i) session(detector, flow(i, "10.0.0.5", "203.0.113.7", 8899, model::Transport::Tcp, static_cast<double>(i)));
  ASSERT_EQ(findings.all.size(), 1U);
  EXPECT_EQ(findings.all.front().reason.code, 1);
  EXPECT_LT(findings.all.front().score, 20);
  EXPECT_EQ(findings.all.front().object.name, "203.0.113.7");
}

TEST_F(RarityTest, TheLearningPeriodAndOneWayTrafficAreSilent) {
  context.known.known = false;
  session(detector, flow(1, "10.0.0.5", "203.0.113.7", 8899));
  EXPECT_TRUE(findings.all.empty());
  EXPECT_EQ(detector.usage().keys, 0U);
}

TEST_F(RarityTest, StateIsBoundedAndForgotten) {
  Params small;
  small.max_keys = 32;
  Rarity bounded(small, HashSeed{1});
  for (std::uint64_t i = 0; i < 2000; ++i)
    session(bounded, flow(i, "10.0.0.5", "198.51." + std::to_string(i / 200) + "." + std::to_string(i % 200), 8899));
  EXPECT_LE(bounded.usage().keys, bounded.usage().max_keys);
  EXPECT_GT(bounded.usage().evictions, 1900U);
  bounded.on_tick(at(0) + 30 * 24h, context, findings);
  EXPECT_EQ(bounded.usage().keys, 0U);
}

TEST(RarityParams, AreListedAndChecked) {
  EXPECT_EQ(Params::keys().size(), 8U);
  EXPECT_EQ(kDetector.number, 8);
  EXPECT_TRUE(kDetector.create(ConfigView{}, HashSeed{1}).has_value());
}

}  // namespace
}  // namespace sekisho::detectors::rarity

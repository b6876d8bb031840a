#include "detectors/fallback/fallback.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/detectors/support/fake_context.hpp"

namespace sekisho::detectors::fallback {
namespace {

class FallbackTest : public testing::Test {
 protected:
  void feed(const model::FlowRef& f, model::FlowEventBody body, double t) {
    model::FlowEvent e;
    e.time = at(t);
    e.flow = f;
    e.body = std::move(body);
    detector.on_event(e, context, findings);
  }
  void end(double t, const std::string& server, std::uint16_t port, bool opened, const char* client = "10.0.0.5", double told = 10) {
    model::FlowRecord r;
    r.ref = flow(++flows, client, server, port, model::Transport::Tcp, t);
    r.conn_state.assign(opened ? "SF" : "S0");
    r.last = at(t);
    if (opened) r.to_server.payload = r.to_client.payload = 100;
    feed(r.ref, model::FlowEnded{r}, t + told);
  }
  void fails(double t, const std::string& server, std::uint16_t port = 443) { end(t, server, port, false, "10.0.0.5", 60); }
  void opens(double t, const std::string& server, std::uint16_t port = 443) { end(t, server, port, true); }
  void no_such_name(double t, const std::string& name) {
    model::DnsMessage m;
    m.query = name;
    m.response = true;
    m.rcode = 3;
    feed(flow(++flows, "10.0.0.5", "10.0.0.2", 53, model::Transport::Udp, t), m, t);
  }
  void settle(double t = 5000) { detector.on_tick(at(t), context, findings); }

  std::uint64_t flows = 0;
  FakeContext context;
  Findings findings;
  Fallback detector{Params{}, HashSeed{3}};
};

TEST_F(FallbackTest, TwoThatFailAndOneThatAnswersRoundAfterRound) {
  context.names["203.0.113.1"] = "portal.one.test";
  for (int i = 0; i < 5; ++i) {
    fails(20 * i, "203.0.113.1");
    fails(20 * i + 1, "198.51.100.9", 8443);
    opens(20 * i + 2, "192.0.2.7", 8080);
  }
  settle();
  ASSERT_FALSE(findings.all.empty());
  EXPECT_EQ(findings.best(), 40);
  EXPECT_EQ(findings.all.back().object.name, "192.0.2.7");
  EXPECT_EQ(findings.all.back().techniques, (std::vector<std::string_view>{"T1008"}));
}

TEST_F(FallbackTest, NamesThatDoNotExistArePartOfARound) {
  for (int i = 0; i < 8; ++i) {
    fails(20 * i, "203.0.113.1");
    no_such_name(20 * i + 0.5, "backup7.alt.test");
    opens(20 * i + 2, "192.0.2.7", 8080);
  }
  settle();
  EXPECT_GE(findings.best(), 40);
}

TEST_F(FallbackTest, OneThatFailsBesideOneThatAnswersIsWeak) {
  context.names["203.0.113.1"] = "ads.tracker.test";
  context.names["192.0.2.7"] = "www.news.test";
  for (int i = 0; i < 10; ++i) {
    fails(30 * i, "203.0.113.1");
    opens(30 * i + 1, "192.0.2.7");
  }
  settle();
  EXPECT_LT(findings.best(), 20);
}

TEST_F(FallbackTest, DeadAddressesInTurnAreLow) {
  for (int i = 0; i < 4; ++i) {
    fails(30 * i, "203.0.113.1");
    fails(30 * i + 5, "198.51.100.9", 8080);
    fails(30 * i + 10, "192.0.2.7", 80);
  }
  settle();
  EXPECT_EQ(findings.best(), 30);
  EXPECT_EQ(findings.all.back().reason.code, 2);
}

TEST_F(FallbackTest, DeadNamesInTurnAreAnOutage) {
  for (int k = 0; k < 4; ++k) context.names["203.0.113." + std::to_string(k)] = "www.site" + std::to_string(k) + ".test";
  for (int i = 0; i < 5; ++i) {
    for (int k = 0; k < 4; ++k) fails(60 * i + 5 * k, "203.0.113." + std::to_string(k));
  }
  settle();
  EXPECT_LT(findings.best(), 20);
}

TEST_F(FallbackTest, AHardCodedListOnceThrough) {
  fails(0, "203.0.113.1", 8080);
  fails(21, "198.51.100.9", 7080);
  fails(42, "192.0.2.7", 8080);
  opens(63, "198.18.4.4", 8080);
  settle();
  EXPECT_EQ(findings.best(), 40);
  EXPECT_EQ(findings.all.back().object.name, "198.18.4.4");
}

TEST_F(FallbackTest, APeerToPeerNetworkHasAPortEach) {
  for (int i = 0; i < 12; ++i) fails(i, std::to_string(20 + i) + ".1.2.3", static_cast<std::uint16_t>(20'000 + 777 * i));
  opens(20, "90.1.2.3", 30'001);
  settle();
  EXPECT_TRUE(findings.all.empty());
}

TEST_F(FallbackTest, MailExchangersAndServersAtHomeAreLeftAlone) {
  for (int i = 0; i < 5; ++i) {
    fails(20 * i, "203.0.113.1", 25);
    fails(20 * i + 1, "198.51.100.9", 25);
    opens(20 * i + 2, "192.0.2.7", 25);
    fails(20 * i + 3, "10.0.0.8", 445);
    fails(20 * i + 4, "10.0.0.9", 445);
  }
  settle();
  EXPECT_TRUE(findings.all.empty());
  EXPECT_EQ(detector.usage().keys, 0U);
}

TEST_F(FallbackTest, WhatACrowdKnowsIsOrdinary) {
  context.known = {5, 0.5, at(0), true};
  for (int i = 0; i < 5; ++i) {
    fails(20 * i, "203.0.113.1");
    fails(20 * i + 1, "198.51.100.9");
    opens(20 * i + 2, "192.0.2.7");
  }
  settle();
  EXPECT_TRUE(findings.all.empty());
}

TEST_F(FallbackTest, ManyClientsDoNotGrowItAndOldOnesAreForgotten) {
  Params small;
  small.max_clients = 16;
  detector = Fallback(small, HashSeed{1});
  for (int i = 0; i < 1000; ++i) end(0.1 * i, "203.0.113.1", 443, false, ("10.1." + std::to_string(i / 200) + "." + std::to_string(i % 200)).c_str());
  EXPECT_LE(detector.usage().keys, 16U);
  EXPECT_GT(detector.usage().evictions, 900U);
  settle(1000);
  settle(9000);
  EXPECT_EQ(detector.usage().keys, 0U);
}

}  // namespace
}  // namespace sekisho::detectors::fallback

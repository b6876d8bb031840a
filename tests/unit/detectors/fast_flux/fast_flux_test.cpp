#include "detectors/fast_flux/fast_flux.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "detectors/fast_flux/shared_hosting.hpp"
#include "tests/unit/detectors/support/fake_context.hpp"

namespace sekisho::detectors::fast_flux {
namespace {

class FastFluxTest : public testing::Test {
 protected:
  void answer(const std::string& name, const std::vector<std::string>& addresses, std::uint32_t ttl = 60, const std::string& alias = "") {
    model::DnsMessage m;
    m.query = name;
    m.response = true;
    if (!alias.empty()) {
      model::DnsRecord r;
      r.name = name;
      r.type = 5;
      r.data = alias;
      m.answers.push_back(r);
    }
    for (const std::string& a : addresses) {
      model::DnsRecord r;
      r.name = alias.empty() ? name : alias;
      r.type = 1;
      r.ttl = ttl;
      r.address = address(a);
      m.answers.push_back(r);
    }
    for (const std::string& server : name_servers) {
      model::DnsRecord r;
      r.type = 2;
      r.data = server;
      m.authorities.push_back(r);
    }
    feed(flow(++flows, "10.0.0.5", "10.0.0.2", 53, model::Transport::Udp, now), m);
  }
  void feed(const model::FlowRef& f, model::FlowEventBody body) {
    model::FlowEvent e;
    e.time = at(now);
    e.flow = f;
    e.body = std::move(body);
    detector.on_event(e, context, findings);
    now += 30;
  }
  /// Four addresses an answer, each in a /16 of its own.
  void flux(const std::string& name, int answers, const std::string& alias = "") {
    for (int i = 0; i < answers; ++i) {
      std::vector<std::string> addresses;
      for (int k = 0; k < 4; ++k) {
        ++bot;
        addresses.push_back(std::to_string(60 + bot % 90) + "." + std::to_string(bot % 250) + ".7.9");
      }
      answer(name, addresses, 60, alias);
    }
  }

  double now = 0;
  std::uint64_t flows = 0;
  int bot = 0;
  std::vector<std::string> name_servers;
  FakeContext context;
  Findings findings;
  FastFlux detector{Params{}, HashSeed{3}};
};

TEST(FluxScore, GrowsWithOperatorsAndNotWithAddressesOfOne) {
  EXPECT_NEAR(flux_score(10, 10), 10 * (1.32 + 18.54), 0.01);
  EXPECT_LT(flux_score(100, 2), 10);
  EXPECT_EQ(flux_score(0, 0), 0);
}

TEST(FluxNames, ContentNetworksAndPoolsAreKnown) {
  for (const char* name : {"d1.cloudfront.net", "0.pool.ntp.org", "time2.example.com", "cloudfront.net", "dnsseed.example.org"})
    EXPECT_TRUE(is_shared_hosting(name)) << name;
  for (const char* name : {"evilcloudfront.net", "timely.example.com", "poolparty.example.com", "example.com", ""})
    EXPECT_FALSE(is_shared_hosting(name)) << name;
}

TEST_F(FastFluxTest, ManyNetworksAreLowWithoutAnOperatorFile) {
  flux("www.flux.example", 10);
  ASSERT_FALSE(findings.all.empty());
  EXPECT_EQ(findings.best(), 25);
  EXPECT_EQ(findings.all.front().object.name, "www.flux.example");
}

TEST_F(FastFluxTest, WhateverIsAddedItStaysLowWithoutAnOperatorFile) {
  for (int i = 0; i < 12; ++i) {
    name_servers = {"ns" + std::to_string(i) + ".flux.example"};
    flux("www.flux.example", 1);
  }
  context.names["60.90.7.9"] = "www.flux.example";
  for (const char* server : {"61.1.7.9", "62.2.7.9", "63.3.7.9"}) {
    context.names[server] = "www.flux.example";
    feed(flow(++flows, "10.0.0.5", server, 80), model::FlowEstablished{});
  }
  EXPECT_EQ(findings.best(), 39);
}

TEST_F(FastFluxTest, OneLargeSetThatStaysIsNoFlux) {
  std::vector<std::string> addresses;
  for (int k = 0; k < 12; ++k) addresses.push_back(std::to_string(60 + k) + ".1.7.9");
  for (int i = 0; i < 50; ++i) answer("www.shop.example", addresses);
  EXPECT_TRUE(findings.all.empty());
}

TEST_F(FastFluxTest, LongLivedAnswersAreNoFlux) {
  for (int i = 0; i < 20; ++i) answer("www.moves.example", {std::to_string(60 + i) + ".1.7.9"}, 7200);
  EXPECT_TRUE(findings.all.empty());
  EXPECT_EQ(detector.usage().keys, 0U);
}

TEST_F(FastFluxTest, ManyAddressesOfOneNetworkAreNoFlux) {
  for (int i = 0; i < 60; ++i) answer("www.farm.example", {"203.0.113." + std::to_string(i + 1)});
  EXPECT_TRUE(findings.all.empty());
}

TEST_F(FastFluxTest, ContentNetworksByAliasAreSilent) {
  flux("www.news.example", 20, "d3.cloudfront.net");
  EXPECT_TRUE(findings.all.empty());
}

TEST_F(FastFluxTest, ScatteredShortLivedAddressesAreWeak) {
  for (int i = 0; i < 10; ++i) answer("www.s.example", {"198.18." + std::to_string(2 * i) + ".9", "198.18." + std::to_string(2 * i + 1) + ".9"}, 5);
  EXPECT_GT(findings.best(), 0);
  EXPECT_LT(findings.best(), 20);
}

TEST_F(FastFluxTest, ManyNamesDoNotGrowItAndOldOnesAreForgotten) {
  Params small;
  small.max_names = 16;
  detector = FastFlux(small, HashSeed{1});
  for (int i = 0; i < 1000; ++i) answer("n" + std::to_string(i) + ".example", {"203.0.113.9"});
  EXPECT_LE(detector.usage().keys, 16U);
  EXPECT_GT(detector.usage().evictions, 900U);
  detector.on_tick(at(now) + 25h, context, findings);
  EXPECT_EQ(detector.usage().keys, 0U);
}

}  // namespace
}  // namespace sekisho::detectors::fast_flux

#include "detectors/dga/dga.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/detectors/support/fake_context.hpp"

namespace sekisho::detectors::dga {
namespace {

class DgaTest : public testing::Test {
 protected:
  static constexpr std::uint8_t kNoName = 3;

  void feed(const model::FlowRef& f, model::FlowEventBody body) {
    model::FlowEvent e;
    e.time = at(now);
    e.flow = f;
    e.body = std::move(body);
    detector.on_event(e, context, findings);
  }
  void look_up(const std::string& name, std::uint8_t rcode, const std::string& client = "10.0.0.5") {
    const model::FlowRef f = flow(++flows, client, "10.0.0.2", 53, model::Transport::Udp, now);
    model::DnsMessage m;
    m.query = name;
    m.query_type = 1;
    feed(f, m);
    now += 0.02;
    m.response = true;
    m.rcode = rcode;
    if (rcode == 0) {
      model::DnsRecord r;
      r.name = name;
      r.type = 1;
      r.address = address("203.0.113.7");
      m.answers.push_back(r);
    }
    feed(f, m);
    now += 1;
  }
  std::string random_name(const std::string& ending = ".com") {
    std::string s;
    for (int i = 0; i < 14; ++i) s += "bcdfghjklmnpqrstvwxz"[(state = mix(state, 7)) % 20];
    return s + ending;
  }
  void burst(int names) {
    for (int i = 0; i < names; ++i) look_up(random_name(), kNoName);
  }

  double now = 0;
  std::uint64_t flows = 0;
  std::uint64_t state = 5;
  FakeContext context;
  Findings findings;
  Dga detector{Params{}, HashSeed{3}};
};

TEST_F(DgaTest, TenRandomNamesThatDoNotExistAreMedium) {
  burst(9);
  EXPECT_LT(findings.best(), 40);
  burst(1);
  EXPECT_EQ(findings.best(), 50);
  EXPECT_EQ(findings.all.back().techniques, (std::vector<std::string_view>{"T1568.002"}));
}

TEST_F(DgaTest, FiveAreOnlyWeak) {
  burst(5);
  EXPECT_GT(findings.best(), 0);
  EXPECT_LT(findings.best(), 20);
}

TEST_F(DgaTest, TheOneThatResolvesIsNamedAndItsUseRaisesTheScore) {
  burst(20);
  const std::string found = random_name();
  look_up(found, 0);
  ASSERT_FALSE(findings.all.empty());
  EXPECT_EQ(findings.all.back().object.name, found);
  const int before = findings.best();
  context.names["203.0.113.7"] = found;
  feed(flow(900, "10.0.0.5", "203.0.113.7", 443, model::Transport::Tcp, now), model::FlowEstablished{});
  EXPECT_GT(findings.best(), before);
}

TEST_F(DgaTest, AnOrdinaryNameAfterABurstIsNotTheOne) {
  burst(20);
  const int before = findings.best();
  look_up("wikipedia.org", 0);
  EXPECT_EQ(findings.best(), before);
}

TEST_F(DgaTest, ManyNamesBelowOneDomainAreOneDomain) {
  for (int i = 0; i < 100; ++i) look_up(random_name(".corp.example"), kNoName);
  EXPECT_TRUE(findings.all.empty());
}

TEST_F(DgaTest, TheSameNamesAgainAreNoMoreNames) {
  for (int i = 0; i < 100; ++i) look_up("qzxkvbwjpt.com", kNoName);
  EXPECT_TRUE(findings.all.empty());
}

TEST_F(DgaTest, SlowNamesLeaveTheWindow) {
  for (int i = 0; i < 40; ++i) {
    burst(1);
    now += 300;
  }
  EXPECT_TRUE(findings.all.empty());
}

TEST_F(DgaTest, WordsNeedTwentyAndHardlyAnAnswer) {
  const char* words[] = {"tower", "silver", "green", "north", "river", "amber", "copper"};
  for (int i = 0; i < 7; ++i) {
    for (int k = 0; k < 4; ++k) look_up(std::string(words[i]) + words[(i + k + 1) % 7] + "garden.com", kNoName);
  }
  EXPECT_EQ(findings.best(), 35);
  for (int i = 0; i < 12; ++i) look_up(std::string(words[i % 7]) + words[i / 7] + "harbour.com", kNoName);
  EXPECT_EQ(findings.best(), 45) << "twice as many are a list";
}

TEST_F(DgaTest, BrowsingWithAFewErrorsIsSilent) {
  for (int i = 0; i < 300; ++i) {
    look_up("site" + std::string(1, static_cast<char>('a' + i % 26)) + std::string(1, static_cast<char>('a' + i / 26)) + "shop.com", 0);
    if (i % 40 == 0) look_up(random_name(), kNoName);
  }
  EXPECT_TRUE(findings.all.empty());
}

TEST_F(DgaTest, DomainsInTurnAtAnEvenPaceAreLow) {
  const char* names[] = {"ackng", "beahh", "abbny", "zerooo", "looone", "zertwo", "hwqloan", "amynx", "netcat", "catkit", "sqlnet", "amazing"};
  for (int i = 0; i < 12; ++i) {
    look_up(std::string(names[i]) + ".com", i % 4 == 1 ? kNoName : std::uint8_t{0});
    now += 14 + 0.1 * (i % 3);
  }
  EXPECT_EQ(findings.best(), 22);
  EXPECT_EQ(findings.all.back().reason.code, 5);
}

TEST_F(DgaTest, DomainsInTurnThatAreUsedAreBrowsing) {
  for (int i = 0; i < 12; ++i) {
    const std::string name = std::string("site") + static_cast<char>('a' + i) + ".com";
    look_up(name, i % 4 == 1 ? kNoName : std::uint8_t{0});
    context.names["203.0.113.7"] = name;
    feed(flow(++flows, "10.0.0.5", "203.0.113.7", 443, model::Transport::Tcp, now), model::FlowEstablished{});
    now += 14;
  }
  EXPECT_TRUE(findings.all.empty());
}

TEST_F(DgaTest, ResolversAreLeftAlone) {
  context.resolvers.push_back(address("10.0.0.2"));
  for (int i = 0; i < 50; ++i) look_up(random_name(), kNoName, "10.0.0.2");
  EXPECT_TRUE(findings.all.empty());
  EXPECT_EQ(detector.usage().keys, 0U);
}

TEST_F(DgaTest, WhatOthersAskAServerAtHomeIsNotJudged) {
  for (int i = 0; i < 50; ++i) look_up(random_name(), kNoName, "198.51.100.9");
  EXPECT_TRUE(findings.all.empty());
}

TEST_F(DgaTest, OneBurstIsToldAtMostOnceALevel) {
  burst(500);
  EXPECT_LE(findings.all.size(), 4U);
}

TEST_F(DgaTest, ManyClientsDoNotGrowItAndDoNotEraseABurst) {
  Params small;
  small.max_clients = 16;
  detector = Dga(small, HashSeed{1});
  for (int i = 0; i < 12; ++i) {
    look_up(random_name(), kNoName);
    for (int k = 0; k < 100; ++k) look_up("example.com", 0, "10.1." + std::to_string(i) + "." + std::to_string(k));
    now -= 90;
  }
  EXPECT_LE(detector.usage().keys, 16U);
  EXPECT_GT(detector.usage().evictions, 1000U);
  EXPECT_GE(findings.best(), 50);
}

TEST_F(DgaTest, SilentClientsAreForgotten) {
  burst(3);
  detector.on_tick(at(now) + 2h, context, findings);
  EXPECT_EQ(detector.usage().keys, 0U);
}

TEST(DgaParams, AreListed) { EXPECT_EQ(Params::keys().size(), 15U); }

}  // namespace
}  // namespace sekisho::detectors::dga

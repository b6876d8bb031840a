#include "detectors/no_dns/judge.hpp"

#include <gtest/gtest.h>

#include "tests/unit/detectors/support/fake_context.hpp"

namespace sekisho::detectors::no_dns {
namespace {

class JudgeTest : public testing::Test {
 protected:
  Verdict of() const { return judge(contact, params); }
  Params params;
  Contact contact;
};

TEST_F(JudgeTest, ALoneContactIsWeak) {
  for (bool Naming::*fact : {&Naming::tls_without_name, &Naming::numeric_host, &Naming::unresolved_ip, &Naming::unresolved_name}) {
    contact.naming = {};
    contact.naming.bare = fact != &Naming::unresolved_name;
    contact.naming.*fact = true;
    EXPECT_GE(of().score, 10);
    EXPECT_LT(of().score, 20);
  }
}

TEST_F(JudgeTest, WhatIsMissingTwiceCountsMoreAndStaysWeak) {
  contact.naming = {.bare = true, .tls_without_name = true};
  const int once = of().score;
  contact.naming.unresolved_ip = true;
  EXPECT_GT(of().score, once);
  EXPECT_LT(of().score, 20);
  EXPECT_EQ(of().rule, Rule::NamelessTls);
}

TEST_F(JudgeTest, ADeviceThatLookedUpWhatItDoesNotNameIsWeaker) {
  contact.naming = {.bare = true, .tls_without_name = true};
  const int bare = of().score;
  contact.naming.bare = false;
  EXPECT_LT(of().score, bare);
}

TEST_F(JudgeTest, InsideAndInboundSayNothing) {
  contact.naming = {.bare = true, .numeric_host = true};
  for (const Direction d : {Direction::Internal, Direction::Inbound}) {
    contact.direction = d;
    EXPECT_EQ(of().rule, Rule::None);
  }
  contact.direction = Direction::External;
  EXPECT_EQ(of().rule, Rule::NumericHost);
}

TEST_F(JudgeTest, AnEncryptedHelloHidesItsNameByDesign) {
  contact.naming = {.bare = true, .tls_without_name = true};
  contact.encrypted_hello = true;
  EXPECT_EQ(of().score, 0);
}

TEST_F(JudgeTest, SanctionedIsSilentAndPopularIsWeaker) {
  contact.naming = {.bare = true, .unresolved_ip = true};
  const int rare = of().score;
  contact.popular = true;
  EXPECT_LT(of().score, rare);
  contact.sanctioned = true;
  EXPECT_EQ(of().score, 0);
}

TEST_F(JudgeTest, AnOperatorMayMakeAFactAnAlert) {
  params.http_points = 25;
  contact.naming = {.bare = true, .numeric_host = true};
  EXPECT_EQ(of().score, 25);
}

TEST(AddressedByDesign, TimeMailAndCallsAre) {
  model::FlowRecord r;
  r.ref = flow(1, "10.0.0.5", "203.0.113.7", 123, model::Transport::Udp);
  EXPECT_TRUE(is_addressed_by_design(r));
  r.ref = flow(1, "10.0.0.5", "203.0.113.7", 4444);
  EXPECT_FALSE(is_addressed_by_design(r));
  r.label = label("BitTorrent");
  EXPECT_TRUE(is_addressed_by_design(r));
}

class NamingTest : public testing::Test {
 protected:
  Naming of(std::string_view app, std::string_view name = "") const { return naming_of(context, f, context.object_of(f, name), label(app)); }
  FakeContext context;
  model::FlowRef f = flow(1, "10.0.0.5", "203.0.113.7", 443);
};

TEST_F(NamingTest, TlsAndHttpToABareAddressLackAName) {
  EXPECT_TRUE(of("TLS").tls_without_name);
  EXPECT_TRUE(of("HTTP").numeric_host);
  EXPECT_FALSE(of("SSH").any());
  EXPECT_FALSE(of("TLS", "host.example.com").any());
}

TEST_F(NamingTest, ANameThatOnlyALookupGaveIsOneTheHelloLacks) {
  context.names["203.0.113.7"] = "host.example.com";
  EXPECT_TRUE(of("TLS").tls_without_name);
  EXPECT_FALSE(of("TLS").bare);
  EXPECT_FALSE(of("HTTP").numeric_host);
}

TEST_F(NamingTest, WhoMissedTheHelloSaysNothingOfIt) {
  f.midstream = true;
  EXPECT_FALSE(of("TLS").any());
}

TEST_F(NamingTest, MailAndResolversAreLeftOut) {
  f.endpoints.server.port = 25;
  EXPECT_FALSE(of("TLS").any());
  f.endpoints.server.port = 443;
  context.resolvers = {address("203.0.113.7")};
  EXPECT_FALSE(of("TLS").any());
}

TEST(NumericHost, IsToldInEveryForm) {
  EXPECT_TRUE(is_numeric_host("203.0.113.7"));
  EXPECT_TRUE(is_numeric_host("203.0.113.7:8080"));
  EXPECT_TRUE(is_numeric_host("[2001:db8::1]:80"));
  EXPECT_TRUE(is_numeric_host("2001:db8::1"));
  EXPECT_FALSE(is_numeric_host("example.com:8080"));
  EXPECT_FALSE(is_numeric_host(""));
}

}  // namespace
}  // namespace sekisho::detectors::no_dns

#include "sensor/alerts/fingerprints.hpp"

#include <gtest/gtest.h>

#include "tests/unit/sensor/alerts/rig.hpp"

namespace sekisho::alerts {
namespace {

constexpr std::string_view kJa4 = "t13d1516h2_8daaf6152771_e5627efa2ab1";

void learn(Fingerprints& f, std::string_view client, std::string_view server, std::string_view ja3, std::string_view ja4,
           std::string_view domain = "example.com") {
  const model::FlowEvent event = hello(client, server, ja3, ja4);
  f.learn(event.flow, std::get<model::TlsClientHello>(event.body), client.starts_with("10."), domain);
}

void visit(Fingerprints& f, std::string_view client, std::string_view ja4, int domains) {
  for (int i = 0; i < domains; ++i) learn(f, client, "203.0.113.9", "", ja4, "site" + std::to_string(i) + ".example");
}

model::Endpoints ends(std::string_view client, std::string_view server, std::uint16_t port = 443) {
  return {{address(client), 1}, {address(server), port}};
}

TEST(Fingerprints, RemembersTheLatestHelloOfAClientToAServerAndPort) {
  Fingerprints f;
  learn(f, "10.0.0.1", "203.0.113.9", "a", "old");
  learn(f, "10.0.0.1", "203.0.113.9", "b", kJa4);
  ASSERT_NE(f.of(ends("10.0.0.1", "203.0.113.9")), nullptr);
  EXPECT_EQ(f.of(ends("10.0.0.1", "203.0.113.9"))->ja3, "b");
  EXPECT_EQ(f.of(ends("10.0.0.1", "203.0.113.9"))->ja4, kJa4);
  EXPECT_EQ(f.of(ends("10.0.0.1", "203.0.113.9", 8443)), nullptr);
  EXPECT_EQ(f.of(ends("10.0.0.2", "203.0.113.9")), nullptr);
}

TEST(Fingerprints, CountsTheHomeClientsOfOneJa4UpToThree) {
  Fingerprints f;
  EXPECT_EQ(f.clients(kJa4), 0U);
  learn(f, "10.0.0.1", "203.0.113.9", "", kJa4);
  learn(f, "10.0.0.1", "203.0.113.8", "", kJa4);
  learn(f, "192.0.2.1", "203.0.113.8", "", kJa4);
  EXPECT_EQ(f.clients(kJa4), 1U);
  for (const auto* client : {"10.0.0.2", "10.0.0.3", "10.0.0.4"}) learn(f, client, "203.0.113.9", "", kJa4);
  EXPECT_EQ(f.clients(kJa4), 3U);
}

TEST(Fingerprints, ABrowserIsWhatVisitsDozensOfDomains) {
  Fingerprints f;
  visit(f, "10.0.0.1", kJa4, 12);
  EXPECT_FALSE(f.is_browser(address("10.0.0.1"), kJa4)) << "a system and its services";
  visit(f, "10.0.0.1", kJa4, 40);
  EXPECT_TRUE(f.is_browser(address("10.0.0.1"), kJa4));
  EXPECT_FALSE(f.is_browser(address("10.0.0.9"), kJa4)) << "one client's is not another's";
  visit(f, "10.0.0.2", kJa4, 40);
  visit(f, "10.0.0.3", kJa4, 40);
  EXPECT_TRUE(f.is_browser(address("10.0.0.9"), kJa4)) << "three clients' is anybody's";
  EXPECT_FALSE(f.is_browser(address("10.0.0.1"), "t13d190900_9dc949149365_97f8aa674fd9"));
}

TEST(Fingerprints, OverQuicFewerDomainsMakeABrowser) {
  Fingerprints f;
  visit(f, "10.0.0.1", "q13d0312h3_55b375c5d22e_06cda9e17597", 14);
  EXPECT_TRUE(f.is_browser(address("10.0.0.1"), "q13d0312h3_55b375c5d22e_06cda9e17597"));
}

TEST(Fingerprints, AHelloIsRememberedWhileItsConnectionIsOpen) {
  Fingerprints f;
  learn(f, "10.0.0.1", "203.0.113.9", "", kJa4);
  const model::FlowEvent open = hello("10.0.0.1", "203.0.113.9", "", kJa4);
  for (int i = 0; i < 140'000; ++i) {
    const std::string server = "198." + std::to_string(18 + i / 65'536) + '.' + std::to_string(i / 256 % 256) + '.' + std::to_string(i % 256);
    learn(f, "10.0.0.2", server, "", kJa4);
    if (i % 50'000 == 0) f.learn_use(open.flow);
  }
  EXPECT_NE(f.of(ends("10.0.0.1", "203.0.113.9")), nullptr);
}

TEST(Fingerprints, IgnoresHellosWithoutOne) {
  Fingerprints f;
  learn(f, "10.0.0.1", "203.0.113.9", "", "");
  EXPECT_EQ(f.of(ends("10.0.0.1", "203.0.113.9")), nullptr);
  EXPECT_EQ(f.clients(""), 0U);
}

TEST(RecentMap, ForgetsWhatWasLongestUnused) {
  RecentMap<int, int> map(3);
  for (const int key : {1, 2, 3}) map.touch(key) = key * 10;
  map.touch(1);
  map.touch(4) = 40;
  EXPECT_EQ(map.size(), 3U);
  EXPECT_EQ(map.find(2), nullptr);
  ASSERT_NE(map.find(1), nullptr);
  EXPECT_EQ(*map.find(1), 10);
}

}  // namespace
}  // namespace sekisho::alerts

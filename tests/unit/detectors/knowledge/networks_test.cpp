#include "detectors/knowledge/networks.hpp"

#include <gtest/gtest.h>

#include "world.hpp"

namespace sekisho::detectors::knowledge {
namespace {

TEST(HomeNetworks, DefaultsArePrivateSharedLinkLocalAndLoopback) {
  HomeNetworks home(HashSeed{1});
  home.configure(default_home_networks());
  for (const char* inside : {"10.255.0.1", "172.31.255.255", "192.168.0.1", "100.127.0.1", "169.254.1.1", "127.0.0.1", "fd00::1", "fe80::1", "::1"}) {
    EXPECT_TRUE(home.contains(address(inside))) << inside;
  }
  for (const char* outside : {"11.0.0.1", "172.32.0.1", "192.169.0.1", "100.128.0.1", "8.8.8.8", "2001:db8::1", "224.0.0.1"}) {
    EXPECT_FALSE(home.contains(address(outside))) << outside;
  }
}

TEST(HomeNetworks, TheCacheAnswersAsTheListDoesAndIsEmptiedWithIt) {
  HomeNetworks home(HashSeed{1});
  home.configure({Network::parse("10.0.0.0/8").value()});
  for (int round = 0; round < 2; ++round) {
    for (std::uint32_t i = 0; i < 20'000; ++i) {
      const std::uint8_t raw[4] = {static_cast<std::uint8_t>(i % 2 == 0 ? 10 : 11), 0, static_cast<std::uint8_t>(i >> 8),
                                   static_cast<std::uint8_t>(i)};
      ASSERT_EQ(home.contains(IpAddress::v4(raw)), i % 2 == 0);
    }
  }
  home.configure({Network::parse("11.0.0.0/8").value()});
  EXPECT_TRUE(home.contains(address("11.0.1.1")));
  EXPECT_FALSE(home.contains(address("10.0.1.0")));
  EXPECT_FALSE(home.contains(IpAddress()));
}

TEST(Sanctions, CoverByKindAndNetworkOrSuffix) {
  Sanctions s;
  s.configure({{"ntp", {Network::parse("192.0.2.0/24").value()}, {}}, {"backup", {}, {"*.Backup.Example.", "vault.example"}}});
  EXPECT_TRUE(s.cover("ntp", address("192.0.2.7"), ""));
  EXPECT_FALSE(s.cover("dns", address("192.0.2.7"), ""));
  EXPECT_TRUE(s.cover("backup", address("198.51.100.1"), "eu.backup.example"));
  EXPECT_TRUE(s.cover("backup", address("198.51.100.1"), "backup.example"));
  EXPECT_TRUE(s.cover("backup", address("198.51.100.1"), "vault.example"));
  EXPECT_FALSE(s.cover("backup", address("198.51.100.1"), "notvault.example"));
  EXPECT_FALSE(s.cover("backup", address("192.0.2.7"), ""));
}

}  // namespace
}  // namespace sekisho::detectors::knowledge

#include "detectors/knowledge/identities.hpp"

#include <gtest/gtest.h>

#include "world.hpp"

namespace sekisho::detectors::knowledge {
namespace {

model::DhcpLease dhcp(std::string message, std::string_view ip, std::uint8_t mac, std::string hostname = {}, std::uint32_t seconds = 3'600) {
  model::DhcpLease l;
  l.message = std::move(message);
  l.address = address(ip);
  l.mac = {0x02, 0xAA, 0, 0, 0, mac};
  l.hostname = std::move(hostname);
  l.lease_seconds = seconds;
  return l;
}

model::MacAddress mac(std::uint8_t last) { return {0x02, 0xAA, 0, 0, 0, last}; }

class IdentitiesTest : public testing::Test {
 protected:
  Identities identities{HashSeed{2}};
  Identity of(std::string_view ip, Duration when) { return identities.of(address(ip), at(when)); }
};

TEST_F(IdentitiesTest, AnAcknowledgementBindsAddressMacAndTheNameTheClientGave) {
  identities.learn(dhcp("request", "10.0.0.5", 1, "LAPTOP-7"), at(0s));
  EXPECT_EQ(of("10.0.0.5", 1s).mac, "");  // asked for is not held
  identities.learn(dhcp("ack", "10.0.0.5", 1), at(1s));
  EXPECT_EQ(of("10.0.0.5", 2s).mac, "02:aa:00:00:00:01");
  EXPECT_EQ(of("10.0.0.5", 2s).hostname, "LAPTOP-7");
}

TEST_F(IdentitiesTest, ALeaseEndsWithItsTimeUnlessRenewed) {
  identities.learn(dhcp("ack", "10.0.0.5", 1), at(0s));
  EXPECT_FALSE(of("10.0.0.5", 1h).mac.empty());
  EXPECT_TRUE(of("10.0.0.5", 1h + 1s).mac.empty());
  identities.learn(dhcp("ack", "10.0.0.5", 1), at(30min));
  EXPECT_FALSE(of("10.0.0.5", 90min).mac.empty());
  identities.expire(at(24h));
  EXPECT_FALSE(of("10.0.0.5", 90min).mac.empty()) << "findings look back";
  identities.expire(at(8 * 24h));
  EXPECT_EQ(identities.size(), 0U);
}

TEST_F(IdentitiesTest, TheNextHolderOfAnAddressReplacesTheLast) {
  identities.learn(dhcp("ack", "10.0.0.5", 1, "first"), at(0s));
  identities.learn(dhcp("ack", "10.0.0.5", 2, "second"), at(10min));
  EXPECT_EQ(of("10.0.0.5", 11min).mac, "02:aa:00:00:00:02");
  EXPECT_EQ(of("10.0.0.5", 11min).hostname, "second");
  EXPECT_EQ(of("10.0.0.5", 9min).mac, "02:aa:00:00:00:01") << "then it was the first";
  EXPECT_EQ(of("10.0.0.5", 9min).hostname, "first");
}

TEST_F(IdentitiesTest, OnlyTheHolderCanReleaseIt) {
  identities.learn(dhcp("ack", "10.0.0.5", 1), at(0s));
  identities.learn(dhcp("release", "10.0.0.5", 2), at(1s));
  EXPECT_FALSE(of("10.0.0.5", 2s).mac.empty());
  identities.learn(dhcp("release", "10.0.0.5", 1), at(3s));
  EXPECT_TRUE(of("10.0.0.5", 4s).mac.empty());
}

TEST_F(IdentitiesTest, TimesOfZeroAndForEverAreBounded) {
  identities.learn(dhcp("ack", "10.0.0.5", 1, "", 0), at(0s));
  EXPECT_FALSE(of("10.0.0.5", 23h).mac.empty());
  EXPECT_TRUE(of("10.0.0.5", 25h).mac.empty());
  identities.learn(dhcp("ack", "10.0.0.6", 1, "", 0xFFFFFFFF), at(0s));
  EXPECT_FALSE(of("10.0.0.6", 364 * 24h).mac.empty());
}

TEST_F(IdentitiesTest, AServersNameDoesNotReplaceTheClientsOwn) {
  identities.learn(dhcp("request", "10.0.0.5", 1, "laptop"), at(0s));
  identities.learn(dhcp("ack", "10.0.0.5", 1, "dhcp-10-0-0-5"), at(1s));
  EXPECT_EQ(of("10.0.0.5", 2s).hostname, "laptop");
}

TEST_F(IdentitiesTest, ALeaseOutranksWhatArpSaysAndArpOutranksFrames) {
  identities.framed(address("10.0.0.5"), mac(3), true, at(0s));
  EXPECT_EQ(of("10.0.0.5", 1s).mac_source, IdentitySource::Frame);
  identities.claimed(address("10.0.0.5"), mac(2), at(2s));
  EXPECT_EQ(of("10.0.0.5", 3s).mac, "02:aa:00:00:00:02");
  identities.learn(dhcp("ack", "10.0.0.5", 1), at(4s));
  EXPECT_EQ(of("10.0.0.5", 5s).mac_source, IdentitySource::Dhcp);
  EXPECT_EQ(of("10.0.0.5", 3s).mac_source, IdentitySource::Arp);
  EXPECT_TRUE(of("10.0.0.5", -1s).mac.empty());
}

TEST_F(IdentitiesTest, NamesRankByWhoMayKnowThem) {
  identities.named(address("10.0.0.5"), "pc5.corp.example", IdentitySource::Ptr, at(0s));
  EXPECT_EQ(of("10.0.0.5", 1s).hostname, "pc5.corp.example");
  identities.named(address("10.0.0.5"), "pc5.local", IdentitySource::Mdns, at(2s));
  EXPECT_EQ(of("10.0.0.5", 3s).name_source, IdentitySource::Mdns);
  identities.named(address("10.0.0.5"), "PC5", IdentitySource::Netbios, at(4s));
  EXPECT_EQ(of("10.0.0.5", 5s).hostname, "PC5");
  identities.learn(dhcp("request", "10.0.0.5", 1, "desk-5"), at(6s));
  identities.learn(dhcp("ack", "10.0.0.5", 1), at(6s));
  EXPECT_EQ(of("10.0.0.5", 7s).hostname, "desk-5");
  EXPECT_EQ(of("10.0.0.5", 7s).name_source, IdentitySource::Dhcp);
  EXPECT_EQ(of("10.0.0.5", 3s).hostname, "pc5.local") << "what was known then";
}

TEST_F(IdentitiesTest, AHostIsNamedAtAllItsAddressesByWhatItToldDhcp) {
  identities.learn(dhcp("request", "10.0.0.5", 1, "desk-5"), at(0s));
  identities.framed(address("2001:db8::5"), mac(1), true, at(1s));
  EXPECT_EQ(of("2001:db8::5", 2s).hostname, "desk-5");
}

TEST_F(IdentitiesTest, ARoutersMacNamesNoHostBehindIt) {
  identities.framed(address("10.0.0.5"), mac(9), true, at(0s));
  EXPECT_FALSE(of("10.0.0.5", 1s).mac.empty());
  identities.framed(address("203.0.113.7"), mac(9), false, at(2s));
  EXPECT_TRUE(of("10.0.0.5", 3s).mac.empty()) << "it carries what is not of this network";
  EXPECT_TRUE(of("10.0.0.5", 1s).mac.empty()) << "nor did it before that was seen";
  for (int i = 1; i <= 5; ++i) identities.framed(address("10.1.0." + std::to_string(i)), mac(8), true, at(4s));
  EXPECT_TRUE(of("10.1.0.1", 5s).mac.empty()) << "many addresses";
  for (int i = 1; i <= 9; ++i) identities.framed(address("2001:db8::" + std::to_string(i)), mac(7), true, at(4s));
  EXPECT_FALSE(of("2001:db8::1", 5s).mac.empty()) << "IPv6 hosts have many of their own";
}

TEST_F(IdentitiesTest, AnotherHostAtTheAddressEndsItsPredecessorsNames) {
  identities.claimed(address("10.0.0.5"), mac(1), at(0s));
  identities.named(address("10.0.0.5"), "PC5", IdentitySource::Netbios, at(1s));
  identities.claimed(address("10.0.0.5"), mac(2), at(1h));
  EXPECT_EQ(of("10.0.0.5", 2h).hostname, "");
  EXPECT_EQ(of("10.0.0.5", 30min).hostname, "PC5");
  EXPECT_EQ(of("10.0.0.5", 30min).mac, "02:aa:00:00:00:01");
}

TEST_F(IdentitiesTest, GroupAddressesAndNoneAreNoHosts) {
  identities.claimed(address("10.0.0.5"), {}, at(0s));
  identities.claimed(address("10.0.0.5"), {0x01, 0, 0x5E, 0, 0, 1}, at(0s));
  identities.framed(address("10.0.0.5"), {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}, true, at(0s));
  EXPECT_EQ(identities.size(), 0U);
}

TEST_F(IdentitiesTest, BindingsOfOneAddressAreBounded) {
  for (int i = 0; i < 1'000; ++i) identities.named(address("10.0.0.5"), "n" + std::to_string(i), IdentitySource::Mdns, at(std::chrono::seconds(i)));
  EXPECT_EQ(of("10.0.0.5", 999s).hostname, "n999");
  EXPECT_EQ(of("10.0.0.5", 998s).hostname, "n998");
  EXPECT_EQ(of("10.0.0.5", 10s).hostname, "") << "forgotten, not guessed";
}

TEST_F(IdentitiesTest, AStarvationAttackIsBounded) {
  for (std::uint32_t i = 0; i < 70'000; ++i) {
    const std::uint8_t raw[4] = {10, static_cast<std::uint8_t>(i >> 16), static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)};
    model::DhcpLease l = dhcp("ack", "10.0.0.1", 1);
    l.address = IpAddress::v4(raw);
    l.mac = {0x02, 0, raw[0], raw[1], raw[2], raw[3]};
    identities.learn(l, at(0s));
  }
  EXPECT_LE(identities.size(), 65'536U);
  EXPECT_GT(identities.evictions(), 4'000U);
}

}  // namespace
}  // namespace sekisho::detectors::knowledge

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
  identities.expire(at(91min));
  EXPECT_EQ(identities.size(), 0U);
}

TEST_F(IdentitiesTest, TheNextHolderOfAnAddressReplacesTheLast) {
  identities.learn(dhcp("ack", "10.0.0.5", 1, "first"), at(0s));
  identities.learn(dhcp("ack", "10.0.0.5", 2, "second"), at(10min));
  EXPECT_EQ(of("10.0.0.5", 11min).mac, "02:aa:00:00:00:02");
  EXPECT_EQ(of("10.0.0.5", 11min).hostname, "second");
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

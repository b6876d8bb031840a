#include "flow/base/ip_address.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace sekisho {
namespace {

IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }
Network net(std::string_view text) { return Network::parse(text).value(); }

TEST(IpAddress, PrintsWhatItParsed) {
  for (const char* text : {"0.0.0.0", "192.0.2.1", "255.255.255.255", "::", "::1", "2001:db8::1", "fe80::1:2:3"})
    EXPECT_EQ(ip(text).to_string(), text);
}

TEST(IpAddress, RefusesWhatIsNone) {
  for (const char* text :
       {"", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.4/8", " 1.2.3.4", "gate.example", "2001:db8:::1", "fe80::1%eth0", "01.2.3.4"}) {
    const auto result = IpAddress::parse(text);
    ASSERT_FALSE(result.has_value()) << text;
    EXPECT_NE(result.error().message.find(text), std::string::npos);
  }
}

TEST(IpAddress, TheMappedFormIsTheIpv4Address) {
  EXPECT_EQ(ip("::ffff:192.0.2.1"), ip("192.0.2.1"));
  EXPECT_TRUE(ip("::ffff:192.0.2.1").is_v4());
  EXPECT_EQ(ip("192.0.2.1").wire().size(), 4U);
  EXPECT_EQ(ip("2001:db8::1").wire().size(), 16U);
  EXPECT_EQ(ip("192.0.2.1").v4_bits(), 0xC0000201U);
  EXPECT_EQ(ip("2001:db8::1").v4_bits(), 0U);
}

TEST(IpAddress, KindsAreKnown) {
  EXPECT_TRUE(ip("0.0.0.0").is_unspecified() && ip("::").is_unspecified() && IpAddress().is_unspecified());
  EXPECT_FALSE(ip("0.0.0.1").is_unspecified());
  EXPECT_TRUE(ip("224.0.0.1").is_multicast() && ip("239.255.255.255").is_multicast() && ip("ff02::1").is_multicast());
  EXPECT_FALSE(ip("223.255.255.255").is_multicast() || ip("240.0.0.1").is_multicast() || ip("fe80::1").is_multicast());
  EXPECT_TRUE(ip("127.0.0.1").is_loopback() && ip("127.255.0.1").is_loopback() && ip("::1").is_loopback());
  EXPECT_FALSE(ip("128.0.0.1").is_loopback() || ip("::2").is_loopback() || ip("1::1").is_loopback());
  EXPECT_TRUE(ip("169.254.1.1").is_link_local() && ip("fe80::1").is_link_local() && ip("febf::1").is_link_local());
  EXPECT_FALSE(ip("169.253.1.1").is_link_local() || ip("fec0::1").is_link_local());
  EXPECT_TRUE(ip("255.255.255.255").is_broadcast());
  EXPECT_FALSE(ip("10.0.0.255").is_broadcast() || ip("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff").is_broadcast());
}

TEST(IpAddress, OrderIsThatOfItsBytes) {
  std::vector<IpAddress> list{ip("2001:db8::1"), ip("10.0.0.2"), ip("9.0.0.1"), ip("::"), ip("10.0.0.1")};
  std::sort(list.begin(), list.end());
  EXPECT_EQ(list, (std::vector<IpAddress>{ip("::"), ip("9.0.0.1"), ip("10.0.0.1"), ip("10.0.0.2"), ip("2001:db8::1")}));
}

TEST(IpAddress, HashDependsOnAddressAndSeed) {
  EXPECT_EQ(ip("10.0.0.1").hash(HashSeed{1}), ip("10.0.0.1").hash(HashSeed{1}));
  EXPECT_NE(ip("10.0.0.1").hash(HashSeed{1}), ip("10.0.0.2").hash(HashSeed{1}));
  EXPECT_NE(ip("10.0.0.1").hash(HashSeed{1}), ip("10.0.0.1").hash(HashSeed{2}));
}

TEST(Network, ContainsItsAddressesAndNoOthers) {
  EXPECT_TRUE(net("10.0.0.0/8").contains(ip("10.255.255.255")));
  EXPECT_FALSE(net("10.0.0.0/8").contains(ip("11.0.0.0")));
  EXPECT_TRUE(net("192.0.2.64/26").contains(ip("192.0.2.127")));
  EXPECT_FALSE(net("192.0.2.64/26").contains(ip("192.0.2.128")));
  EXPECT_TRUE(net("192.0.2.1").contains(ip("192.0.2.1")));
  EXPECT_FALSE(net("192.0.2.1").contains(ip("192.0.2.0")));
  EXPECT_TRUE(net("2001:db8::/33").contains(ip("2001:db8:7fff::1")));
  EXPECT_FALSE(net("2001:db8::/33").contains(ip("2001:db8:8000::1")));
}

TEST(Network, AllOfIpv4IsNotAllOfIpv6) {
  EXPECT_TRUE(net("0.0.0.0/0").contains(ip("255.1.2.3")));
  EXPECT_FALSE(net("0.0.0.0/0").contains(ip("2001:db8::1")));
  EXPECT_TRUE(net("::/0").contains(ip("2001:db8::1")));
}

TEST(Network, ClearsHostBitsAndPrintsWhatItMeans) {
  EXPECT_EQ(net("10.1.2.3/8").to_string(), "10.0.0.0/8");
  EXPECT_EQ(net("10.1.2.3/8"), net("10.0.0.0/8"));
  EXPECT_EQ(net("192.0.2.1").to_string(), "192.0.2.1/32");
  EXPECT_EQ(net("2001:db8:1::/32").to_string(), "2001:db8::/32");
  EXPECT_EQ(net("0.0.0.0/0").to_string(), "0.0.0.0/0");
}

TEST(Network, RefusesWhatIsNone) {
  for (const char* text :
       {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x", "10.0.0.0/ 8", "2001:db8::/129", "10/8", "10.0.0.0/8/8"}) {
    EXPECT_FALSE(Network::parse(text).has_value()) << text;
  }
}

TEST(Network, AListContainsWhatAnyOfItDoes) {
  const std::vector<Network> home{net("10.0.0.0/8"), net("fd00::/8")};
  EXPECT_TRUE(contains(home, ip("10.1.1.1")));
  EXPECT_TRUE(contains(home, ip("fd12::1")));
  EXPECT_FALSE(contains(home, ip("192.0.2.1")));
  EXPECT_FALSE(contains({}, ip("10.1.1.1")));
}

TEST(Network, NeighbourhoodIs24Or48Bits) {
  EXPECT_EQ(neighbourhood(ip("192.0.2.77")).to_string(), "192.0.2.0/24");
  EXPECT_EQ(neighbourhood(ip("2001:db8:1:2::3")).to_string(), "2001:db8:1::/48");
}

}  // namespace
}  // namespace sekisho

#include "flow/packet/duplicate_filter.hpp"

#include <gtest/gtest.h>

#include "tests/support/packet_builder.hpp"

namespace sekisho::test {
namespace {

using namespace packet;

class Duplicates : public ::testing::Test {
 protected:
  Counters counters_;
  DuplicateFilter filter_{{}, counters_, HashSeed{1}};
};

PacketBuilder segment() { return tcp("10.0.0.1:1000", "10.0.0.2:80").push().seq(5).ip_id(77).payload("GET / HTTP/1.1"); }

TEST_F(Duplicates, ASecondCopyWithinTheWindowIsOne) {
  EXPECT_FALSE(filter_.is_duplicate(segment().at(0s).view()));
  EXPECT_TRUE(filter_.is_duplicate(segment().at(1ms).view()));
  EXPECT_TRUE(filter_.is_duplicate(segment().at(2ms).view()));
  EXPECT_EQ(counters_.samples().front().value, 2);
}

TEST_F(Duplicates, LaterThanTheWindowItIsARetransmission) {
  EXPECT_FALSE(filter_.is_duplicate(segment().at(0s).view()));
  EXPECT_FALSE(filter_.is_duplicate(segment().at(3ms).view()));
  EXPECT_TRUE(filter_.is_duplicate(segment().at(4ms).view()));
}

TEST_F(Duplicates, AnotherIpIdIsAnotherPacket) {
  EXPECT_FALSE(filter_.is_duplicate(segment().at(0s).view()));
  EXPECT_FALSE(filter_.is_duplicate(segment().ip_id(78).at(0s).view()));
}

TEST_F(Duplicates, ARoutedCopyInAnotherVlanIsOne) {
  EXPECT_FALSE(filter_.is_duplicate(segment().vlan(10).ttl(64).at(0s).view()));
  EXPECT_TRUE(filter_.is_duplicate(segment().vlan(20).ttl(63).at(100us).view()));
}

TEST_F(Duplicates, ARoutedIpv6CopyIsOneAndAnotherSequenceIsNot) {
  const auto packet = [] { return tcp("[2001:db8::1]:1000", "[2001:db8::2]:80").push().payload("x"); };
  EXPECT_FALSE(filter_.is_duplicate(packet().seq(5).ttl(64).view()));
  EXPECT_TRUE(filter_.is_duplicate(packet().seq(5).ttl(60).view()));
  EXPECT_FALSE(filter_.is_duplicate(packet().seq(6).ttl(64).view()));
}

TEST_F(Duplicates, BothDirectionsAndOtherPortsAreDifferent) {
  EXPECT_FALSE(filter_.is_duplicate(udp("10.0.0.1:5", "10.0.0.2:6").view()));
  EXPECT_FALSE(filter_.is_duplicate(udp("10.0.0.2:6", "10.0.0.1:5").view()));
  EXPECT_FALSE(filter_.is_duplicate(udp("10.0.0.1:7", "10.0.0.2:6").view()));
}

TEST_F(Duplicates, DatagramsAlikeAtTheStartDifferAtTheEnd) {
  const std::string start(1200, 'a');
  EXPECT_FALSE(filter_.is_duplicate(udp("10.0.0.1:5", "10.0.0.2:6").payload(start + "1").view()));
  EXPECT_FALSE(filter_.is_duplicate(udp("10.0.0.1:5", "10.0.0.2:6").payload(start + "2").view()));
  EXPECT_FALSE(filter_.is_duplicate(udp("10.0.0.1:5", "10.0.0.2:6").payload(start + "22").view()));
}

TEST_F(Duplicates, EchoRepliesWithAnotherIdAreDifferent) {
  EXPECT_FALSE(filter_.is_duplicate(icmp_echo("10.0.0.1", "10.0.0.2", 1, 1).reply().ip_id(1).payload("tunnel").view()));
  EXPECT_FALSE(filter_.is_duplicate(icmp_echo("10.0.0.1", "10.0.0.2", 1, 1).reply().ip_id(2).payload("tunnel").view()));
}

TEST_F(Duplicates, MorePacketsThanEntriesForgetTheOldestOnly) {
  DuplicateOptions options;
  options.entries = 1024;
  options.window = 10s;
  DuplicateFilter filter(options, counters_, HashSeed{1});
  std::vector<PacketBuilder> packets;
  for (std::uint32_t i = 0; i < 300; ++i) packets.push_back(segment().seq(i).at(std::chrono::microseconds(i)));
  for (const auto& packet : packets) EXPECT_FALSE(filter.is_duplicate(packet.view()));
  int seen = 0;
  for (auto& packet : packets) seen += filter.is_duplicate(packet.at(1ms).view()) ? 1 : 0;
  EXPECT_GT(seen, 290);
}

TEST_F(Duplicates, SwitchedOffNothingIsOne) {
  DuplicateOptions options;
  options.enabled = false;
  DuplicateFilter filter(options, counters_, HashSeed{1});
  EXPECT_FALSE(filter.is_duplicate(segment().view()));
  EXPECT_FALSE(filter.is_duplicate(segment().view()));
}

}  // namespace
}  // namespace sekisho::test

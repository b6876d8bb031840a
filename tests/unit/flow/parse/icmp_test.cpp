#include "flow/parse/icmp.hpp"

#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/wire.hpp"

namespace sekisho::test {
namespace {

using parse::IcmpInput;
using parse::parse_icmp;

constexpr HashSeed kSeed{7};
const Frame kClock = hex("8f01156900000000 5ac3070000000000");  // a struct timeval, seconds and microseconds
const Frame kNoise = hex("9d3ac17f40e285b6 0b5d91ce72a83f14 e6580fc93b7da214 5186fbe30d9c7248");

IcmpInput echo(const Frame& payload) { return {false, 8, 0, 1, 1, payload, static_cast<std::uint32_t>(payload.size())}; }
bool ordinary(const Frame& payload) { return parse_icmp(echo(payload), kSeed)->ordinary; }

/// @p size bytes counted from @p first.
Frame counted(std::uint8_t first, std::size_t size) {
  Frame out(size);
  std::iota(out.begin(), out.end(), first);
  return out;
}
Frame alphabet(std::size_t size, unsigned letters) {
  Frame out;
  for (std::size_t i = 0; i < size; ++i) out.push_back(static_cast<std::uint8_t>('a' + i % letters));
  return out;
}

TEST(Icmp, EchoesHaveTheirNumbers) {
  const Frame payload = text("0123456789");
  const auto request = parse_icmp({false, 8, 0, 0x1234, 9, payload, 10}, kSeed);
  ASSERT_TRUE(request);
  EXPECT_TRUE(request->echo_request);
  EXPECT_FALSE(request->echo_reply);
  EXPECT_EQ(request->id, 0x1234);
  EXPECT_EQ(request->sequence, 9);
  EXPECT_EQ(request->length, 10U);
  EXPECT_TRUE(parse_icmp({false, 0, 0, 1, 1, payload, 10}, kSeed)->echo_reply);
  EXPECT_TRUE(parse_icmp({true, 128, 0, 1, 1, payload, 10}, kSeed)->echo_request);
  EXPECT_TRUE(parse_icmp({true, 129, 0, 1, 1, payload, 10}, kSeed)->echo_reply);
  const auto other = parse_icmp({true, 8, 0, 1, 1, payload, 10}, kSeed);
  ASSERT_TRUE(other);
  EXPECT_FALSE(other->echo_request) << "8 is echo in ICMP, not in ICMPv6";
}

TEST(Icmp, ErrorsAndDiscoveryAreNotMeasured) {
  for (const std::uint8_t type : Frame{3, 4, 5, 9, 10, 11, 12}) EXPECT_FALSE(parse_icmp({false, type, 0, 0, 0, kNoise, 32}, kSeed)) << int{type};
  for (const std::uint8_t type : Frame{1, 2, 3, 4, 130, 131, 132, 133, 134, 135, 136, 137, 143}) {
    EXPECT_FALSE(parse_icmp({true, type, 0, 0, 0, kNoise, 32}, kSeed)) << int{type};
  }
}

TEST(Icmp, OddTypesAreMeasured) {
  for (const std::uint8_t type : Frame{13, 15, 17, 42, 200}) EXPECT_TRUE(parse_icmp({false, type, 0, 0, 0, kNoise, 32}, kSeed)) << int{type};
  for (const std::uint8_t type : Frame{100, 139, 140, 160, 200}) EXPECT_TRUE(parse_icmp({true, type, 0, 0, 0, kNoise, 32}, kSeed)) << int{type};
}

TEST(Icmp, FillingsOfPingProgramsAreOrdinary) {
  EXPECT_TRUE(ordinary({})) << "nmap";
  EXPECT_TRUE(ordinary(Frame(kNoise.begin(), kNoise.begin() + 8))) << "a clock alone";
  EXPECT_TRUE(ordinary(join({kClock, counted(0x10, 40)}))) << "iputils";
  EXPECT_TRUE(ordinary(join({kClock, counted(0x10, 1384)}))) << "iputils, counting round";
  EXPECT_TRUE(ordinary(join({hex("6915018f 0007c35a"), counted(0x08, 48)}))) << "macOS";
  EXPECT_TRUE(ordinary(join({kClock, hex("a1b2c3d4e5f60718"), counted(0x18, 32)}))) << "OpenBSD";
  EXPECT_TRUE(ordinary(join({hex("12345678"), Frame(52)}))) << "BusyBox";
  EXPECT_TRUE(ordinary(join({kClock, Frame(40)}))) << "fping";
  EXPECT_TRUE(ordinary(alphabet(32, 23))) << "Windows";
  EXPECT_TRUE(ordinary(alphabet(1400, 23))) << "Windows, long";
  EXPECT_TRUE(ordinary(alphabet(64, 26)));
  EXPECT_TRUE(ordinary(Frame(64))) << "Windows' tracert";
  EXPECT_TRUE(ordinary(Frame(120, 'X'))) << "hping3";
  EXPECT_TRUE(ordinary(join({kClock, Frame(40, 0xAA)}))) << "ping -p aa";
  EXPECT_TRUE(ordinary(join({hex("0000000001a2b3c4"), hex("abcdabcdabcdabcdabcdabcdabcdabcdabcd")}))) << "Cisco";
  EXPECT_TRUE(ordinary(kClock)) << "iputils, -s 16";
  EXPECT_TRUE(ordinary(join({kClock, hex("1011")}))) << "iputils, -s 18";
  EXPECT_TRUE(ordinary(counted(0, 12))) << "iputils, -s 12: no room for a clock";
}

TEST(Icmp, DataIsNotOrdinary) {
  EXPECT_FALSE(ordinary(kNoise));
  EXPECT_FALSE(ordinary(text("uid=0(root) gid=0(root) groups=0(root)\n")));
  EXPECT_FALSE(ordinary(join({kNoise, Frame(32)}))) << "more in front than a clock";
  EXPECT_FALSE(ordinary(join({kClock, counted(0x10, 32), text("data")}))) << "after the filling";
  EXPECT_FALSE(ordinary(join({alphabet(32, 23), text("data")})));
  EXPECT_FALSE(ordinary(join({text("0123456789abcdef"), Frame(2)}))) << "too little filling to vouch for what is in front";
  EXPECT_FALSE(ordinary(text("sixteen letters.")));
  EXPECT_FALSE(ordinary(hex("d5200880 0a0a0116 00000016 40000000 00000000 00000000 00010203"))) << "ptunnel";
}

TEST(Icmp, NothingCapturedSpeaksAgainstNothing) {
  EXPECT_TRUE(parse_icmp({false, 8, 0, 1, 1, {}, 1400}, kSeed)->ordinary);
  EXPECT_EQ(parse_icmp({false, 8, 0, 1, 1, {}, 1400}, kSeed)->length, 1400U);
}

TEST(Icmp, TheTailHashForgetsTheClock) {
  const Frame other_clock = hex("9001156900000000 5bc3070000000000");
  const auto one = parse_icmp(echo(join({kClock, kNoise})), kSeed);
  const auto two = parse_icmp(echo(join({other_clock, kNoise})), kSeed);
  EXPECT_NE(one->hash, two->hash);
  EXPECT_EQ(one->tail_hash, two->tail_hash);
  EXPECT_EQ(one->hash, keyed_hash(join({kClock, kNoise}), kSeed));
  EXPECT_NE(one->hash, parse_icmp(echo(join({kClock, kNoise})), HashSeed{8})->hash) << "keyed";
}

TEST(Icmp, EntropyIsRelativeToWhatFits) {
  const auto entropy = [](const Frame& payload) { return parse_icmp(echo(payload), kSeed)->entropy; };
  EXPECT_FLOAT_EQ(entropy({}), 0);
  EXPECT_FLOAT_EQ(entropy({1}), 0);
  EXPECT_FLOAT_EQ(entropy(Frame(100)), 0);
  EXPECT_FLOAT_EQ(entropy(counted(0, 32)), 1);
  EXPECT_FLOAT_EQ(entropy(join({counted(0, 255), {255}, counted(0, 255), {255}})), 1);
  EXPECT_FLOAT_EQ(entropy(hex("0001 0001 0001 0001")), 1.F / 3);
}

TEST(Icmp, NineTenthsPrintableIsText) {
  const auto is_text = [](const Frame& payload) { return parse_icmp(echo(payload), kSeed)->text; };
  EXPECT_TRUE(is_text(text("ls -la\r\n")));
  EXPECT_FALSE(is_text(text("ls -la\n"))) << "seven bytes";
  EXPECT_TRUE(is_text(join({text("123456789"), {0}})));
  EXPECT_FALSE(is_text(join({text("12345678"), {0}})));
}

TEST(Icmp, TheSampleIsTheFirst32Bytes) {
  const auto m = parse_icmp(echo(join({kNoise, text("beyond")})), kSeed);
  EXPECT_EQ(m->sample_size, 32);
  EXPECT_THAT(m->sample, testing::ElementsAreArray(kNoise));
  EXPECT_EQ(parse_icmp(echo(text("abc")), kSeed)->sample_size, 3);
}

}  // namespace
}  // namespace sekisho::test

#include "flow/parse/dhcp.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/wire.hpp"

namespace sekisho::test {
namespace {

using parse::parse_dhcp;
using testing::ElementsAre;
using testing::IsEmpty;

struct Fields {
  std::uint8_t hardware = 1, hardware_size = 6;
  std::string client = "0.0.0.0", given = "0.0.0.0";
  Frame server_name = Frame(64), file = Frame(128);
  std::uint32_t cookie = 0x63825363;
};

Frame message(const Frame& options, const Fields& f = {}) {
  const Frame four(4);
  const auto wire = [](std::string_view ip) {
    const IpAddress a = address(ip);
    return Frame(a.wire().begin(), a.wire().end());
  };
  Frame cookie;
  put32(cookie, f.cookie);
  return join({{1, f.hardware, f.hardware_size, 0},
               Frame(8),
               wire(f.client),
               wire(f.given),
               Frame(8),
               hex("020000000001"),
               Frame(10),
               f.server_name,
               f.file,
               cookie,
               options});
}

Frame option(std::uint8_t code, const Frame& value) { return join({{code, static_cast<std::uint8_t>(value.size())}, value}); }
Frame type(std::uint8_t n) { return option(53, {n}); }
const Frame kEnd{255};

TEST(Dhcp, AnAckSaysWhoHasWhichAddressForHowLong) {
  const auto lease = parse_dhcp(message(
      join({type(5), option(12, text("laptop-7")), option(51, hex("00000e10")), option(6, hex("0a000001 08080808")), kEnd}), {.given = "10.0.0.23"}));
  ASSERT_TRUE(lease);
  EXPECT_EQ(lease->message, "ack");
  EXPECT_EQ(lease->address, address("10.0.0.23"));
  EXPECT_THAT(lease->mac, ElementsAre(2, 0, 0, 0, 0, 1));
  EXPECT_EQ(lease->hostname, "laptop-7");
  EXPECT_EQ(lease->lease_seconds, 3600U);
  EXPECT_THAT(lease->resolvers, ElementsAre(address("10.0.0.1"), address("8.8.8.8")));
}

TEST(Dhcp, EveryMessageOfRfc2131HasItsName) {
  std::vector<std::string> names;
  for (std::uint8_t n = 1; n <= 8; ++n) names.push_back(parse_dhcp(message(join({type(n), kEnd})))->message);
  EXPECT_THAT(names, ElementsAre("discover", "offer", "request", "decline", "ack", "nak", "release", "inform"));
}

TEST(Dhcp, TheAddressIsTheOneGivenElseAskedForElseTheClients) {
  const Frame asked = join({type(3), option(50, hex("0a000009")), kEnd});
  EXPECT_EQ(parse_dhcp(message(asked, {.client = "10.0.0.8", .given = "10.0.0.7"}))->address, address("10.0.0.7"));
  EXPECT_EQ(parse_dhcp(message(asked, {.client = "10.0.0.8"}))->address, address("10.0.0.9"));
  EXPECT_EQ(parse_dhcp(message(join({type(8), kEnd}), {.client = "10.0.0.8"}))->address, address("10.0.0.8"));
  EXPECT_TRUE(parse_dhcp(message(join({type(1), kEnd})))->address.is_unspecified());
}

TEST(Dhcp, TheQualifiedNameStandsInForTheHostName) {
  const Frame labels = option(81, join({hex("040000"), hex("02706305"), text("lan42"), {0}}));
  EXPECT_EQ(parse_dhcp(message(join({type(3), labels, kEnd})))->hostname, "pc.lan42");
  EXPECT_EQ(parse_dhcp(message(join({type(3), option(81, join({hex("000000"), text("pc.lan.")})), kEnd})))->hostname, "pc.lan");
  EXPECT_EQ(parse_dhcp(message(join({type(3), labels, option(12, text("short")), kEnd})))->hostname, "short");
  EXPECT_EQ(parse_dhcp(message(join({type(3), option(81, hex("0400003f41")), kEnd})))->hostname, "") << "a label past the end";
  EXPECT_EQ(parse_dhcp(message(join({type(3), option(81, hex("04")), kEnd})))->hostname, "");
}

TEST(Dhcp, ZerosAfterANameAreNotPartOfIt) { EXPECT_EQ(parse_dhcp(message(join({type(3), option(12, hex("706300")), kEnd})))->hostname, "pc"); }

TEST(Dhcp, OptionsMayRunOnInTheFileAndServerNameFields) {
  Frame file = join({option(12, text("pc")), kEnd});
  file.resize(128);
  Frame server_name = join({option(51, hex("00000078")), kEnd});
  server_name.resize(64);
  const Frame plain = join({type(5), kEnd});
  const Frame overloaded = join({type(5), option(52, {3}), kEnd});
  EXPECT_EQ(parse_dhcp(message(plain, {.server_name = server_name, .file = file}))->hostname, "");
  const auto lease = parse_dhcp(message(overloaded, {.server_name = server_name, .file = file}));
  EXPECT_EQ(lease->hostname, "pc");
  EXPECT_EQ(lease->lease_seconds, 120U);
}

TEST(Dhcp, AnOptionMayComeInParts) {
  const auto lease = parse_dhcp(message(join({type(5), option(6, hex("0a0000")), {0, 0}, option(6, hex("01")), kEnd})));
  EXPECT_THAT(lease->resolvers, ElementsAre(address("10.0.0.1")));
}

TEST(Dhcp, NamesAndResolversAreBounded) {
  Frame many;
  for (int i = 0; i < 12; ++i) many = join({many, hex("0a000001")});
  const Frame part = option(12, Frame(200, 'n'));
  const auto lease = parse_dhcp(message(join({type(5), option(6, many), part, part, kEnd})));
  EXPECT_EQ(lease->resolvers.size(), 8U);
  EXPECT_EQ(lease->hostname, std::string(255, 'n'));
}

TEST(Dhcp, OtherMessagesAreNone) {
  const Frame options = join({type(5), kEnd});
  EXPECT_TRUE(parse_dhcp(message(options)));
  EXPECT_FALSE(parse_dhcp(message(options, {.hardware = 6})));
  EXPECT_FALSE(parse_dhcp(message(options, {.hardware_size = 16})));
  EXPECT_FALSE(parse_dhcp(message(options, {.cookie = 1})));
  EXPECT_FALSE(parse_dhcp(message(kEnd))) << "BOOTP";
  EXPECT_FALSE(parse_dhcp(message(join({type(0), kEnd}))));
  EXPECT_FALSE(parse_dhcp(message(join({type(9), kEnd}))));
  EXPECT_FALSE(parse_dhcp(message(join({kEnd, type(5)})))) << "nothing counts after the end";
  EXPECT_FALSE(parse_dhcp({}));
  const Frame whole = message(options);
  EXPECT_FALSE(parse_dhcp(Bytes(whole).first(239)));
}

TEST(Dhcp, AnOptionPastTheEndEndsTheReading) {
  const auto lease = parse_dhcp(message(join({type(5), hex("0c ff 4142")})));
  ASSERT_TRUE(lease);
  EXPECT_EQ(lease->hostname, "");
  EXPECT_THAT(lease->resolvers, IsEmpty());
}

}  // namespace
}  // namespace sekisho::test

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "detectors/api/context.hpp"
#include "detectors/api/detector.hpp"

namespace sekisho::detectors {
namespace {

TEST(Quote, KeepsPrintableAsciiAndSpellsTheRest) {
  EXPECT_EQ(quote("www.example.com"), "www.example.com");
  EXPECT_EQ(quote(std::string("a\0b\n\x1B[2J\xFF", 9)), "a\\x00b\\x0A\\x1B[2J\\xFF");
  EXPECT_EQ(quote("caf\xC3\xA9"), "caf\\xC3\\xA9");
  EXPECT_EQ(quote(""), "");
}

TEST(Quote, CutsAndSaysSo) {
  EXPECT_EQ(quote("abcdef", 3), "abc…");
  EXPECT_EQ(quote("abc", 3), "abc");
  EXPECT_EQ(quote("\n\n", 3), "\\x0A…");  // an escape is not cut in half
  EXPECT_LE(quote(std::string(100'000, 'x')).size(), 83U);
}

TEST(Names, EveryDirectionAndSourceHasItsOwn) {
  std::set<std::string_view> directions, sources;
  for (const Direction d : {Direction::Outbound, Direction::Inbound, Direction::Internal, Direction::External}) directions.insert(direction_name(d));
  for (const NameSource s : {NameSource::Sni, NameSource::HttpHost, NameSource::ConnectTarget, NameSource::Dns, NameSource::Address})
    sources.insert(name_source_name(s));
  EXPECT_EQ(directions, (std::set<std::string_view>{"outbound", "inbound", "internal", "external"}));
  EXPECT_EQ(sources, (std::set<std::string_view>{"sni", "http_host", "connect", "dns", "address"}));
  EXPECT_EQ(direction_name(Direction::Outbound), "outbound");
  EXPECT_EQ(name_source_name(NameSource::Address), "address");
}

}  // namespace
}  // namespace sekisho::detectors

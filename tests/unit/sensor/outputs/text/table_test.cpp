#include "sensor/outputs/text/table.hpp"

#include <gtest/gtest.h>

#include "tests/unit/sensor/outputs/samples.hpp"

namespace sekisho::outputs::text {
namespace {

constexpr Style kPlain{Paint::Plain, 120};

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> all;
  std::size_t begin = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; begin = end + 1, end = text.find('\n', begin))
    all.push_back(text.substr(begin, end - begin));
  return all;
}

TEST(Table, AnAlertIsARowAReasonAndDetails) {
  const auto shown = lines(row(alert(), kPlain));
  ASSERT_GE(shown.size(), 4U);
  EXPECT_EQ(shown[0], "HIGH      2026-11-24 14:13:46  T1071.001  10.0.0.1 (text, by netbios) → 203.0.113.9:443 (a.example, NL, AS64500, and others)");
  EXPECT_EQ(shown[1], "          update 2, 9 more since the last: 10.0.0.1 contacted text every 59.8 s");
  EXPECT_NE(shown[2].find("sekisho beacon: periodic contact, score 72, also T1573, T1041; beacon.interval beacon.size"), std::string::npos)
      << shown[2];
  EXPECT_EQ(shown.back(), "");
}

TEST(Table, TheFirstAlertOfAnEpisodeIsNoUpdate) {
  alerts::Alert a = alert();
  a.episode_update = 0;
  EXPECT_EQ(row(a, kPlain).find("update"), std::string::npos);
}

TEST(Table, ColumnsOfTheHeaderStandAboveTheRows) {
  const std::string titles = lines(header(kPlain))[0];
  const std::string first = lines(row(alert(), kPlain))[0];
  EXPECT_EQ(titles.find("TIME"), first.find("2026"));
  EXPECT_EQ(titles.find("TECHNIQUE"), first.find("T1071"));
  EXPECT_EQ(titles.find("WHO"), first.find("10.0.0.1"));
}

TEST(Table, AddressesOfIpv6AreBracketedBeforeAPort) {
  alerts::Alert a = alert();
  a.server.address = address("2001:db8::9");
  EXPECT_NE(row(a, kPlain).find("[2001:db8::9]:443"), std::string::npos);
  a.finding.flow.transport = model::Transport::Icmpv6;
  EXPECT_NE(row(a, kPlain).find("→ 2001:db8::9 ("), std::string::npos);
}

TEST(Table, PlainHasNoEscapesAndColourEndsEach) {
  EXPECT_EQ(row(alert(), kPlain).find('\033'), std::string::npos);
  const std::string coloured = row(alert(), {Paint::Colour, 120});
  std::size_t opened = 0;
  std::size_t closed = 0;
  for (std::size_t i = coloured.find('\033'); i != std::string::npos; i = coloured.find('\033', i + 1))
    ++(coloured.compare(i, 4, "\033[0m") == 0 ? closed : opened);
  EXPECT_GT(opened, 0U);
  EXPECT_EQ(opened, closed);
}

TEST(Table, NothingThatAPeerWroteMovesTheCursor) {
  const std::string evil = "\033[2J\r\n\xE2\x80\xAE\xC2\x9B\xFF\b";
  const std::string shown = row(alert({evil, evil}), kPlain) + heading(evil, kPlain);
  for (const std::string& line : lines(shown)) {
    for (const char c : line) EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
  }
  EXPECT_EQ(shown.find("\xE2\x80\xAE"), std::string::npos);
  EXPECT_EQ(shown.find("\xC2\x9B"), std::string::npos);
  EXPECT_NE(shown.find("\\x1b[2J"), std::string::npos);
}

TEST(Table, LinesFitTheTerminalWhereWordsDo) {
  alerts::Alert a = alert();
  a.finding.sentence =
      "a sentence of many words that goes on and on about intervals and sizes so that it needs more than a single line on any terminal";
  for (const unsigned width : {60U, 80U, 120U}) {
    const auto shown = lines(row(a, {Paint::Plain, width}));
    for (std::size_t i = 1; i < shown.size(); ++i) EXPECT_LE(columns(shown[i]), width);
  }
}

TEST(Table, WrapKeepsEveryWord) {
  EXPECT_EQ(wrap("one two three", 2, 9), "  one two\n  three\n");
  EXPECT_EQ(wrap("averylongword x", 0, 5), "averylongword\nx\n");
  EXPECT_EQ(wrap("", 2, 9), "");
  EXPECT_EQ(columns("Grüße →"), 7U);
}

}  // namespace
}  // namespace sekisho::outputs::text

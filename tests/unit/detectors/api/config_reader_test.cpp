#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "detectors/api/config_view.hpp"
#include "tree.hpp"

namespace sekisho {
namespace {

using testing::HasSubstr;

// A section read by one call; the error, or "ok".
template <class Read>
std::string result_of(const ConfigNode& root, const Read& read) {
  ConfigReader r({&root, "detectors.beacon", "s.yaml"});
  read(r);
  const auto done = r.finish();
  return done ? "ok" : done.error().message;
}

TEST(ConfigReader, AbsentKeysKeepTheirDefaults) {
  std::int64_t n = 7;
  Duration d = 5s;
  std::string t = "as is";
  ConfigReader r({nullptr, "detectors.beacon", "s.yaml"});
  r.integer("n", n, 0, 10).duration("d", d, 1s, 1h).text("t", t);
  EXPECT_TRUE(r.finish());
  const ConfigNode nothing = section({{"n", ConfigNode()}});  // "n:" without a value
  EXPECT_EQ(result_of(nothing, [&](ConfigReader& again) { again.integer("n", n, 0, 10); }), "ok");
  EXPECT_EQ(n, 7);
  EXPECT_EQ(d, 5s);
  EXPECT_EQ(t, "as is");
}

TEST(ConfigReader, ReadsEveryType) {
  const ConfigNode root = section({{"n", scalar("-3")},
                                   {"c", scalar("9")},
                                   {"x", scalar("0.25")},
                                   {"b", scalar("false")},
                                   {"d", scalar("250ms")},
                                   {"s", scalar("64KiB")},
                                   {"t", quoted("12")},
                                   {"one", scalar("red")},
                                   {"many", list({scalar("a"), scalar("b")})},
                                   {"nets", list({scalar("10.0.0.0/8"), scalar("2001:db8::1")})}});
  std::int64_t n = 0;
  std::uint16_t c = 0;
  double x = 0;
  bool b = true;
  Duration d{};
  std::size_t s = 0;
  std::string t, one;
  std::vector<std::string> many;
  std::vector<Network> nets;
  EXPECT_EQ(
      result_of(
          root,
          [&](ConfigReader& r) {
            r.integer("n", n, -5, 5).count("c", c, 0, 65'535).number("x", x, 0, 1).boolean("b", b).duration("d", d, 1ms, 1s).size("s", s, 0, 1 << 20);
            r.text("t", t).choice("one", one, {"red", "green"}).texts("many", many).networks("nets", nets);
          }),
      "ok");
  EXPECT_EQ(n, -3);
  EXPECT_EQ(c, 9);
  EXPECT_EQ(x, 0.25);
  EXPECT_FALSE(b);
  EXPECT_EQ(d, 250ms);
  EXPECT_EQ(s, 65'536U);
  EXPECT_EQ(t, "12");
  EXPECT_EQ(one, "red");
  EXPECT_EQ(many, (std::vector<std::string>{"a", "b"}));
  ASSERT_EQ(nets.size(), 2U);
  EXPECT_EQ(nets[0].to_string(), "10.0.0.0/8");
}

TEST(ConfigReader, DurationsKnowTheirUnits) {
  for (const auto& [text, expected] :
       std::vector<std::pair<std::string, Duration>>{{"3ns", 3ns}, {"3us", 3us}, {"3ms", 3ms}, {"3s", 3s}, {"3m", 3min}, {"3h", 3h}, {"3d", 72h}}) {
    Duration d{};
    EXPECT_EQ(result_of(section({{"d", scalar(text)}}), [&](ConfigReader& r) { r.duration("d", d, 0s, 365 * 24h); }), "ok") << text;
    EXPECT_EQ(d, expected) << text;
  }
}

TEST(ConfigReader, WhatIsNoSuchValueIsRefusedAndTheTargetLeftAlone) {
  for (const char* text : {"", "3", "3 s", "-3s", "s", "3x", "1.5h", "99999999999999999999s", "9223372036854775807d"}) {
    Duration d = 7s;
    EXPECT_THAT(result_of(section({{"d", scalar(text)}}), [&](ConfigReader& r) { r.duration("d", d, 0s, 365 * 24h); }),
                HasSubstr("expected a duration"))
        << text;
    EXPECT_EQ(d, 7s) << text;
  }
  for (const char* text : {"", "12a", "1e3", "0x10", "99999999999999999999", "11", "-1"}) {
    std::int64_t n = 7;
    EXPECT_THAT(result_of(section({{"n", scalar(text)}}), [&](ConfigReader& r) { r.integer("n", n, 0, 10); }),
                HasSubstr("expected a whole number, 0 … 10"))
        << text;
    EXPECT_EQ(n, 7) << text;
  }
  for (const char* text : {"nan", "inf", "1e999", "0.5.5", "1.01"}) {
    double x = 0.5;
    EXPECT_THAT(result_of(section({{"x", scalar(text)}}), [&](ConfigReader& r) { r.number("x", x, 0, 1); }), HasSubstr("expected a number")) << text;
    EXPECT_EQ(x, 0.5) << text;
  }
  for (const char* text : {"yes", "True", "1"}) {
    bool b = false;
    EXPECT_THAT(result_of(section({{"b", scalar(text)}}), [&](ConfigReader& r) { r.boolean("b", b); }), HasSubstr("expected true or false")) << text;
  }
  for (const char* text : {"64KB", "64 KiB", "-1", "17179869184GiB"}) {
    std::size_t s = 5;
    EXPECT_THAT(result_of(section({{"s", scalar(text)}}), [&](ConfigReader& r) { r.size("s", s, 0, 1 << 20); }), HasSubstr("expected a size"))
        << text;
    EXPECT_EQ(s, 5U);
  }
}

TEST(ConfigReader, QuotesMakeTextThatIsNoNumber) {
  std::int64_t n = 7;
  bool b = false;
  EXPECT_THAT(result_of(section({{"n", quoted("5")}}), [&](ConfigReader& r) { r.integer("n", n, 0, 10); }), HasSubstr("got the text \"5\""));
  EXPECT_THAT(result_of(section({{"b", quoted("true")}}), [&](ConfigReader& r) { r.boolean("b", b); }), HasSubstr("got the text \"true\""));
}

TEST(ConfigReader, AnErrorHasFileLineColumnAndPath) {
  std::int64_t n = 7;
  const ConfigNode root = section({{"a", scalar("1")}, {"n", scalar("many")}});
  std::int64_t a = 0;
  EXPECT_EQ(result_of(root, [&](ConfigReader& r) { r.integer("a", a, 0, 10).integer("n", n, 0, 10); }),
            "s.yaml:2:5: detectors.beacon.n: expected a whole number, 0 … 10, got \"many\"");
}

TEST(ConfigReader, UnknownKeysAreNamedWithTheNearestValidOne) {
  std::int64_t n = 0;
  const auto read = [&](ConfigReader& r) { r.integer("min_contacts", n, 0, 10); };
  EXPECT_EQ(result_of(section({{"min_contact", scalar("3")}}), read),
            "s.yaml:1:3: detectors.beacon.min_contact: unknown key; did you mean \"min_contacts\"?");
  EXPECT_EQ(result_of(section({{"colour", scalar("3")}}), read), "s.yaml:1:3: detectors.beacon.colour: unknown key; valid are min_contacts");
}

TEST(ConfigReader, AllProblemsAreToldAtOnce) {
  std::int64_t n = 0;
  bool b = false;
  const std::string all = result_of(section({{"n", scalar("x")}, {"b", scalar("x")}, {"z", scalar("x")}}),
                                    [&](ConfigReader& r) { r.integer("n", n, 0, 10).boolean("b", b); });
  EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 2);
}

TEST(ConfigReader, AListIsReadWholeOrNotAtAll) {
  std::vector<std::string> words{"default"};
  std::vector<Network> nets;
  EXPECT_THAT(result_of(section({{"w", scalar("a")}}), [&](ConfigReader& r) { r.texts("w", words); }), HasSubstr("expected a list of texts"));
  EXPECT_EQ(words, std::vector<std::string>{"default"});
  EXPECT_EQ(result_of(section({{"w", list({})}}), [&](ConfigReader& r) { r.texts("w", words); }), "ok");
  EXPECT_TRUE(words.empty());
  EXPECT_THAT(result_of(section({{"n", list({scalar("10.0.0.0/33")})}}), [&](ConfigReader& r) { r.networks("n", nets); }),
              HasSubstr("expected a network such as 10.0.0.0/8"));
  EXPECT_THAT(result_of(section({{"n", list({list({})})}}), [&](ConfigReader& r) { r.networks("n", nets); }), HasSubstr("got a list"));
}

TEST(ConfigReader, AChoiceNamesWhatThereIs) {
  std::string one = "red";
  const std::string said = result_of(section({{"one", scalar("greem")}}), [&](ConfigReader& r) { r.choice("one", one, {"red", "green"}); });
  EXPECT_THAT(said, HasSubstr("one of red, green (did you mean \"green\"?)"));
  EXPECT_EQ(one, "red");
}

TEST(ConfigReader, SectionsCarryTheirPathAndFile) {
  const ConfigNode root =
      section({{"inner", section({{"n", scalar("x")}})}, {"items", list({section({{"n", scalar("x")}}), section({})})}, {"wrong", scalar("1")}});
  ConfigReader r({&root, "", "s.yaml"});
  const ConfigView inner = r.section("inner");
  EXPECT_EQ(inner.path, "inner");
  EXPECT_EQ(inner.file, "s.yaml");
  ASSERT_NE(inner.node, nullptr);
  const std::vector<ConfigView> items = r.sections("items");
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[1].path, "items[1]");
  EXPECT_EQ(r.section("absent").node, nullptr);
  EXPECT_EQ(r.section("wrong").node, nullptr);
  const auto done = r.finish();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message, "s.yaml:3:5: wrong: expected a section (keys, indented), got \"1\"");
}

TEST(ConfigReader, KeysSayTypeDefaultAndRange) {
  std::int64_t n = 8;
  Duration d = 90s;
  std::size_t s = 256UL << 20;
  bool b = true;
  double x = 0.5;
  std::string t = "a";
  std::vector<Network> nets{Network::parse("10.0.0.0/8").value()};
  ConfigReader r({nullptr, "detectors.beacon", ""});
  r.integer("n", n, 1, 1'000)
      .duration("d", d, 1s, 24h)
      .size("s", s, 0, 1UL << 30)
      .boolean("b", b)
      .number("x", x, 0, 1)
      .text("t", t)
      .networks("nets", nets);
  std::vector<std::string> lines;
  for (const ConfigKey& k : r.keys()) lines.push_back(k.name + " " + k.type + " " + k.default_value + " [" + k.range + "]");
  EXPECT_THAT(lines, testing::ElementsAre("n integer 8 [1 … 1000]", "d duration 90s [1s … 1d]", "s size 256MiB [0 … 1GiB]", "b boolean true []",
                                          "x number 0.5 [0 … 1]", "t string a []", "nets list [10.0.0.0/8] [networks]"));
}

TEST(ConfigReader, TheCallersOwnErrorStandsAtItsKey) {
  std::int64_t n = 0;
  const std::string said = result_of(section({{"a", scalar("1")}, {"n", scalar("2")}}), [&](ConfigReader& r) {
    r.integer("a", n, 0, 10).integer("n", n, 0, 10);
    r.fail("n", "must differ from a");
  });
  EXPECT_EQ(said, "s.yaml:2:5: detectors.beacon.n: must differ from a");
}

TEST(Nearest, IsNearOrNothing) {
  EXPECT_EQ(nearest("min_contact", {"max_keys", "min_contacts"}), "min_contacts");
  EXPECT_EQ(nearest("colour", {"max_keys", "min_contacts"}), "");
  EXPECT_EQ(nearest("abc", {}), "");
  EXPECT_EQ(nearest("ab", {"ab"}), "ab");
}

}  // namespace
}  // namespace sekisho

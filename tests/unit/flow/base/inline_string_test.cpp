#include "flow/base/inline_string.hpp"

#include <string>
#include <type_traits>

#include <gtest/gtest.h>

namespace sekisho {
namespace {

using Seven = InlineString<7>;

static_assert(std::is_trivially_copyable_v<Seven>);
static_assert(sizeof(Seven) == 8);
static_assert(Seven::capacity() == 7);

TEST(InlineString, HoldsWhatItWasGiven) {
  const Seven text("abc");
  EXPECT_EQ(text, "abc");
  EXPECT_EQ(text.size(), 3U);
  EXPECT_EQ(std::string(text), "abc");
  EXPECT_TRUE(Seven().empty());
}

TEST(InlineString, LongerTextIsCut) {
  EXPECT_EQ(Seven("1234567"), "1234567");
  EXPECT_EQ(Seven("12345678"), "1234567");
  Seven text("123456");
  text.push_back('7');
  text.push_back('8');
  EXPECT_EQ(text, "1234567");
}

TEST(InlineString, ShorterTextLeavesNothingOfTheLonger) {
  Seven text("1234567");
  text.assign("ab");
  EXPECT_EQ(text, Seven("ab"));
  EXPECT_EQ(text.view(), "ab");
  text.assign("");
  EXPECT_TRUE(text.empty());
}

TEST(InlineString, ANulIsACharacter) {
  const Seven text(std::string_view("a\0b", 3));
  EXPECT_EQ(text.size(), 3U);
  EXPECT_FALSE(text == "a");
  EXPECT_EQ(text, std::string_view("a\0b", 3));
}

}  // namespace
}  // namespace sekisho

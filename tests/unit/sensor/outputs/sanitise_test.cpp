#include "sensor/outputs/sanitise.hpp"

#include <gtest/gtest.h>

#include <array>
#include <nlohmann/json.hpp>

namespace sekisho::outputs {
namespace {

std::string json(std::string_view text) {
  std::string out;
  append_json(out, text);
  return out;
}

std::string utf8(char32_t c) {
  std::string out;
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | c >> 12);
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | c >> 18);
    out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
  return out;
}

std::string between_letters(char32_t c) { return std::string("a").append(utf8(c)).append("b"); }

// What a JSON reader makes of @p inside, the inside of a string.
std::string read_back(const std::string& inside) { return nlohmann::json::parse(std::string("\"").append(inside).append("\"")).get<std::string>(); }

// What must never stand as it is, by the standards' own lists.
bool dangerous(char32_t c) {
  const bool control = c < 0x20 || (c >= 0x7F && c <= 0x9F);
  const bool separator = c == 0x2028 || c == 0x2029;
  const bool bidi = c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  const bool shapeless = c == 0x200B || c == 0x200C || c == 0x200D || c == 0x2060 || c == 0xFEFF || (c >= 0xE0000 && c <= 0xE007F);
  return control || separator || bidi || shapeless;
}

TEST(Sanitise, EveryDangerousCharacterIsEscapedAndReadsBackAsItself) {
  int checked = 0;
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (!dangerous(c)) continue;
    ++checked;
    const std::string escaped = json(between_letters(c));
    EXPECT_TRUE(std::all_of(escaped.begin(), escaped.end(), [](char x) { return x >= 0x20 && x < 0x7F; })) << std::hex << static_cast<unsigned>(c);
    EXPECT_EQ(read_back(escaped), between_letters(c));
    const std::string shown = printable(between_letters(c), 99);
    EXPECT_TRUE(std::all_of(shown.begin(), shown.end(), [](char x) { return x >= 0x20 && x < 0x7F; })) << std::hex << static_cast<unsigned>(c);
  }
  EXPECT_GT(checked, 200);
}

TEST(Sanitise, HarmlessCharactersStand) {
  for (const auto* text : {"plain", "Grüße", "関所", "ελ", "😀", "a\xC2\xA0z"}) {
    EXPECT_EQ(json(text), text);
    EXPECT_EQ(printable(text, 99), text);
  }
}

TEST(Sanitise, QuotesAndBackslashesCannotEndAJsonString) {
  EXPECT_EQ(json(R"(a"b\c)"), R"(a\"b\\c)");
  EXPECT_EQ(json(R"(","event_type":"alert)"), R"(\",\"event_type\":\"alert)");
  EXPECT_EQ(printable(R"(a"b\c)", 99), R"(a"b\c)");
}

TEST(Sanitise, ControlsShowAsTheirCode) {
  EXPECT_EQ(json("a\nb\r\0c"), "a\\u000ab\\u000d");
  EXPECT_EQ(json(std::string_view("\0", 1)), "\\u0000");
  EXPECT_EQ(json("\x7F"), "\\u007f");
  EXPECT_EQ(json("\xC2\x85"), "\\u0085");
  EXPECT_EQ(json("\xE2\x80\xA8\xE2\x80\xAE"), "\\u2028\\u202e");
  EXPECT_EQ(json("\xF3\xA0\x81\x81"), "\\udb40\\udc41");
  EXPECT_EQ(printable("a\n\x1B[31m", 99), "a\\x0a\\x1b[31m");
  EXPECT_EQ(printable("\xE2\x80\xAE", 99), "\\u{202e}");
  EXPECT_EQ(printable("\xF3\xA0\x81\x81", 99), "\\u{e0041}");
}

TEST(Sanitise, BytesThatAreNotUtf8BecomeText) {
  EXPECT_EQ(json("a\xFFz"), "a\\\\xffz");
  EXPECT_EQ(printable("a\xFFz", 99), "a\\xffz");
  EXPECT_EQ(json("\x80"), "\\\\x80") << "a continuation without a beginning";
  EXPECT_EQ(json("\xC0\xAF"), "\\\\xc0\\\\xaf") << "an overlong slash";
  EXPECT_EQ(json("\xE0\x80\x8A"), "\\\\xe0\\\\x80\\\\x8a") << "an overlong line feed";
  EXPECT_EQ(json("\xF0\x80\x80\x8A"), "\\\\xf0\\\\x80\\\\x80\\\\x8a");
  EXPECT_EQ(json("\xED\xA0\x80"), "\\\\xed\\\\xa0\\\\x80") << "half of a surrogate pair";
  EXPECT_EQ(json("\xF4\x90\x80\x80"), "\\\\xf4\\\\x90\\\\x80\\\\x80") << "beyond Unicode";
  EXPECT_EQ(json("\xE2\x80"), "\\\\xe2\\\\x80") << "cut short";
  EXPECT_EQ(json("\xE2\x28\xA1"), "\\\\xe2(\\\\xa1");
}

TEST(Sanitise, EveryByteAloneGivesAValidString) {
  for (int b = 0; b < 256; ++b) {
    const char byte = static_cast<char>(b);
    const std::string out = json(std::string_view(&byte, 1));
    EXPECT_NO_THROW(EXPECT_FALSE(read_back(out).empty())) << b;
    for (const char c : out) EXPECT_TRUE(c >= 0x20 && c < 0x7F) << b;
  }
}

// Words of eight bytes are looked at together: no byte may hide behind its neighbours, whatever stands there.
TEST(Sanitise, APlaceInALongTextChangesNothing) {
  std::array<std::string, 256> alone;
  for (std::size_t b = 0; b < alone.size(); ++b) {
    const char byte = static_cast<char>(b);
    alone[b] = json(std::string_view(&byte, 1));
  }
  for (std::size_t size = 1; size <= 20; ++size) {
    for (std::size_t place = 0; place < size; ++place) {
      for (std::size_t b = 0; b < alone.size(); ++b) {
        std::string text(size, ' ');
        text[place] = static_cast<char>(b);
        ASSERT_EQ(json(text), std::string(place, ' ') + alone[b] + std::string(size - place - 1, ' ')) << b << " at " << place << " of " << size;
      }
    }
  }
  for (std::size_t first = 0; first < 0xC0; ++first) {  // no beginning of a longer character
    for (std::size_t second = 0; second < 0xC0; ++second) {
      std::string text(9, '~');
      text[3] = static_cast<char>(first);
      text[4] = static_cast<char>(second);
      ASSERT_EQ(json(text), "~~~" + alone[first] + alone[second] + "~~~~") << first << ' ' << second;
    }
  }
}

TEST(Sanitise, AppendsToWhatIsThere) {
  std::string out = "before ";
  append_json(out, "a\xFF\n");
  append_json(out, "");
  EXPECT_EQ(out, "before a\\\\xff\\u000a");
}

TEST(Sanitise, NoByteBecomesMoreThanIsSaid) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    const std::string text = utf8(c);
    ASSERT_LE(json(text).size(), kMostEscaped * text.size());
  }
  for (int b = 0; b < 256; ++b) {
    const char byte = static_cast<char>(b);
    ASSERT_LE(json(std::string_view(&byte, 1)).size(), kMostEscaped);
  }
}

TEST(Sanitise, PiecesCoverTheTextWithoutGapOrOverlap) {
  const std::string text = "ab\"\xFFü\n\xE2\x80\xAEz";
  std::string together;
  for (std::string_view rest = text; !rest.empty();) {
    const Piece piece = next_piece(rest);
    ASSERT_FALSE(piece.bytes.empty());
    together += piece.bytes;
    rest.remove_prefix(piece.bytes.size());
  }
  EXPECT_EQ(together, text);
}

TEST(Cut, DoesNotEndInsideACharacter) {
  EXPECT_EQ(cut("abc", 3), "abc");
  EXPECT_EQ(cut("abcd", 3), "abc");
  EXPECT_EQ(cut("abü", 3), "ab");
  EXPECT_EQ(cut("a関", 3), "a");
  EXPECT_EQ(cut("a関", 4), "a関");
  EXPECT_EQ(cut("😀", 3), "");
  EXPECT_EQ(cut("", 3), "");
  EXPECT_EQ(cut("abc", 0), "");
}

TEST(Cut, TakesBytesThatAreNotUtf8AsTheyAre) {
  const std::string continuations(8, '\x80');
  EXPECT_EQ(cut(continuations, 5).size(), 5U);
}

TEST(Printable, SaysWhereItWasCut) {
  EXPECT_EQ(printable("abcdef", 3), "abc…");
  EXPECT_EQ(printable("abc", 3), "abc");
}

}  // namespace
}  // namespace sekisho::outputs

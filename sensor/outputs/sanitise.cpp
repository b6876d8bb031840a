#include "sensor/outputs/sanitise.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace sekisho::outputs {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

// Bytes that may pass without a second look: printable ASCII but the two that JSON needs escaped.
constexpr std::array<bool, 256> make_plain_ascii() {
  std::array<bool, 256> plain{};
  for (std::size_t c = 0x20; c < 0x7F; ++c) plain[c] = c != '"' && c != '\\';
  return plain;
}
constexpr std::array<bool, 256> kPlainAscii = make_plain_ascii();

struct Decoded {
  char32_t code = 0;
  std::size_t size = 0;  // 0 where the bytes are not UTF-8
};

// Strict: no overlong forms, no surrogates, nothing above U+10FFFF.
Decoded decode(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = at(0);
  std::size_t size = 0;
  char32_t least = 0;
  char32_t code = 0;
  if (lead < 0x80) return {lead, 1};
  if ((lead & 0xE0) == 0xC0) {
    size = 2, least = 0x80, code = lead & 0x1FU;
  } else if ((lead & 0xF0) == 0xE0) {
    size = 3, least = 0x800, code = lead & 0x0FU;
  } else if ((lead & 0xF8) == 0xF0) {
    size = 4, least = 0x10000, code = lead & 0x07U;
  } else {
    return {};
  }
  if (text.size() < size) return {};
  for (std::size_t i = 1; i < size; ++i) {
    if ((at(i) & 0xC0) != 0x80) return {};
    code = code << 6 | (at(i) & 0x3FU);
  }
  if (code < least || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {};
  return {code, size};
}

bool must_escape(char32_t c) {
  struct Range {
    char32_t first, last;
  };
  // C0; DEL and C1; Arabic letter mark; zero width and direction marks; separators and bidi embeddings; invisible operators,
  // isolates and deprecated format characters; byte order mark; interlinear marks; tags.
  constexpr std::array<Range, 9> kRanges{{{0x00, 0x1F},
                                          {0x7F, 0x9F},
                                          {0x061C, 0x061C},
                                          {0x200B, 0x200F},
                                          {0x2028, 0x202E},
                                          {0x2060, 0x206F},
                                          {0xFEFF, 0xFEFF},
                                          {0xFFF9, 0xFFFB},
                                          {0xE0000, 0xE007F}}};
  return std::any_of(kRanges.begin(), kRanges.end(), [c](const Range& r) { return c >= r.first && c <= r.last; });
}

char* put_u16(char* to, char32_t unit) {
  *to++ = '\\';
  *to++ = 'u';
  for (int shift = 12; shift >= 0; shift -= 4) *to++ = kHex[(unit >> shift) & 0xF];
  return to;
}

using Word = std::uint64_t;
constexpr Word every(unsigned char byte) { return 0x0101010101010101ULL * byte; }

// Has the high bit of each byte set for which kPlainAscii does not hold: it is not ASCII, or 0x20 borrows from it, or it equals one of
// the others, which x - 1 shows by borrowing from 0. A borrow may carry on into bytes of more value, which are then reported too, but
// the least of those reported is right and none is missed ("Determine if a word has a byte less than n", Bit Twiddling Hacks, public domain).
constexpr Word odd_bytes(Word w) {
  const auto zero = [](Word x) { return (x - every(1)) & ~x; };
  const Word odd = w | ((w - every(0x20)) & ~w) | zero(w ^ every('"')) | zero(w ^ every('\\')) | zero(w ^ every(0x7F));
  return odd & every(0x80);
}

// Copies the harmless beginning of @p text to @p to, eight bytes at a time, and returns its size. What is written after it means nothing.
// @pre Room for all of @p text.
std::size_t copy_plain(char* to, std::string_view text) {
  constexpr std::size_t kWord = sizeof(Word);
  std::size_t run = 0;
  if constexpr (std::endian::native == std::endian::little) {  // so that the byte of least value is the first
    // The last word overlaps the one before it, where the size is no multiple of its own.
    for (std::size_t at = 0; text.size() >= kWord; at = std::min(at + kWord, text.size() - kWord)) {
      Word w = 0;
      std::memcpy(&w, text.data() + at, kWord);
      std::memcpy(to + at, &w, kWord);
      if (const Word odd = odd_bytes(w); odd != 0) return at + static_cast<std::size_t>(std::countr_zero(odd)) / 8;
      if (at + kWord == text.size()) return text.size();
    }
  }
  for (; run < text.size() && kPlainAscii[static_cast<unsigned char>(text[run])]; ++run) to[run] = text[run];
  return run;
}

void append_byte(std::string& out, char32_t byte) {
  out += 'x';
  out += kHex[(byte >> 4) & 0xF];
  out += kHex[byte & 0xF];
}

}  // namespace

Piece next_piece(std::string_view text) {
  std::size_t run = 0;
  while (run < text.size()) {
    const auto byte = static_cast<unsigned char>(text[run]);
    if (kPlainAscii[byte]) {
      ++run;
      continue;
    }
    if (byte < 0x80) break;
    const Decoded d = decode(text.substr(run));
    if (d.size == 0 || must_escape(d.code)) break;
    run += d.size;
  }
  if (run > 0) return {Glyph::Plain, text.substr(0, run), 0};
  const auto byte = static_cast<unsigned char>(text[0]);
  if (byte == '"' || byte == '\\') return {Glyph::Quote, text.substr(0, 1), byte};
  const Decoded d = decode(text);
  if (d.size == 0) return {Glyph::Invalid, text.substr(0, 1), byte};
  return {Glyph::Control, text.substr(0, d.size), d.code};
}

std::string_view cut(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t end = most;
  for (std::size_t back = 0; back < 3 && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80; ++back) --end;
  const bool starts_character = (static_cast<unsigned char>(text[end]) & 0xC0) != 0x80;
  return text.substr(0, starts_character ? end : most);
}

char* append_json(char* to, std::string_view text) {
  while (true) {
    const std::size_t run = copy_plain(to, text);
    to += run;
    text.remove_prefix(run);
    if (text.empty()) return to;
    const auto byte = static_cast<unsigned char>(text[0]);
    const Decoded d = decode(text);
    if (byte == '"' || byte == '\\') {
      *to++ = '\\';
      *to++ = text[0];
    } else if (d.size == 0) {
      for (const char c : {'\\', '\\', 'x', kHex[byte >> 4], kHex[byte & 0xF]}) *to++ = c;
    } else if (!must_escape(d.code)) {
      for (std::size_t i = 0; i < d.size; ++i) *to++ = text[i];
    } else if (d.code >= 0x10000) {
      to = put_u16(to, 0xD800 + ((d.code - 0x10000) >> 10));
      to = put_u16(to, 0xDC00 + ((d.code - 0x10000) & 0x3FF));
    } else {
      to = put_u16(to, d.code);
    }
    text.remove_prefix(std::max<std::size_t>(1, d.size));
  }
}

void append_json(std::string& out, std::string_view text) {
  const std::size_t before = out.size();
  out.resize(before + kMostEscaped * text.size());
  out.resize(static_cast<std::size_t>(append_json(out.data() + before, text) - out.data()));
}

std::string printable(std::string_view text, std::size_t most) {
  std::string_view rest = cut(text, most);
  const bool whole = rest.size() == text.size();
  std::string out;
  out.reserve(rest.size() + 4);
  while (!rest.empty()) {
    const Piece piece = next_piece(rest);
    rest.remove_prefix(piece.bytes.size());
    if (piece.kind == Glyph::Plain || piece.kind == Glyph::Quote) {
      out += piece.bytes;
    } else if (piece.code < 0x80 || piece.kind == Glyph::Invalid) {
      out += '\\';
      append_byte(out, piece.code);
    } else {
      int digits = piece.code > 0xFFFF ? 5 : 4;
      out += "\\u{";
      while (digits-- > 0) out += kHex[(piece.code >> (4 * digits)) & 0xF];
      out += '}';
    }
  }
  if (!whole) out += "…";
  return out;
}

}  // namespace sekisho::outputs

// The one rule for text that came off the wire, wherever it is shown: JSON, terminal, anything to come.
//
// Control characters (C0, DEL, C1), line and paragraph separators (U+2028/9), bidi controls and characters that have no shape
// (zero width, tags) never pass as they are; bytes that are not UTF-8 become the text \xNN. What is left can neither end
// a line, move a cursor, reorder what a person reads, nor break a JSON string.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sekisho::outputs {

enum class Glyph : std::uint8_t {
  Plain,    ///< A run of harmless characters.
  Quote,    ///< One `"` or `\`: harmless for eyes, not inside quotes.
  Control,  ///< One character that must be escaped; `code` says which.
  Invalid,  ///< One byte that is not UTF-8; `code` is the byte.
};

struct Piece {
  Glyph kind = Glyph::Plain;
  std::string_view bytes;  ///< The part of the text that this piece is.
  char32_t code = 0;
};

/// The first piece of @p text, at least one byte. @pre text is not empty.
Piece next_piece(std::string_view text);

/// The longest beginning of @p text of at most @p most bytes that does not end inside a character.
std::string_view cut(std::string_view text, std::size_t most);

/// Bytes that one byte of text may become: a control is written as `\u00NN`.
inline constexpr std::size_t kMostEscaped = 6;

/// Writes @p text as the inside of a JSON string. Invalid bytes become `\\xNN`, which a JSON reader shows as \xNN.
/// @pre @p to has room for kMostEscaped bytes for each of @p text. Returns the end of what was written.
char* append_json(char* to, std::string_view text);
/// The same at the end of @p out.
void append_json(std::string& out, std::string_view text);

/// @p text for a terminal or a log: \xNN for bytes and controls, \u{NNNN} beyond ASCII, "…" where it was cut at @p most bytes.
std::string printable(std::string_view text, std::size_t most);

}  // namespace sekisho::outputs

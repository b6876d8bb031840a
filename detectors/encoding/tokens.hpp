// What text and bytes are made of: Base64, hexadecimal digits, noise. Pure: the arithmetic is tested here.
//
// Base64 is told from words by how often it changes between capitals, small letters and digits: random text does so at two of three
// characters, identifiers at one of five, slugs hardly ever.
#pragma once

#include <string>
#include <string_view>

#include "flow/base/bytes.hpp"

namespace sekisho::detectors::encoding {

enum class Alphabet : std::uint8_t { None, Base64, Hex };
/// "base64", "hex"; empty for None.
std::string_view alphabet_name(Alphabet alphabet);

/// An encoded run within a text.
struct Run {
  Alphabet alphabet = Alphabet::None;
  std::string text;         ///< Unescaped; empty where there is none.
  double entropy = 0;       ///< Bits per character.
  bool hides_text = false;  ///< It decodes to readable text.
  bool unescaped = false;   ///< In a query, with characters that browsers' scripts escape there.
};

/// Base64 (also of the URL's alphabet, padding included) by shape: capitals, small letters and digits, mixed as chance mixes them.
bool is_base64(std::string_view text);
/// Hexadecimal digits of one case, letters and digits, as bytes come; the lengths of digests are tokens' and are left out.
bool is_hex(std::string_view text);
/// What all of @p text is.
Alphabet alphabet_of(std::string_view text);
/// True where @p text, Base64 or hex, decodes to readable text other than an address of the web, a path, or a document of JSON.
bool hides_text(std::string_view text);
/// "a+b" of "a%2Bb". Escapes of other bytes than printable ones stay.
std::string unescaped(std::string_view text);

/// The longest run in a request's URI that carries data: a segment of the path or a value of the query of at least 64 characters, or 24 that
/// hide text; or a path of four segments and more that is one run of 80 without its slashes. Signed tokens, names that content delivery and
/// logins use for them, and files of pages and media are left out.
Run uri_run(std::string_view uri);

struct CookieRun {
  Run run;
  bool bare = false;  ///< The field holds no "name=value" at all.
};
/// The longest value of a Cookie field that carries data: at least 64 characters, or 24 where it is padded, of the alphabet that cookies
/// have to quote, or hides text.
CookieRun cookie_run(std::string_view cookie);

/// True where a body begins as text that is encoded as a whole, by its first 16 bytes.
bool begins_encoded(Bytes first);
/// True where a body begins as a program that is encoded as text: MZ or ELF in Base64, in hex or as decimal numbers, or Base64 back to front.
bool begins_encoded_program(Bytes first);
/// True where a body begins as a form whose first field holds encoded data: "p=r8VPEPG%2BIsO5".
bool begins_encoded_field(Bytes first);
/// True where 16 bytes look random: neither text nor a format's header.
bool like_noise(Bytes first);
/// True where @p first begins no picture format.
bool is_no_picture(Bytes first);

}  // namespace sekisho::detectors::encoding

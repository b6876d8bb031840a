// Writes one JSON object after another into a buffer that is kept: no allocation once it has grown.
// Keys are literals, checked when compiled; every text goes through the sanitiser and a length cap with a flag.
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "flow/base/ip_address.hpp"
#include "flow/base/time.hpp"

namespace sekisho::outputs {

/// A key that is part of the program: lower-case letters, digits, '_' only, so it needs no escaping.
class Key {
 public:
  template <std::size_t N>
  consteval Key(const char (&text)[N]) : text_(text, N - 1) {  // NOLINT(google-explicit-constructor): a literal is a key
    for (const char c : text_) {
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) throw "not a key";
    }
  }
  constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

/// Longest text of a field in bytes before escaping, where a call names no other. Names are at most 255, user agents and URIs 512
/// (flow/model/observations.hpp); a larger cap only makes lines longer.
inline constexpr std::size_t kMostText = 1024;

class JsonWriter {
 public:
  /// Forgets everything written and opens the outer object.
  void start();
  /// Closes the outer object and ends the line. The view holds until start().
  std::string_view finish();

  void open(Key key);
  void open_member(std::string_view key);  ///< A key that is data.
  void open_element();                     ///< An object inside an array.
  void close();
  void open_array(Key key);
  void open_array_member(std::string_view key);
  void close_array();

  /// Where @p text is longer than @p most, its beginning and `"<key>_truncated": true`.
  void text(Key key, std::string_view text, std::size_t most = kMostText);
  void text_member(std::string_view key, std::string_view text, std::size_t most = kMostText);
  /// An array element. Returns false where it was cut: the caller sets the array's flag.
  [[nodiscard]] bool text_element(std::string_view text, std::size_t most = kMostText);
  /// Text that is the program's own (names, hex digits): no check.
  void literal(Key key, std::string_view text);
  void literal_element(std::string_view text);

  template <std::integral T>
  void number(Key key, T value) {
    integer(name(key.text(), kMostNumber), value);
  }
  template <std::integral T>
  void number_member(std::string_view key, T value) {
    integer(data_name(key, kMostNumber), value);
  }
  template <std::integral T>
  void number_element(T value) {
    integer(separate(kMostNumber), value);
  }
  /// Shortest digits that read back as the same value; null where @p value is not finite.
  void real(Key key, double value);
  void real_member(std::string_view key, double value);
  void real_element(double value);
  void boolean(Key key, bool value);
  void boolean_member(std::string_view key, bool value);
  /// "2026-11-24T14:13:46.123456+0000"
  void time(Key key, Timestamp time);
  void address(Key key, const IpAddress& address);
  void address_element(const IpAddress& address);

 private:
  /// Room for @p bytes at the end of what is written.
  char* room(std::size_t bytes) {
    if (buffer_.size() - used_ < bytes) [[unlikely]] {
      grow(bytes);
    }
    return buffer_.data() + used_;
  }
  void grow(std::size_t bytes);
  /// What lies before @p end is written.
  void ends_at(const char* end) { used_ = static_cast<std::size_t>(end - buffer_.data()); }
  void put(char c) {
    *room(1) = c;
    ++used_;
  }
  /// The comma that the next member or element needs, and @p then.
  char* separate(std::size_t then) {
    char* to = room(then + 1);
    *to = ',';
    to += comma_ ? 1 : 0;
    comma_ = true;
    return to;
  }
  /// Comma, key and colon, and room for @p then more bytes.
  char* name(std::string_view key, std::size_t then);
  char* data_name(std::string_view key, std::size_t then);
  void opened(char* to, char bracket) {
    *to = bracket;
    ends_at(to + 1);
    comma_ = false;
  }
  void closed(char bracket) {
    put(bracket);
    comma_ = true;
  }
  template <std::integral T>
  void integer(char* to, T value) {
    if constexpr (std::is_same_v<T, bool>) {
      ends_at(put_truth(to, value));
    } else {
      ends_at(std::to_chars(to, to + kMostNumber, value).ptr);
    }
  }
  static char* put_truth(char* to, bool value);
  static char* put_real(char* to, double value);
  static char* put_address(char* to, const IpAddress& address);
  static char* put_quoted(char* to, std::string_view text);

  static constexpr std::size_t kMostNumber = 32;  // digits, sign and exponent of any number

  std::string buffer_;  // of which the first used_ bytes are written; kept as large as it ever was
  std::size_t used_ = 0;
  bool comma_ = false;
};

}  // namespace sekisho::outputs

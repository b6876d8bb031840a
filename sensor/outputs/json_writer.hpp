// Writes one JSON object after another into a buffer that is kept: no allocation once it has grown.
// Keys are literals, checked when compiled; every text goes through the sanitiser and a length cap with a flag.
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

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
    name(key.text());
    integer(value);
  }
  template <std::integral T>
  void number_member(std::string_view key, T value) {
    data_name(key);
    integer(value);
  }
  template <std::integral T>
  void number_element(T value) {
    separate();
    integer(value);
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
  void separate() {
    if (comma_) buffer_ += ',';
    comma_ = true;
  }
  void name(std::string_view key) {
    separate();
    buffer_ += '"';
    buffer_ += key;
    buffer_ += "\":";
  }
  void data_name(std::string_view key);
  template <std::integral T>
  void integer(T value) {
    if constexpr (std::is_same_v<T, bool>) {
      buffer_ += value ? "true" : "false";
    } else if constexpr (std::is_signed_v<T>) {
      append_signed(value);
    } else {
      append_unsigned(value);
    }
  }
  void append_signed(std::int64_t value);
  void append_unsigned(std::uint64_t value);
  void append_real(double value);
  void append_address(const IpAddress& address);
  void quoted(std::string_view text);

  std::string buffer_;
  bool comma_ = false;
  std::int64_t second_ = -1;            // the second that second_text_ spells
  std::array<char, 20> second_text_{};  // "2026-11-24T14:13:46."
};

}  // namespace sekisho::outputs

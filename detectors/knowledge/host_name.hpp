// A name that a flow claims (SNI, Host, CONNECT target) in the one form that names are compared in: lower case, no port, no final dot.
// Fixed size, no allocation. What no host can be called is no name: bytes off the wire must not make objects of their own.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "flow/base/ip_address.hpp"

namespace sekisho::detectors::knowledge {

class HostName {
 public:
  enum class Kind : std::uint8_t {
    None,     ///< Empty, too long, or not made of letters, digits, '-', '_' and single dots.
    Name,     ///< name() says it.
    Literal,  ///< An address was written where a name belongs: address().
  };

  /// @p claimed "Example.COM.", "example.com:8443", "192.0.2.1:80", "[2001:db8::1]:443".
  explicit HostName(std::string_view claimed);

  Kind kind() const { return kind_; }
  /// Empty unless kind() is Name.
  std::string_view name() const { return {text_.data(), size_}; }
  const IpAddress& address() const { return address_; }

 private:
  void literal(std::string_view text);
  void hostname(std::string_view text);

  Kind kind_ = Kind::None;
  std::uint8_t size_ = 0;
  IpAddress address_;
  std::array<char, 255> text_;  // only the first size_ are written
};

/// Whether @p name ends in @p suffix at a label boundary; the apex itself does. Both in lower case.
bool in_zone(std::string_view name, std::string_view suffix);

}  // namespace sekisho::detectors::knowledge

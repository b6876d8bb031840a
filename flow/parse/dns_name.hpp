// One name of a DNS message as text: labels joined by dots, lower case, compression followed (RFC 1035, 4.1.4).
//
// Reads    the message it is given, never past its end. Pointers go backwards only and at most 16 deep, so the time is bounded by 255 bytes
//          and 16 jumps.
// Keeps    the last name read, 253 bytes at most, in itself: nothing is allocated.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "flow/base/bytes.hpp"

namespace sekisho::parse {

constexpr std::size_t kDnsHeader = 12;

class DnsName {
 public:
  DnsName() {}  // NOLINT(modernize-use-equals-default): leaves the buffer as it is, one is made for every message

  /// Reads the name at @p at. @return where the bytes after it begin; 0 where it is broken, and text() is of no use then.
  /// Bytes of a label stay as they are, dots included.
  std::size_t read(Bytes message, std::size_t at);
  std::string_view text() const { return {text_.data(), size_}; }

 private:
  // RFC 1035, 2.3.4: 255 bytes on the wire are 253 of text. The label in hand is written first and judged afterwards.
  std::array<char, 256> text_;
  std::size_t size_ = 0;
};

/// Where the bytes after the name at @p at begin, without reading it; 0 where it is broken.
std::size_t skip_dns_name(Bytes message, std::size_t at);

}  // namespace sekisho::parse

#include "flow/parse/dns_name.hpp"

#include <cstdint>

namespace sekisho::parse {
namespace {

constexpr std::size_t kMostWire = 255;  // RFC 1035, 2.3.4
constexpr unsigned kMostJumps = 16;     // Real messages need 2 or 3.
constexpr std::uint8_t kPointer = 0xC0;

char lower(std::uint8_t c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c); }

}  // namespace

std::size_t DnsName::read(Bytes message, std::size_t at) {
  const std::uint8_t* const bytes = message.data();
  const std::size_t end = message.size();
  std::size_t after = 0;  // known once a pointer was met
  std::size_t lowest = at;
  std::size_t wire = 1;  // the root label
  unsigned jumps = 0;
  size_ = 0;
  while (at < end) {
    const std::uint8_t length = bytes[at++];
    if (length == 0) return after != 0 ? after : at;
    if (length < 64) {
      wire += length + 1U;
      if (length > end - at || wire > kMostWire) return 0;
      char* out = text_.data() + size_;
      if (size_ != 0) *out++ = '.';
      for (std::size_t i = 0; i < length; ++i) out[i] = lower(bytes[at + i]);
      size_ = static_cast<std::size_t>(out - text_.data()) + length;
      at += length;
      continue;
    }
    if (length < kPointer || at == end) return 0;
    const std::size_t target = (length & 0x3FU) << 8 | bytes[at++];
    if (after == 0) after = at;
    // Not into the header either: nothing there is a name.
    if (target >= lowest || target < kDnsHeader || ++jumps > kMostJumps) return 0;
    lowest = at = target;
  }
  return 0;
}

std::size_t skip_dns_name(Bytes message, std::size_t at) {
  const std::uint8_t* const bytes = message.data();
  const std::size_t end = message.size();
  const std::size_t begin = at;
  while (at < end) {
    const std::uint8_t length = bytes[at++];
    if (length == 0) return at;
    if (length >= kPointer) return at < end ? at + 1 : 0;
    if (length >= 64 || length > end - at || at + length - begin >= kMostWire) return 0;
    at += length;
  }
  return 0;
}

}  // namespace sekisho::parse

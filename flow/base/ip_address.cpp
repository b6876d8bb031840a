#include "flow/base/ip_address.hpp"

#include <algorithm>
#include <charconv>

#include <arpa/inet.h>
#include <fmt/compile.h>
#include <fmt/format.h>

namespace sekisho {
namespace {

constexpr std::array<std::uint8_t, 12> kMappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

}  // namespace

IpAddress IpAddress::v4(const std::uint8_t* bytes) {
  IpAddress a;
  std::copy(kMappedPrefix.begin(), kMappedPrefix.end(), a.bytes_.begin());
  std::memcpy(a.bytes_.data() + 12, bytes, 4);
  return a;
}

IpAddress IpAddress::v6(const std::uint8_t* bytes) {
  IpAddress a;
  std::memcpy(a.bytes_.data(), bytes, 16);
  return a;
}

Result<IpAddress> IpAddress::parse(std::string_view text) {
  const std::string copy(text);
  std::array<std::uint8_t, 16> raw{};
  if (inet_pton(AF_INET, copy.c_str(), raw.data()) == 1) return v4(raw.data());
  if (inet_pton(AF_INET6, copy.c_str(), raw.data()) == 1) return v6(raw.data());
  return Error{fmt::format("\"{}\" is not an IP address; expected for example 192.0.2.1 or 2001:db8::1", copy)};
}

bool IpAddress::is_v4() const { return std::memcmp(bytes_.data(), kMappedPrefix.data(), 12) == 0; }

std::uint32_t IpAddress::v4_bits() const {
  if (!is_v4()) return 0;
  return std::uint32_t{bytes_[12]} << 24 | std::uint32_t{bytes_[13]} << 16 | std::uint32_t{bytes_[14]} << 8 | bytes_[15];
}

bool IpAddress::is_multicast() const { return is_v4() ? (bytes_[12] & 0xF0) == 0xE0 : bytes_[0] == 0xFF; }

bool IpAddress::is_loopback() const {
  if (is_v4()) return bytes_[12] == 127;
  return bytes_[15] == 1 && std::all_of(bytes_.begin(), bytes_.begin() + 15, [](std::uint8_t b) { return b == 0; });
}

bool IpAddress::is_link_local() const {
  if (is_v4()) return bytes_[12] == 169 && bytes_[13] == 254;
  return bytes_[0] == 0xFE && (bytes_[1] & 0xC0) == 0x80;
}

std::string IpAddress::to_string() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (!is_v4()) {
    inet_ntop(AF_INET6, bytes_.data(), text.data(), text.size());
    return text.data();
  }
  // inet_ntop goes through printf, and addresses without a name are spelt with every flow.
  return fmt::format(FMT_COMPILE("{}.{}.{}.{}"), bytes_[12], bytes_[13], bytes_[14], bytes_[15]);
}

Network::Network(const IpAddress& address, unsigned prefix) {
  prefix_ = std::min(128U, address.is_v4() ? prefix + 96 : prefix);
  std::array<std::uint8_t, 16> raw = address.bytes();
  for (unsigned bit = prefix_; bit < 128; ++bit) raw[bit / 8] &= static_cast<std::uint8_t>(~(0x80U >> (bit % 8)));
  address_ = IpAddress::v6(raw.data());
}

Result<Network> Network::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  const Error bad{fmt::format("\"{}\" is not a network; expected for example 10.0.0.0/8 or 2001:db8::/32", text)};
  if (!address) return bad;
  const unsigned most = address->is_v4() ? 32 : 128;
  if (slash == std::string_view::npos) return Network(*address, most);
  unsigned prefix = 0;
  const auto digits = text.substr(slash + 1);
  const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
  if (code != std::errc{} || end != digits.data() + digits.size() || prefix > most) return bad;
  return Network(*address, prefix);
}

bool Network::contains(const IpAddress& address) const {
  const unsigned whole = prefix_ / 8;
  if (std::memcmp(address.bytes().data(), address_.bytes().data(), whole) != 0) return false;
  const unsigned rest = prefix_ % 8;
  if (rest == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xFF00U >> rest);
  return ((address.bytes()[whole] ^ address_.bytes()[whole]) & mask) == 0;
}

std::string Network::to_string() const { return fmt::format("{}/{}", address_.to_string(), address_.is_v4() ? prefix_ - 96 : prefix_); }

bool contains(const std::vector<Network>& networks, const IpAddress& address) {
  return std::any_of(networks.begin(), networks.end(), [&](const Network& n) { return n.contains(address); });
}

Network neighbourhood(const IpAddress& address) { return {address, address.is_v4() ? 24U : 48U}; }

}  // namespace sekisho

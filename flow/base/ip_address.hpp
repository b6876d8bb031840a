// IPv4 and IPv6 addresses and networks as plain values. IPv4 is held IPv4-mapped (::ffff:a.b.c.d), so one type and
// one comparison serve both.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "flow/base/bytes.hpp"
#include "flow/base/hash.hpp"
#include "flow/base/result.hpp"

namespace sekisho {

class IpAddress {
 public:
  constexpr IpAddress() = default;
  /// From 4 bytes in network order.
  static IpAddress v4(const std::uint8_t* bytes);
  /// From 16 bytes in network order. An IPv4-mapped IPv6 address becomes the IPv4 address.
  static IpAddress v6(const std::uint8_t* bytes);
  /// "192.0.2.1" or "2001:db8::1".
  static Result<IpAddress> parse(std::string_view text);

  bool is_v4() const;
  bool is_unspecified() const { return *this == IpAddress{} || (is_v4() && v4_bits() == 0); }
  bool is_multicast() const;
  bool is_loopback() const;
  bool is_link_local() const;
  /// 255.255.255.255 only: a subnet's own broadcast address cannot be told from the packet.
  bool is_broadcast() const { return is_v4() && v4_bits() == 0xFFFFFFFFU; }
  /// Host order; 0 for IPv6.
  std::uint32_t v4_bits() const;
  const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }
  /// 4 or 16 bytes in network order.
  Bytes wire() const { return is_v4() ? Bytes(bytes_).subspan(12) : Bytes(bytes_); }
  std::string to_string() const;
  std::uint64_t hash(HashSeed seed) const { return keyed_hash(bytes_, seed); }

  /// Byte order, IPv4 before IPv6 where the first bytes are zero; stable for sorting.
  friend std::strong_ordering operator<=>(const IpAddress& a, const IpAddress& b) { return std::memcmp(a.bytes_.data(), b.bytes_.data(), 16) <=> 0; }
  friend bool operator==(const IpAddress& a, const IpAddress& b) { return std::memcmp(a.bytes_.data(), b.bytes_.data(), 16) == 0; }

 private:
  std::array<std::uint8_t, 16> bytes_{};
};

/// A CIDR network.
class Network {
 public:
  Network() = default;
  /// @p prefix counts bits of the address family of @p address; surplus host bits are cleared.
  Network(const IpAddress& address, unsigned prefix);
  /// "10.0.0.0/8", "2001:db8::/32", or a bare address (a network of one).
  static Result<Network> parse(std::string_view text);
  bool contains(const IpAddress& address) const;
  std::string to_string() const;
  friend bool operator==(const Network&, const Network&) = default;

 private:
  IpAddress address_;
  unsigned prefix_ = 128;  // of the 128-bit, IPv4-mapped form
};

bool contains(const std::vector<Network>& networks, const IpAddress& address);

/// /24 of an IPv4 address, /48 of an IPv6 one: the neighbourhood that one operator usually holds.
Network neighbourhood(const IpAddress& address);

}  // namespace sekisho

// Single headers as bytes, to be stacked by hand where a test is about the stack itself.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "flow/base/bytes.hpp"
#include "flow/base/ip_address.hpp"

namespace sekisho::test {

using Frame = std::vector<std::uint8_t>;

/// Bytes from hexadecimal digits, spaces ignored: hex("08 00 4500").
Frame hex(std::string_view digits);
Frame text(std::string_view characters);
Frame join(std::initializer_list<Frame> parts);
void put16(Frame& frame, unsigned value);
void put32(Frame& frame, std::uint32_t value);

/// An Ethernet header from 02:00:00:00:00:01 to 02:00:00:00:00:02, then @p inner.
Frame ethernet(std::uint16_t type, const Frame& inner);
/// Tag and the EtherType of what follows; goes after ethernet(0x8100, ...).
Frame vlan_tag(std::uint16_t id, std::uint16_t type, const Frame& inner);

struct Ipv4Fields {
  std::uint8_t ttl = 64;
  std::uint16_t id = 0;
  bool more_fragments = false;
  std::uint16_t fragment_offset = 0;  ///< Bytes, a multiple of 8.
  int total_length = -1;              ///< -1: what is right.
  Frame options = {};                 ///< A multiple of 4 bytes.
};
Frame ipv4(const IpAddress& source, const IpAddress& destination, std::uint8_t protocol, const Frame& inner, const Ipv4Fields& fields = {});
Frame ipv6(const IpAddress& source, const IpAddress& destination, std::uint8_t next_header, const Frame& inner, std::uint8_t hop_limit = 64);
Frame ipv4(std::string_view source, std::string_view destination, std::uint8_t protocol, const Frame& inner, const Ipv4Fields& fields = {});
Frame ipv6(std::string_view source, std::string_view destination, std::uint8_t next_header, const Frame& inner, std::uint8_t hop_limit = 64);
/// Checksum left zero.
Frame udp_header(std::uint16_t source_port, std::uint16_t destination_port, const Frame& inner);

/// The Internet checksum of @p bytes, starting from @p sum.
std::uint16_t internet_checksum(Bytes bytes, std::uint32_t sum = 0);
/// Throws on text that is no address: a broken test.
IpAddress address(std::string_view text);

}  // namespace sekisho::test

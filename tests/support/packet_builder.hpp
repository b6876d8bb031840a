// Packets as code: tcp("10.0.0.1:1234", "198.51.100.7:443").syn().at(20ms). See README.md beside this file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "flow/packet/packet_view.hpp"
#include "flow/packet/raw_packet.hpp"
#include "tests/support/wire.hpp"

namespace sekisho::test {

/// What at(0s) means: 2026-01-01 00:00 UTC.
inline constexpr Timestamp kStart{std::chrono::seconds{1'767'225'600}};

/// An address and a port.
struct Endpoint {
  IpAddress address;
  std::uint16_t port = 0;
  /// "10.0.0.1:80", "[2001:db8::1]:80", or an address alone. Throws on anything else.
  static Endpoint parse(std::string_view text);
};

/// One packet in the making. The family follows from the addresses. Every setter returns the builder itself.
class PacketBuilder {
 public:
  PacketBuilder(model::Transport transport, const Endpoint& source, const Endpoint& destination);

  // TCP. Without any of these the packet is an ACK.
  PacketBuilder& flags(unsigned bits) { return flags_ = static_cast<std::uint8_t>(bits), *this; }
  PacketBuilder& syn() { return flags(packet::kSyn); }
  PacketBuilder& syn_ack() { return flags(packet::kSyn | packet::kAck); }
  PacketBuilder& ack() { return flags(packet::kAck); }
  PacketBuilder& push() { return flags(packet::kPsh | packet::kAck); }
  PacketBuilder& fin() { return flags(packet::kFin | packet::kAck); }
  PacketBuilder& rst() { return flags(packet::kRst); }
  PacketBuilder& seq(std::uint32_t n) { return sequence_ = n, *this; }
  PacketBuilder& ack_number(std::uint32_t n) { return acknowledgement_ = n, *this; }
  PacketBuilder& window(std::uint16_t n) { return window_ = n, *this; }

  // ICMP echo.
  PacketBuilder& reply() { return is_reply_ = true, *this; }

  // All.
  PacketBuilder& payload(std::string_view text) { return payload_.assign(text.begin(), text.end()), *this; }
  PacketBuilder& payload(Frame bytes) { return payload_ = std::move(bytes), *this; }
  PacketBuilder& ttl(std::uint8_t n) { return ttl_ = n, *this; }
  PacketBuilder& ip_id(std::uint16_t n) { return ip_id_ = n, *this; }
  /// Adds a tag inside those already there.
  PacketBuilder& vlan(std::uint16_t id) { return vlans_.push_back(id), *this; }
  PacketBuilder& interface(std::uint16_t n) { return interface_ = n, *this; }
  /// Captures @p n bytes of the frame only.
  PacketBuilder& snap(std::size_t n) { return snap_ = n, *this; }
  PacketBuilder& at(Duration since_start) { return time_ = kStart + since_start, *this; }
  PacketBuilder& at(Timestamp time) { return time_ = time, *this; }

  /// The transport header and payload, checksum included.
  Frame segment() const;
  /// From the IP header on.
  Frame ip() const;
  /// Ethernet, at least 60 bytes as on a wire.
  Frame frame() const;
  /// Borrows from this builder until it changes.
  packet::RawPacket raw() const;
  /// raw() through a fresh Decoder; throws where it is not decoded.
  packet::PacketView view() const;

 private:
  model::Transport transport_;
  Endpoint source_;
  Endpoint destination_;
  std::uint8_t flags_ = packet::kAck;
  std::uint32_t sequence_ = 0;
  std::uint32_t acknowledgement_ = 0;
  std::uint16_t window_ = 64'240;
  bool is_reply_ = false;
  Frame payload_;
  std::uint8_t ttl_ = 64;
  std::uint16_t ip_id_ = 1;
  std::vector<std::uint16_t> vlans_;
  std::uint16_t interface_ = 0;
  std::size_t snap_ = 262'144;
  Timestamp time_ = kStart;
  mutable Frame built_;  // what raw() and view() lend
};

PacketBuilder tcp(std::string_view source, std::string_view destination);
PacketBuilder udp(std::string_view source, std::string_view destination);
/// ICMP or ICMPv6 echo request, by the family of the addresses; reply() makes it the answer.
PacketBuilder icmp_echo(std::string_view source, std::string_view destination, std::uint16_t id = 1, std::uint16_t sequence = 1);

/// @p frame as a captured packet; borrows from it.
packet::RawPacket raw(const Frame& frame, Timestamp time = kStart, int link_type = 1);

}  // namespace sekisho::test

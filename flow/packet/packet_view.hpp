// What decode found in one frame: addresses, ports and the innermost payload, borrowed from the frame's bytes (or from
// the defragmenter's buffer) until the next frame is decoded.
#pragma once

#include <array>
#include <cstdint>

#include "flow/base/bytes.hpp"
#include "flow/base/ip_address.hpp"
#include "flow/base/time.hpp"
#include "flow/model/observations.hpp"
#include "flow/model/transport.hpp"

namespace sekisho::packet {

using model::MacAddress;

/// TCP flag bits as on the wire.
enum TcpFlag : std::uint8_t { kFin = 0x01, kSyn = 0x02, kRst = 0x04, kPsh = 0x08, kAck = 0x10, kUrg = 0x20 };

struct PacketView {
  Timestamp time;
  std::uint32_t wire_length = 0;  ///< The whole frame on the wire, bytes.
  std::uint16_t interface = 0;
  model::VlanStack vlan;                               ///< Outermost first; empty without tags.
  model::TunnelKind tunnel = model::TunnelKind::None;  ///< The innermost tunnel that was removed.
  IpAddress tunnel_source;                             ///< Outer addresses of that tunnel; unspecified without one.
  IpAddress tunnel_destination;
  MacAddress source_mac{};       ///< Zero where the link has none.
  MacAddress destination_mac{};  ///< Zero where the link or its capture format has none.
  bool has_mac = false;
  bool arp = false;  ///< No packet: an ARP message whose sender says that `source` is at `source_mac`, to `destination`.

  IpAddress source;
  IpAddress destination;
  model::Transport transport{};  ///< IP protocol number of the innermost packet.
  std::uint8_t ttl = 0;
  bool fragment = false;     ///< A fragment that was not reassembled: ports are zero unless it is the first.
  bool reassembled = false;  ///< l3 and payload point into the defragmenter's buffer.
  bool truncated = false;    ///< Fewer payload bytes were captured than sent.

  std::uint16_t source_port = 0;  ///< TCP, UDP, SCTP; 0 otherwise.
  std::uint16_t destination_port = 0;

  std::uint32_t tcp_sequence = 0;
  std::uint32_t tcp_acknowledgement = 0;
  std::uint16_t tcp_window = 0;
  std::uint8_t tcp_flags = 0;

  std::uint8_t icmp_type = 0;  ///< ICMP and ICMPv6.
  std::uint8_t icmp_code = 0;
  std::uint16_t icmp_id = 0;        ///< Echo only.
  std::uint16_t icmp_sequence = 0;  ///< Echo only.

  Bytes l3;                          ///< From the innermost IP header on, without link padding: what nDPI is given.
  Bytes payload;                     ///< After the transport header; for ICMP after the 8-byte header.
  std::uint32_t payload_length = 0;  ///< As sent, by the IP length; at least payload.size().
};

}  // namespace sekisho::packet

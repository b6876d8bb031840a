// A flow as plain values: who talked to whom, how much, and what it was. Holds no pointer to the table that made it.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "flow/base/bytes.hpp"
#include "flow/base/inline_string.hpp"
#include "flow/base/ip_address.hpp"
#include "flow/base/time.hpp"
#include "flow/model/app_label.hpp"
#include "flow/model/transport.hpp"

namespace sekisho::model {

/// Derived from the key and the start time, never random: the same capture gives the same ids. 51 bits, so that JSON
/// readers keep it exact.
enum class FlowId : std::uint64_t {};

struct Endpoint {
  IpAddress address;
  std::uint16_t port = 0;
  friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// Who asked and who answered. FlowKey (flow/model/flow_key.hpp) is the unordered pair.
struct Endpoints {
  Endpoint client;
  Endpoint server;
};

/// What identifies a flow and does not change while it lives. ICMP flows carry type and code of the first message as ports
/// (client.port = type, server.port = code), the way community_id wants them.
struct FlowRef {
  FlowId id{};
  Timestamp start;
  Endpoints endpoints;
  Transport transport{};
  VlanStack vlan;
  std::uint16_t interface = 0;
  TunnelKind tunnel = TunnelKind::None;
  bool client_guessed = false;  ///< No SYN seen: ports and home networks decided who the client is.
  bool midstream = false;       ///< TCP, first packet seen was not a SYN.
};

enum class FlowState : std::uint8_t { New, Established, Closed };
std::string_view flow_state_name(FlowState s);  // "new", "established", "closed"

enum class EndReason : std::uint8_t { Active, Timeout, Closed, Evicted, Shutdown, TcpReuse };
std::string_view end_reason_name(EndReason r);  // "active" (interim record), "timeout", "closed", "evicted", "shutdown", "tcp_reuse"

/// One direction's counts.
struct Volume {
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;    ///< On the wire, from the IP header on.
  std::uint64_t payload = 0;  ///< Transport payload, retransmissions left out.
  std::uint64_t payload_packets = 0;
  std::uint64_t retransmitted = 0;  ///< Payload bytes sent again.
  std::uint8_t tcp_flags = 0;       ///< All flags seen, or-ed.
};

/// What the first segment with payload of one direction is made of, over its first 128 bytes at most: what tells a stream that is encrypted
/// from its first byte on (Wu et al., "How the Great Firewall of China Detects and Blocks Fully Encrypted Traffic", USENIX Security 2023).
struct PayloadShape {
  std::uint16_t ones = 0;         ///< Bits set in the bytes looked at.
  std::uint8_t looked_at = 0;     ///< Bytes.
  std::uint8_t printable = 0;     ///< Of those, printable ASCII (0x20 … 0x7e).
  std::uint8_t longest_text = 0;  ///< Longest run of printable ones.

  /// 0 … 8, about 4 for random bytes; 0 where there are none.
  double ones_per_byte() const { return looked_at > 0 ? static_cast<double>(ones) / looked_at : 0; }
};
/// @p payload as captured.
PayloadShape shape_of(Bytes payload);

struct FlowRecord {
  FlowRef ref;
  Timestamp last;          ///< Last packet.
  Timestamp last_payload;  ///< Last packet with payload; start where none had any.
  Volume to_server;
  Volume to_client;
  FlowState state = FlowState::New;
  EndReason reason = EndReason::Active;
  InlineString<7> conn_state;  ///< Zeek: S0 S1 SF REJ S2 S3 RSTO RSTR RSTOS0 RSTRH SH SHR OTH.
  InlineString<31> history;    ///< Zeek: ShADadFf…, `^` where the client was guessed from a reversed first packet.
  AppLabel label;
  std::string server_name;                         ///< SNI, HTTP Host or CONNECT target; empty if none was seen. Hostile text.
  std::uint64_t risks = 0;                         ///< nDPI risks as bits of dpi::Risk, canonical over versions.
  std::uint32_t active_seconds = 0;                ///< Distinct seconds with payload: the duty of a session.
  Duration longest_silence{};                      ///< Longest gap between packets with payload.
  std::array<std::uint8_t, 16> first_to_server{};  ///< First payload bytes of each direction, as far as there are any.
  std::array<std::uint8_t, 16> first_to_client{};
  std::uint8_t first_to_server_size = 0;
  std::uint8_t first_to_client_size = 0;
  /// The first segment with payload of each direction: its payload bytes as sent (0 where there was none), and what they are made of.
  std::uint32_t first_segment_to_server = 0, first_segment_to_client = 0;
  PayloadShape shape_to_server, shape_to_client;

  Duration duration() const { return last - ref.start; }
  bool bidirectional() const { return to_server.packets > 0 && to_client.packets > 0; }
};

/// "1:hO+sN4H+MG5MY/8hIrXPqc4ZQz0=" (corelight community-id-spec v1).
/// @p seed the operator's seed, 0 by default.
std::string community_id(const FlowRef& flow, std::uint16_t seed);

}  // namespace sekisho::model

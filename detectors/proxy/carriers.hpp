// What a flow carries, if it carries other conversations: proxies, VPNs, Tor, tunnels. By its own first bytes, and by DPI's word where
// contents decided it. Pure.
#pragma once

#include <cstdint>
#include <string_view>

#include "flow/model/flow_record.hpp"
#include "flow/model/observations.hpp"

namespace sekisho::detectors::proxy {

/// The numbers are reason codes: they never change.
enum class Kind : std::uint8_t {
  None = 0,
  Socks = 1,
  HttpProxy = 2,
  Tor = 3,
  Vpn = 4,
  WebSocket = 5,      ///< A program, not a browser, that turns HTTP into a two-way channel.
  WebTunnel = 6,      ///< Connections carried by one script of a web server.
  Agent = 7,          ///< The inner end of a reverse proxy.
  Relay = 8,          ///< A home host that passes on what it is sent.
  Fronting = 10,      ///< The name on the envelope is not the one inside.
  PacketTunnel = 11,  ///< IP in IP, GRE, 6in4, Teredo.
  ReversedSsh = 12,   ///< SSH in which the server types.
};

struct Carrier {
  Kind kind = Kind::None;
  std::string_view name;  ///< "SOCKS5", "OpenVPN", …; static text, or a view into the record's label.
  bool common = false;    ///< On every other network for good reasons: evidence, never an alert by itself.
};

/// What a flow's own record tells. A view in the answer lives as long as @p record.
Carrier carrier_of(const model::FlowRecord& record);

/// A name as Tor makes them up for its hellos: www., 4 to 25 characters of base 32, .com or .net, and nothing that a person could say.
bool is_tor_name(std::string_view server_name);
/// A TLS record that holds exactly one of Tor's cells, as the first seen of a connection that was joined later.
bool is_tor_cell(Bytes first);

/// SSH in which the server sends keystrokes and the client the output.
bool is_reversed_ssh(const model::FlowRecord& record);

}  // namespace sekisho::detectors::proxy

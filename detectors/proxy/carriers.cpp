#include "detectors/proxy/carriers.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "detectors/support/first_bytes.hpp"

namespace sekisho::detectors::proxy {
namespace {

using model::Transport;
using support::first_to_client;
using support::first_to_server;
using support::opens_with;

bool among(std::uint8_t byte, std::initializer_list<std::uint8_t> values) { return std::find(values.begin(), values.end(), byte) != values.end(); }

// RFC 1928: the methods offered and the one chosen. RFC-less SOCKS4: command, port, address; the reply's code.
bool is_socks5(Bytes up, Bytes down) {
  constexpr std::uint8_t kMostMethods = 8;
  return up.size() >= 3 && up[0] == 5 && up[1] >= 1 && up[1] <= kMostMethods && down.size() >= 2 && down[0] == 5 &&
         (down[1] <= 2 || down[1] == 0x80 || down[1] == 0xFF);
}
bool is_socks4(Bytes up, Bytes down) {
  return up.size() >= 9 && up[0] == 4 && (up[1] == 1 || up[1] == 2) && down.size() >= 2 && down[0] == 0 && down[1] >= 0x5A && down[1] <= 0x5D;
}

// OpenVPN's control channel: opcode and key id, then the sender's session id. A hard reset of the client is answered by the server's;
// over TCP a length comes first. Wire format: the protocol's own documentation (ssl.h), opcodes 7, 8 and 10.
bool is_openvpn(Bytes up, Bytes down, Transport transport) {
  constexpr std::uint8_t kClientReset2 = 7U << 3, kServerReset2 = 8U << 3, kClientReset3 = 10U << 3;
  constexpr std::size_t kLeast = 14;  // Opcode, session id, no acknowledgements, packet id.
  const std::size_t skip = transport == Transport::Tcp ? 2 : 0;
  if (up.size() < kLeast || down.size() < kLeast) return false;
  if (skip != 0 && (up[0] > 5 || down[0] > 5)) return false;  // Messages stay below 1500 bytes.
  return among(up[skip], {kClientReset2, kClientReset3}) && down[skip] == kServerReset2;
}
// One side alone says as much where the packet id, which begins at nought, is not covered by an authentication tag.
bool is_bare_openvpn(Bytes up) {
  constexpr std::uint8_t kClientReset2 = 7U << 3;
  constexpr std::size_t kWhole = 14;
  return up.size() == kWhole && up[0] == kClientReset2 && std::all_of(up.begin() + 9, up.end(), [](std::uint8_t b) { return b == 0; });
}

// The WireGuard paper, section 5.4: type, three reserved bytes. Data messages carry a receiver and a 64-bit counter.
bool is_wireguard(Bytes up, Bytes down) {
  constexpr std::uint8_t kInitiation = 1, kResponse = 2, kCookie = 3, kData = 4;
  const auto typed = [](Bytes b, std::uint8_t type) { return b.size() >= 16 && b[0] == type && b[1] == 0 && b[2] == 0 && b[3] == 0; };
  // A counter that has not reached 2^32.
  const auto data = [&](Bytes b) { return typed(b, kData) && b[12] == 0 && b[13] == 0 && b[14] == 0 && b[15] == 0; };
  return (typed(up, kInitiation) && (typed(down, kResponse) || typed(down, kCookie) || down.empty())) || (data(up) && data(down));
}

bool is_tailscale(Bytes b) { return opens_with(b, "TS\xF0\x9F\x92\xAC"); }

// "0 name 17\n": request, name, protocol version.
bool is_tinc(Bytes up, Bytes down) {
  const auto hello = [](Bytes b) {
    return opens_with(b, "0 ") && (as_text(b).find(" 17") != std::string_view::npos || as_text(b).find(" 18") != std::string_view::npos);
  };
  return hello(up) && hello(down);
}

// A NAT-T server tells a client its own address; the control packets of newer versions are packs of named values.
bool is_softether(Bytes up, Bytes down) {
  const bool told = opens_with(down, "IP=") && up.size() == 1 && up[0] == 'A';
  const auto packed = [](Bytes b) {
    return b.size() >= 14 && b[0] == 0 && b[1] == 0 && opens_with(b.subspan(4), std::string_view("\0\0\0\x07opcode", 10));
  };
  return told || packed(up) || packed(down);
}

// Nebula's header: version 1 and type, subtype, two reserved bytes, the index of nobody yet, a counter of one.
bool is_nebula(Bytes up) { return up.size() >= 16 && opens_with(up, std::string_view("\x10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01", 16)); }

// n2n version 3: hop limit 2, flags, then the community's name, padded with zeros.
bool is_n2n(Bytes up, Bytes down) {
  const auto header = [](Bytes b) {
    if (b.size() < 16 || b[0] != 3 || b[1] > 2 || b[2] > 1) return false;
    const auto name = b.subspan(4);
    const auto end = std::find(name.begin(), name.end(), 0);
    return end != name.begin() && std::all_of(name.begin(), end, [](std::uint8_t c) { return c > 0x20 && c < 0x7F; }) &&
           std::all_of(end, name.end(), [](std::uint8_t c) { return c == 0; });
  };
  return header(up) && header(down);
}

std::string_view vpn_name(const model::FlowRecord& r) {
  const Bytes up = first_to_server(r);
  const Bytes down = first_to_client(r);
  const bool tcp = r.ref.transport == Transport::Tcp;
  const bool udp = r.ref.transport == Transport::Udp;
  // Whose first packet was missed may be the other way round.
  if (tcp || udp) {
    if (is_openvpn(up, down, r.ref.transport) || is_openvpn(down, up, r.ref.transport)) return "OpenVPN";
    if (udp && (is_bare_openvpn(up) || is_bare_openvpn(down))) return "OpenVPN";
  }
  if (udp && (is_wireguard(up, down) || is_wireguard(down, up))) return "WireGuard";
  if (udp && (is_tailscale(up) || is_tailscale(down))) return "Tailscale";
  if (udp && is_softether(up, down)) return "SoftEther";
  if (udp && is_nebula(up)) return "Nebula";
  if (udp && is_n2n(up, down)) return "n2n";
  if (tcp && is_tinc(up, down)) return "tinc";
  return {};
}

// DPI's names for what tunnels. IPsec is every telephone's way to its operator.
Carrier labelled(const model::FlowRecord& r) {
  constexpr std::array<std::string_view, 12> kVpns{"OpenVPN",   "WireGuard", "TINC",      "PPTP",          "L2TP",      "CiscoVPN",
                                                   "SoftEther", "Psiphon",   "UltraSurf", "HotspotShield", "Tailscale", "TunnelBear"};
  if (!r.label.sure()) return {};
  const auto is = [&](std::string_view name) { return r.label.is(name); };
  if (is("Tor")) return {Kind::Tor, "Tor", true};
  if (is("SOCKS")) return {Kind::Socks, "SOCKS", true};
  if (is("IPsec") || is("IPSec")) return {Kind::Vpn, "IPsec", true};
  if (is("Teredo")) return {Kind::PacketTunnel, "Teredo", true};
  for (const std::string_view vpn : kVpns) {
    if (is(vpn)) return {Kind::Vpn, vpn, false};
  }
  return {};
}

Carrier packet_tunnel(const model::FlowRecord& r) {
  constexpr std::uint8_t kIpInIp = 4, kIpv6 = 41, kGre = 47;
  switch (r.ref.tunnel) {
    case model::TunnelKind::IpInIp:
    case model::TunnelKind::SixInFour:
    case model::TunnelKind::Gre:
    case model::TunnelKind::Teredo:
      return {Kind::PacketTunnel, model::tunnel_name(r.ref.tunnel), true};
    default:
      break;
  }
  const auto protocol = static_cast<std::uint8_t>(r.ref.transport);
  if (protocol == kIpInIp) return {Kind::PacketTunnel, "ipip", true};
  if (protocol == kIpv6) return {Kind::PacketTunnel, "6in4", true};
  if (protocol == kGre) return {Kind::PacketTunnel, "gre", true};
  return {};
}

}  // namespace

Carrier carrier_of(const model::FlowRecord& r) {
  const Bytes up = first_to_server(r);
  const Bytes down = first_to_client(r);
  if (r.ref.transport == Transport::Tcp) {
    if (is_socks5(up, down)) return {Kind::Socks, "SOCKS5", false};
    if (is_socks4(up, down)) return {Kind::Socks, "SOCKS4", false};
    if (r.ref.midstream && (is_tor_cell(up) || is_tor_cell(down))) return {Kind::Tor, "Tor's cells in TLS", false};
    if (is_reversed_ssh(r)) return {Kind::ReversedSsh, "SSH", false};
  }
  if (const std::string_view vpn = vpn_name(r); !vpn.empty()) return {Kind::Vpn, vpn, false};
  if (const Carrier known = labelled(r); known.kind != Kind::None) return known;
  if (const Carrier tunnel = packet_tunnel(r); tunnel.kind != Kind::None) return tunnel;
  return {};
}

bool is_tor_name(std::string_view name) {
  constexpr std::size_t kShortest = 8, kLongest = 25;  // Tor makes 4 to 25; the short ones could be anybody's.
  constexpr int kChanges = 4, kRun = 5;
  if (!name.starts_with("www.") || !(name.ends_with(".com") || name.ends_with(".net"))) return false;
  name = name.substr(4, name.size() - 8);
  if (name.size() < kShortest || name.size() > kLongest) return false;
  int changes = 0;  // Between letters and digits: names that people choose have one or two.
  int run = 0;      // Consonants.
  int longest = 0;
  bool was_digit = name.front() < 'a';
  for (const char c : name) {
    const bool digit = c >= '2' && c <= '7';
    if (!digit && (c < 'a' || c > 'z')) return false;
    changes += digit != was_digit ? 1 : 0;
    was_digit = digit;
    run = !digit && std::string_view("aeiouy").find(c) == std::string_view::npos ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return changes >= kChanges || longest > kRun;
}

bool is_tor_cell(Bytes first) {
  // tor-spec: cells of 514 bytes. Sealed by AES-GCM of TLS 1.2 538, of TLS 1.3 531.
  constexpr std::uint16_t kTls12 = 538, kTls13 = 531;
  if (first.size() < 5 || first[0] != 0x17 || first[1] != 3 || first[2] != 3) return false;
  const unsigned size = static_cast<unsigned>(first[3]) << 8 | first[4];
  return size == kTls12 || size == kTls13;
}

bool is_reversed_ssh(const model::FlowRecord& r) {
  constexpr std::uint64_t kPackets = 40;  // Enough keystrokes to be a person's or a script's.
  constexpr double kKeystroke = 100;      // Payload bytes: a keystroke in any cipher is 36 to 84.
  constexpr double kOutput = 500;         // Means above are files being copied.
  constexpr double kRatio = 1.4;
  if (!r.label.sure() || !r.label.is("SSH")) return false;
  if (r.to_server.payload_packets < kPackets || r.to_client.payload_packets < kPackets) return false;
  const double up = static_cast<double>(r.to_server.payload) / static_cast<double>(r.to_server.payload_packets);
  const double down = static_cast<double>(r.to_client.payload) / static_cast<double>(r.to_client.payload_packets);
  return down <= kKeystroke && up >= kRatio * down && up <= kOutput && r.to_server.payload > r.to_client.payload;
}

}  // namespace sekisho::detectors::proxy

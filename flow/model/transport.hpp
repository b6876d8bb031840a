// Small vocabulary shared by packets and flows: transport protocol, VLAN stack, tunnel kind.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace sekisho::model {

/// IANA IP protocol number. Any value can appear; the named ones are those the sensor understands.
enum class Transport : std::uint8_t { Icmp = 1, Tcp = 6, Udp = 17, Icmpv6 = 58, Sctp = 132 };

constexpr bool is_icmp(Transport t) { return t == Transport::Icmp || t == Transport::Icmpv6; }
constexpr bool has_ports(Transport t) { return t == Transport::Tcp || t == Transport::Udp || t == Transport::Sctp; }

/// As Suricata spells it: "TCP", "UDP", "ICMP", "IPv6-ICMP", "SCTP", "GRE", else the number in three digits ("089").
std::string transport_name(Transport t);

struct VlanStack {
  std::array<std::uint16_t, 2> ids{};  ///< Outermost first.
  std::uint8_t count = 0;
  friend bool operator==(const VlanStack&, const VlanStack&) = default;
};

enum class TunnelKind : std::uint8_t { None, IpInIp, SixInFour, Gre, Erspan, Vxlan, Geneve, Gtpu, Teredo };
/// "ipip", "6in4", "gre", "erspan", "vxlan", "geneve", "gtpu", "teredo"; empty for None.
std::string_view tunnel_name(TunnelKind kind);

}  // namespace sekisho::model

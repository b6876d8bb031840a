#include <algorithm>
#include <array>

#include "flow/dpi/classifier.hpp"
#include "flow/dpi/port_labels.hpp"

namespace sekisho::dpi {
namespace {

struct PortLabel {
  std::uint16_t port;
  bool tcp, udp;
  std::string_view name, category;
};
// Sorted by port. Names and categories are nDPI 4.2's.
constexpr std::array kPorts{
    PortLabel{20, true, false, "FTP_DATA", "Download"},
    PortLabel{21, true, false, "FTP_CONTROL", "Download"},
    PortLabel{22, true, false, "SSH", "RemoteAccess"},
    PortLabel{23, true, false, "Telnet", "RemoteAccess"},
    PortLabel{25, true, false, "SMTP", "Email"},
    PortLabel{53, true, true, "DNS", "Network"},
    PortLabel{67, false, true, "DHCP", "Network"},
    PortLabel{68, false, true, "DHCP", "Network"},
    PortLabel{69, false, true, "TFTP", "DataTransfer"},
    PortLabel{80, true, false, "HTTP", "Web"},
    PortLabel{88, true, true, "Kerberos", "Network"},
    PortLabel{110, true, false, "POP3", "Email"},
    PortLabel{123, false, true, "NTP", "System"},
    PortLabel{135, true, false, "DCE_RPC", "RPC"},
    PortLabel{137, false, true, "NetBIOS", "System"},
    PortLabel{138, false, true, "NetBIOS", "System"},
    PortLabel{139, true, false, "NetBIOS", "System"},
    PortLabel{143, true, false, "IMAP", "Email"},
    PortLabel{161, false, true, "SNMP", "Network"},
    PortLabel{162, false, true, "SNMP", "Network"},
    PortLabel{179, true, false, "BGP", "Network"},
    PortLabel{389, true, true, "LDAP", "System"},
    PortLabel{443, true, false, "TLS", "Web"},
    PortLabel{443, false, true, "QUIC", "Web"},
    PortLabel{445, true, false, "SMBv23", "System"},
    PortLabel{465, true, false, "SMTPS", "Email"},
    PortLabel{500, false, true, "IPsec", "VPN"},
    PortLabel{514, false, true, "Syslog", "System"},
    PortLabel{546, false, true, "DHCPV6", "Network"},
    PortLabel{547, false, true, "DHCPV6", "Network"},
    PortLabel{587, true, false, "SMTP", "Email"},
    PortLabel{631, true, true, "IPP", "System"},
    PortLabel{636, true, false, "LDAP", "System"},
    PortLabel{853, true, true, "DoH_DoT", "Network"},
    PortLabel{993, true, false, "IMAPS", "Email"},
    PortLabel{995, true, false, "POPS", "Email"},
    PortLabel{1194, true, true, "OpenVPN", "VPN"},
    PortLabel{1433, true, false, "MsSQL-TDS", "Database"},
    PortLabel{1521, true, false, "Oracle", "Database"},
    PortLabel{1723, true, false, "PPTP", "VPN"},
    PortLabel{1812, false, true, "Radius", "Network"},
    PortLabel{1813, false, true, "Radius", "Network"},
    PortLabel{1883, true, false, "MQTT", "RPC"},
    PortLabel{1900, false, true, "SSDP", "System"},
    PortLabel{2049, true, true, "NFS", "DataTransfer"},
    PortLabel{3306, true, false, "MySQL", "Database"},
    PortLabel{3389, true, true, "RDP", "RemoteAccess"},
    PortLabel{3478, true, true, "STUN", "Network"},
    PortLabel{4500, false, true, "IPsec", "VPN"},
    PortLabel{5060, true, true, "SIP", "VoIP"},
    PortLabel{5222, true, false, "Jabber", "Web"},
    PortLabel{5353, false, true, "MDNS", "Network"},
    PortLabel{5355, true, true, "LLMNR", "Network"},
    PortLabel{5432, true, false, "PostgreSQL", "Database"},
    PortLabel{5900, true, false, "VNC", "RemoteAccess"},
    PortLabel{6379, true, false, "Redis", "Database"},
    PortLabel{6667, true, false, "IRC", "Chat"},
    PortLabel{8080, true, false, "HTTP", "Web"},
    PortLabel{11211, true, true, "Memcached", "Network"},
    PortLabel{27017, true, false, "MongoDB", "Database"},
    PortLabel{51820, false, true, "WireGuard", "VPN"},
};
static_assert(std::is_sorted(kPorts.begin(), kPorts.end(), [](const PortLabel& a, const PortLabel& b) { return a.port < b.port; }));

struct TransportLabel {
  std::uint8_t number;
  std::string_view name, category;
};
constexpr std::array kTransports{
    TransportLabel{1, "ICMP", "Network"},    TransportLabel{2, "IGMP", "Network"},  TransportLabel{4, "IP_in_IP", "Network"},
    TransportLabel{47, "GRE", "Network"},    TransportLabel{50, "IPsec", "VPN"},    TransportLabel{51, "IPsec", "VPN"},
    TransportLabel{58, "ICMPV6", "Network"}, TransportLabel{89, "OSPF", "Network"}, TransportLabel{112, "VRRP", "Network"},
    TransportLabel{132, "SCTP", "Network"},
};

model::AppLabel guess(std::string_view name, std::string_view category) {
  model::AppLabel label;
  label.app = name;
  label.category = category;
  label.confidence = model::Confidence::Port;
  return label;
}

class PortClassifier final : public Classifier {
 public:
  Inspection open() override { return Inspection::None; }
  bool feed(Inspection, const packet::PacketView&, bool) override { return true; }
  Verdict close(Inspection, bool) override { return {}; }
  model::AppLabel by_port(model::Transport transport, std::uint16_t server_port) const override { return label_of_port(transport, server_port); }
};

}  // namespace

model::AppLabel label_of_port(model::Transport transport, std::uint16_t server_port) {
  if (transport != model::Transport::Tcp && transport != model::Transport::Udp) {
    const auto row =
        std::find_if(kTransports.begin(), kTransports.end(), [&](const TransportLabel& t) { return t.number == static_cast<unsigned>(transport); });
    return row == kTransports.end() ? model::AppLabel{} : guess(row->name, row->category);
  }
  auto row = std::lower_bound(kPorts.begin(), kPorts.end(), server_port, [](const PortLabel& p, std::uint16_t port) { return p.port < port; });
  for (; row != kPorts.end() && row->port == server_port; ++row) {
    if (transport == model::Transport::Tcp ? row->tcp : row->udp) return guess(row->name, row->category);
  }
  return {};
}

std::unique_ptr<Classifier> make_port_classifier() { return std::make_unique<PortClassifier>(); }

}  // namespace sekisho::dpi

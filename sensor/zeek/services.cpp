#include "sensor/zeek/services.hpp"

#include <algorithm>
#include <array>

#include "flow/dpi/port_labels.hpp"

namespace sekisho::zeek {
namespace {

struct Service {
  std::string_view zeek, name, category;
};
// What says most of a connection with several services first: security layers and what is carried in others last.
constexpr std::array kServices = std::to_array<Service>({
    {"ssh", "SSH", "RemoteAccess"},
    {"rdp", "RDP", "RemoteAccess"},
    {"rdpeudp", "RDP", "RemoteAccess"},
    {"rfb", "VNC", "RemoteAccess"},
    {"smtp", "SMTP", "Email"},
    {"imap", "IMAP", "Email"},
    {"pop3", "POP3", "Email"},
    {"xmpp", "Jabber", "Web"},
    {"irc", "IRC", "Chat"},
    {"irc-dcc-data", "IRC", "Chat"},
    {"ftp", "FTP_CONTROL", "Download"},
    {"ftp-data", "FTP_DATA", "Download"},
    {"mqtt", "MQTT", "RPC"},
    {"mysql", "MySQL", "Database"},
    {"postgresql", "PostgreSQL", "Database"},
    {"ldap_tcp", "LDAP", "System"},
    {"ldap_udp", "LDAP", "System"},
    {"ldap", "LDAP", "System"},
    {"smb", "SMBv23", "System"},
    {"dce_rpc", "DCE_RPC", "RPC"},
    {"krb", "Kerberos", "Network"},
    {"krb_tcp", "Kerberos", "Network"},
    {"radius", "Radius", "Network"},
    {"snmp", "SNMP", "Network"},
    {"sip", "SIP", "VoIP"},
    {"syslog", "Syslog", "System"},
    {"ntp", "NTP", "System"},
    {"dhcp", "DHCP", "Network"},
    {"dns", "DNS", "Network"},
    {"socks", "SOCKS", "Web"},
    {"modbus", "Modbus", "IoT-Scada"},
    {"dnp3_tcp", "DNP3", "IoT-Scada"},
    {"openvpn", "OpenVPN", "VPN"},
    {"ipsec", "IPsec", "VPN"},
    {"wireguard", "WireGuard", "VPN"},
    {"stun", "STUN", "Network"},
    {"quic", "QUIC", "Web"},
    {"http", "HTTP", "Web"},
    {"dtls", "DTLS", "Web"},
    {"ssl", "TLS", "Web"},
});
// Analyzers of late versions and of packages, which most installations lack.
constexpr std::array kRare{std::string_view("QUIC"),  std::string_view("PostgreSQL"), std::string_view("LDAP"), std::string_view("OpenVPN"),
                           std::string_view("IPsec"), std::string_view("WireGuard"),  std::string_view("STUN"), std::string_view("Syslog")};

bool lists(std::string_view services, std::string_view wanted) {
  while (!services.empty()) {
    const auto end = services.find(',');
    if (services.substr(0, end) == wanted) return true;
    services.remove_prefix(end == std::string_view::npos ? services.size() : end + 1);
  }
  return false;
}

bool would_be_confirmed(std::string_view name) {
  const bool known = std::any_of(kServices.begin(), kServices.end(), [&](const Service& s) { return s.name == name; });
  return known && std::find(kRare.begin(), kRare.end(), name) == kRare.end();
}

}  // namespace

model::AppLabel sure_label(std::string_view name, std::string_view category) {
  model::AppLabel label;
  label.app = name;
  label.category = category;
  label.confidence = model::Confidence::Dpi;
  return label;
}

model::AppLabel label_of(std::string_view service, const model::FlowRef& flow) {
  const auto row = std::find_if(kServices.begin(), kServices.end(), [&](const Service& s) { return lists(service, s.zeek); });
  if (row != kServices.end()) {
    const bool quic = row->name == "TLS" && flow.transport == model::Transport::Udp;
    return sure_label(quic ? "QUIC" : row->name, row->category);
  }
  model::AppLabel label = dpi::label_of_port(flow.transport, flow.endpoints.server.port);
  const bool said_otherwise = !service.empty();  // a service that we have no name for is still an answer
  if (label.known() && (said_otherwise || !would_be_confirmed(label.app))) label.confidence = model::Confidence::Partial;
  return label;
}

}  // namespace sekisho::zeek

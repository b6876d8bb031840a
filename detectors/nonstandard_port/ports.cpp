// The table is knowledge of protocols (IANA's registry and what administrators, hosting panels and content networks use beside it), not
// of any capture. Alternates are ports that are free choices: being there says little, unless the server has no name either.
#include "detectors/nonstandard_port/ports.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

namespace sekisho::detectors::nonstandard_port {
namespace {

using R = PortRange;

// The first four of each row are named in the alert's sentence.
constexpr std::array kHttp{R{80, 81},     R{3128, 3128}, R{8008, 8008}, R{5985, 5985}, R{280, 280},   R{591, 593},   R{631, 631},    R{1900, 1900},
                           R{2869, 2869}, R{5357, 5358}, R{7680, 7680}, R{8530, 8530}, R{9100, 9100}, R{9200, 9200}, R{11434, 11434}};
constexpr std::array kHttpAlternate{R{82, 90},     R{2052, 2052}, R{2082, 2082}, R{2086, 2086},   R{2095, 2095},   R{3000, 3002},  R{4000, 4000},
                                    R{5000, 5001}, R{5601, 5601}, R{7000, 7001}, R{8000, 8007},   R{8009, 8100},   R{8118, 8118},  R{8180, 8180},
                                    R{8181, 8181}, R{8200, 8200}, R{8443, 8443}, R{8501, 8501},   R{8880, 8880},   R{8888, 8889},  R{8983, 8983},
                                    R{9000, 9000}, R{9080, 9099}, R{9999, 9999}, R{10000, 10000}, R{15672, 15672}, R{49152, 49160}};
// Those with STARTTLS in their protocols are here too: 21, 25, 110, 143, 389, 587, 1433, 3306, 3389, 5222, 5269, 5432.
constexpr std::array kTls{R{443, 443},   R{465, 465},   R{636, 636},   R{989, 995},   R{21, 21},      R{25, 25},     R{110, 110},   R{143, 143},
                          R{261, 261},   R{389, 389},   R{448, 448},   R{563, 563},   R{587, 587},    R{614, 614},   R{853, 853},   R{1433, 1433},
                          R{2083, 2083}, R{2087, 2087}, R{2096, 2096}, R{2053, 2053}, R{2376, 2376},  R{2484, 2484}, R{3268, 3269}, R{3306, 3306},
                          R{3389, 3389}, R{3478, 3478}, R{4190, 4190}, R{5061, 5061}, R{5222, 5223},  R{5228, 5230}, R{5269, 5269}, R{5349, 5350},
                          R{5432, 5432}, R{5671, 5671}, R{5938, 5938}, R{5986, 5986}, R{6443, 6443},  R{6514, 6514}, R{6568, 6568}, R{6697, 6697},
                          R{7070, 7070}, R{8531, 8531}, R{8883, 8883}, R{9443, 9443}, R{19294, 19310}};
constexpr std::array kTlsAlternate{R{444, 447},   R{1443, 1443},   R{2443, 2443},   R{3443, 3443},   R{4433, 4434},  R{4443, 4443},
                                   R{5000, 5001}, R{5443, 5443},   R{6667, 6669},   R{7443, 7443},   R{8000, 8010},  R{8080, 8090},
                                   R{8140, 8140}, R{8443, 8444},   R{8500, 8501},   R{8834, 8834},   R{8843, 8843},  R{8888, 8888},
                                   R{9090, 9093}, R{10000, 10000}, R{10443, 10443}, R{13443, 13443}, R{27017, 27017}};
constexpr std::array kSsh{R{22, 22}, R{830, 830}, R{29418, 29418}};
constexpr std::array kSshAlternate{R{222, 222}, R{2022, 2022}, R{2200, 2222}, R{8022, 8022}, R{10022, 10022}, R{22222, 22222}};
constexpr std::array kDns{R{53, 53}, R{137, 137}, R{853, 853}, R{5353, 5353}, R{5355, 5355}};
constexpr std::array kSmtp{R{25, 26}, R{465, 465}, R{587, 587}, R{2525, 2526}, R{10024, 10026}};
constexpr std::array kImap{R{143, 143}, R{220, 220}, R{993, 993}};
constexpr std::array kPop{R{109, 110}, R{995, 995}};
constexpr std::array kFtp{R{20, 21}, R{990, 990}, R{2121, 2121}, R{2811, 2811}};
constexpr std::array kTelnet{R{23, 23}, R{107, 107}, R{992, 992}};
constexpr std::array kTelnetAlternate{R{2323, 2323}, R{8023, 8023}};
constexpr std::array kRdp{R{3389, 3389}};
constexpr std::array kRdpAlternate{R{3388, 3400}};
constexpr std::array kVnc{R{5500, 5500}, R{5800, 5810}, R{5900, 5999}};
constexpr std::array kIrc{R{194, 194}, R{994, 994}, R{6660, 6669}, R{6697, 6697}, R{7000, 7000}};
constexpr std::array kSocks{R{1080, 1081}, R{9050, 9051}, R{9150, 9150}};
constexpr std::array kSocksAlternate{R{1082, 1090}, R{10808, 10808}};
constexpr std::array kProxy{R{80, 80},     R{1080, 1080}, R{3128, 3130}, R{8000, 8000}, R{8008, 8008},
                            R{8080, 8090}, R{8118, 8118}, R{8123, 8123}, R{8888, 8888}, R{9090, 9090}};
constexpr std::array kSmb{R{137, 139}, R{445, 445}};
constexpr std::array kOpenVpn{R{1194, 1194}, R{1197, 1198}, R{943, 943}};
constexpr std::array kWireGuard{R{51820, 51830}};
constexpr std::array kQuic{R{80, 80}, R{443, 443}, R{784, 784}, R{853, 853}, R{8443, 8443}, R{8853, 8853}};
constexpr std::array kMqtt{R{1883, 1884}, R{8883, 8883}};
constexpr std::array kMySql{R{3306, 3307}, R{33060, 33060}};
constexpr std::array kPostgres{R{5432, 5433}, R{6432, 6432}};
constexpr std::array kLdap{R{389, 389}, R{636, 636}, R{3268, 3269}};
constexpr std::array kGit{R{9418, 9418}};
constexpr std::array<R, 0> kNo{};

constexpr std::array kProtocols{
    Protocol{"HTTP", Opening::Http, 20, 40, kHttp, kHttpAlternate},
    Protocol{"TLS", Opening::Tls, 20, 40, kTls, kTlsAlternate},
    Protocol{"SSH", Opening::Ssh, 25, 45, kSsh, kSshAlternate},
    Protocol{"RDP", Opening::Rdp, 25, 45, kRdp, kRdpAlternate},
    Protocol{"VNC", Opening::Vnc, 25, 45, kVnc, kNo},
    Protocol{"Telnet", Opening::Telnet, 25, 45, kTelnet, kTelnetAlternate},
    Protocol{"IRC", Opening::Irc, 36, 45, kIrc, kNo},  // chat networks keep to their ports, herders of bots do not
    Protocol{"SOCKS", Opening::Socks, 25, 45, kSocks, kSocksAlternate},
    Protocol{"HTTP_Connect", Opening::Http, 15, 40, kProxy, kHttpAlternate},
    Protocol{"HTTP_Proxy", Opening::Http, 15, 40, kProxy, kHttpAlternate},
    Protocol{"DNS", Opening::None, 25, 35, kDns, kNo},
    Protocol{"SMBv1", Opening::Smb, 20, 40, kSmb, kNo},
    Protocol{"SMBv23", Opening::Smb, 20, 40, kSmb, kNo},
    Protocol{"SMTP", Opening::Greeting, 15, 35, kSmtp, kNo},
    Protocol{"IMAP", Opening::Greeting, 10, 30, kImap, kNo},
    Protocol{"POP3", Opening::Greeting, 10, 30, kPop, kNo},
    Protocol{"FTP_CONTROL", Opening::Greeting, 15, 35, kFtp, kNo},
    Protocol{"OpenVPN", Opening::None, 15, 40, kOpenVpn, kNo},
    Protocol{"WireGuard", Opening::None, 12, 40, kWireGuard, kNo},
    Protocol{"QUIC", Opening::Free, 24, 30, kQuic, kNo},
    Protocol{"MQTT", Opening::None, 12, 30, kMqtt, kNo},
    Protocol{"Git", Opening::Git, 15, 30, kGit, kNo},
    Protocol{"MySQL", Opening::None, 15, 30, kMySql, kNo},
    Protocol{"PostgreSQL", Opening::None, 15, 30, kPostgres, kNo},
    Protocol{"LDAP", Opening::None, 15, 30, kLdap, kNo},
};

// Ports that firewalls let through and that carry one thing only. A port with several users is nobody's.
struct Owner {
  std::uint16_t port;
  bool tcp, udp;
  std::string_view service;
  int unknown;  ///< Points of a protocol nobody knows.
};
constexpr std::array kOwners{
    Owner{21, true, false, "FTP", 25},    Owner{22, true, false, "SSH", 30},         Owner{23, true, false, "Telnet", 20},
    Owner{25, true, false, "SMTP", 30},   Owner{53, true, true, "DNS", 35},          Owner{80, true, false, "HTTP", 30},
    Owner{110, true, false, "POP3", 25},  Owner{123, false, true, "NTP", 30},        Owner{143, true, false, "IMAP", 25},
    Owner{443, true, false, "HTTPS", 30}, Owner{443, false, true, "QUIC", 12},       Owner{445, true, false, "SMB", 20},
    Owner{465, true, false, "SMTPS", 25}, Owner{587, true, false, "submission", 25}, Owner{853, true, false, "DNS over TLS", 25},
    Owner{993, true, false, "IMAPS", 25}, Owner{995, true, false, "POP3S", 25},      Owner{3389, true, false, "RDP", 20},
};

// Where protocols of one's own are the rule: chat and push services, file sharing; and key exchange, which DPI does not always know.
constexpr std::array kPrivate{R{500, 500},   R{3478, 3481}, R{4500, 4500}, R{4662, 4672},   R{5222, 5223},
                              R{5228, 5230}, R{6881, 6889}, R{6969, 6969}, R{19302, 19309}, R{51413, 51413}};

// Defaults of Metasploit, Cobalt Strike's and Empire's handlers, AsyncRAT, NanoCore, njRAT, and what people type into netcat.
constexpr std::array<std::uint16_t, 24> kShellPorts{666,  1234, 1337, 1604, 3333, 4242, 4321, 4443, 4444, 4445, 4446,  4782,
                                                    5552, 5555, 5556, 6666, 6606, 7707, 7777, 8808, 9001, 9999, 31337, 54321};

bool inside(std::span<const PortRange> ranges, std::uint16_t port) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const PortRange& r) { return port >= r.first && port <= r.last; });
}

const Owner* find_owner(model::Transport transport, std::uint16_t port) {
  const auto owner = std::find_if(kOwners.begin(), kOwners.end(), [&](const Owner& o) {
    return o.port == port && (transport == model::Transport::Tcp ? o.tcp : transport == model::Transport::Udp && o.udp);
  });
  return owner == kOwners.end() ? nullptr : &*owner;
}

}  // namespace

const Protocol* find_protocol(const model::AppLabel& label) {
  // An application of its own right under a carrier keeps the carrier's ports: TLS.Google is TLS. SMTPS and the like begin in the clear.
  std::string_view name = label.protocol();
  if (name == "SMTPS") name = "SMTP";
  if (name == "IMAPS") name = "IMAP";
  if (name == "POPS") name = "POP3";
  const auto row = std::find_if(kProtocols.begin(), kProtocols.end(), [&](const Protocol& p) { return p.label == name; });
  return row == kProtocols.end() ? nullptr : &*row;
}

const Protocol* resident(std::uint16_t port) {
  const auto row = std::find_if(kProtocols.begin(), kProtocols.end(), [&](const Protocol& p) { return inside(p.usual, port); });
  return row == kProtocols.end() ? nullptr : &*row;
}

const Protocol* find_protocol(Opening opening) {
  if (opening == Opening::None || opening == Opening::Greeting || opening == Opening::Free) return nullptr;
  const auto row = std::find_if(kProtocols.begin(), kProtocols.end(), [&](const Protocol& p) { return p.opening == opening; });
  return row == kProtocols.end() ? nullptr : &*row;
}

Place place_of(const Protocol& protocol, model::Transport transport, std::uint16_t port) {
  if (inside(protocol.usual, port)) return Place::Usual;
  if (inside(protocol.alternate, port)) return Place::Alternate;
  return find_owner(transport, port) != nullptr ? Place::Alien : Place::Odd;
}

std::string_view owner_of(model::Transport transport, std::uint16_t port) {
  const Owner* owner = find_owner(transport, port);
  return owner == nullptr ? std::string_view{} : owner->service;
}

int unknown_points(model::Transport transport, std::uint16_t port) {
  constexpr int kTcp = 13;  // Proprietary protocols are common, and most have names or neighbours.
  constexpr int kUdp = 6;   // Games, calls and peers.
  if (const Owner* owner = find_owner(transport, port); owner != nullptr) return owner->unknown;
  if (inside(kPrivate, port)) return 0;
  return transport == model::Transport::Tcp ? kTcp : kUdp;
}

bool is_vpn_home(const model::FlowRef& flow) {
  const std::uint16_t port = flow.endpoints.server.port;
  return flow.transport == model::Transport::Udp && (inside(kOpenVpn, port) || inside(kWireGuard, port));
}

bool is_computed_port(const model::Endpoint& server) {
  if (!server.address.is_v4()) return false;
  const Bytes b = server.address.wire();
  for (std::size_t i = 0; i + 1 < b.size(); ++i) {
    const std::uint32_t high = b[i], low = b[i + 1];
    if (server.port == (high << 8 | low) || server.port == (low << 8 | high)) return true;
  }
  return server.port == static_cast<std::uint32_t>(b[0]) * b[1] + b[2];
}

bool is_shell_port(std::uint16_t port) { return std::find(kShellPorts.begin(), kShellPorts.end(), port) != kShellPorts.end(); }

std::string ports_text(std::span<const PortRange> ranges) {
  std::string text;
  for (const PortRange& r : ranges) {
    if (!text.empty()) text += ", ";
    text += r.first == r.last ? fmt::format("{}", r.first) : fmt::format("{}-{}", r.first, r.last);
  }
  return text;
}

}  // namespace sekisho::detectors::nonstandard_port

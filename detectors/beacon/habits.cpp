// The tables are knowledge of protocols, not of any capture. Points: -40 where the protocol does nothing but beat (time, routing,
// process control), -25 where polling is its normal use, -15 where it keeps sessions alive that way. Ports only count half, and
// only where contents did not decide, because a port is the controller's free choice.
#include "detectors/beacon/habits.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace sekisho::detectors::beacon {
namespace {

struct Row {
  std::string_view label;
  Habit habit;
};
constexpr Habit kTime{"time service", -40};
constexpr Habit kConfiguration{"address configuration or discovery", -40};
constexpr Habit kRouting{"routing", -40};
constexpr Habit kIndustrial{"process control", -40};
constexpr Habit kMonitoring{"monitoring", -30};
constexpr Habit kMedia{"media or calls", -25};
constexpr Habit kKeepAlive{"protocol with its own keep-alive", -15};
constexpr Habit kDirectory{"directory and file service", -15};
constexpr Habit kUpdate{"updates", -15};
constexpr Habit kCheck{"connectivity or certificate check", -25};
constexpr Habit kTelemetry{"telemetry", -12};

constexpr std::array kLabels{
    Row{"ntp", kTime},
    Row{"ptpv2", kTime},
    Row{"dhcp", kConfiguration},
    Row{"dhcpv6", kConfiguration},
    Row{"mdns", kConfiguration},
    Row{"llmnr", kConfiguration},
    Row{"ssdp", kConfiguration},
    Row{"wsd", kConfiguration},
    Row{"netbios", kConfiguration},
    Row{"ubntac2", kConfiguration},
    Row{"bjnp", kConfiguration},
    Row{"tftp", kConfiguration},
    Row{"bgp", kRouting},
    Row{"ospf", kRouting},
    Row{"vrrp", kRouting},
    Row{"igmp", kRouting},
    Row{"egp", kRouting},
    Row{"modbus", kIndustrial},
    Row{"dnp3", kIndustrial},
    Row{"s7comm", kIndustrial},
    Row{"s7comm-plus", kIndustrial},
    Row{"iec60870", kIndustrial},
    Row{"iec62056", kIndustrial},
    Row{"ethernetip", kIndustrial},
    Row{"cip", kIndustrial},
    Row{"bacnet", kIndustrial},
    Row{"opc-ua", kIndustrial},
    Row{"hart-ip", kIndustrial},
    Row{"profinet", kIndustrial},
    Row{"someip", kIndustrial},
    Row{"coap", kMonitoring},
    Row{"snmp", kMonitoring},
    Row{"syslog", kMonitoring},
    Row{"netflow", kMonitoring},
    Row{"sflow", kMonitoring},
    Row{"zabbix", kMonitoring},
    Row{"collectd", kMonitoring},
    Row{"radius", kMonitoring},
    Row{"diameter", kMonitoring},
    Row{"gtp", kMonitoring},
    Row{"sip", kMedia},
    Row{"rtp", kMedia},
    Row{"rtcp", kMedia},
    Row{"rtsp", kMedia},
    Row{"stun", kMedia},
    Row{"h323", kMedia},
    Row{"mgcp", kMedia},
    Row{"iax", kMedia},
    Row{"mqtt", kKeepAlive},
    Row{"amqp", kKeepAlive},
    Row{"jabber", kKeepAlive},
    Row{"imap", kKeepAlive},
    Row{"imaps", kKeepAlive},
    Row{"pop3", kKeepAlive},
    Row{"pops", kKeepAlive},
    Row{"smtp", kKeepAlive},
    Row{"smtps", kKeepAlive},
    Row{"ssh", kKeepAlive},
    Row{"telnet", kKeepAlive},
    Row{"rdp", kKeepAlive},
    Row{"vnc", kKeepAlive},
    Row{"openvpn", kKeepAlive},
    Row{"ipsec", kKeepAlive},
    Row{"wireguard", kKeepAlive},
    Row{"bittorrent", kKeepAlive},
    Row{"mysql", kDirectory},
    Row{"postgresql", kDirectory},
    Row{"mssql-tds", kDirectory},
    Row{"oracle", kDirectory},
    Row{"redis", kDirectory},
    Row{"mongodb", kDirectory},
    Row{"smbv1", kDirectory},
    Row{"smbv23", kDirectory},
    Row{"dce_rpc", kDirectory},
    Row{"rpc", kDirectory},
    Row{"nfs", kDirectory},
    Row{"ldap", kDirectory},
    Row{"ldaps", kDirectory},
    Row{"kerberos", kDirectory},
    Row{"windowsupdate", kUpdate},
    Row{"ocsp", kCheck},
};

constexpr std::array kCategories{
    Row{"iot-scada", kIndustrial}, Row{"softwareupdate", kUpdate}, Row{"conncheck", kCheck},     Row{"game", kMedia},
    Row{"voip", kMedia},           Row{"media", kMedia},           Row{"streaming", kMedia},     Row{"video", kMedia},
    Row{"music", kMedia},          Row{"email", kKeepAlive},       Row{"chat", kKeepAlive},      Row{"collaborative", kKeepAlive},
    Row{"database", kDirectory},   Row{"cloud", kTelemetry},       Row{"socialnetwork", kMedia}, Row{"advertisement", kTelemetry},
};

struct Port {
  std::uint16_t port;
  bool tcp, udp;
  Habit habit;
};
constexpr std::array kPorts{
    Port{123, false, true, kTime},
    Port{319, false, true, kTime},
    Port{320, false, true, kTime},
    Port{67, false, true, kConfiguration},
    Port{68, false, true, kConfiguration},
    Port{546, false, true, kConfiguration},
    Port{137, false, true, kConfiguration},
    Port{138, false, true, kConfiguration},
    Port{1900, false, true, kConfiguration},
    Port{3702, false, true, kConfiguration},
    Port{5353, false, true, kConfiguration},
    Port{5355, false, true, kConfiguration},
    Port{17500, false, true, kConfiguration},
    Port{179, true, false, kRouting},
    Port{520, false, true, kRouting},
    Port{502, true, true, kIndustrial},
    Port{102, true, false, kIndustrial},
    Port{20000, true, true, kIndustrial},
    Port{44818, true, true, kIndustrial},
    Port{2222, false, true, kIndustrial},
    Port{47808, false, true, kIndustrial},
    Port{4840, true, false, kIndustrial},
    Port{34964, false, true, kIndustrial},
    Port{161, false, true, kMonitoring},
    Port{162, false, true, kMonitoring},
    Port{514, true, true, kMonitoring},
    Port{2055, false, true, kMonitoring},
    Port{4739, true, true, kMonitoring},
    Port{6343, false, true, kMonitoring},
    Port{10050, true, false, kMonitoring},
    Port{10051, true, false, kMonitoring},
    Port{9100, true, false, kMonitoring},
    Port{1812, false, true, kMonitoring},
    Port{1813, false, true, kMonitoring},
    Port{5060, true, true, kMedia},
    Port{3478, true, true, kMedia},
    Port{5223, true, false, kKeepAlive},
    Port{5228, true, true, kKeepAlive},
    Port{5222, true, false, kKeepAlive},
    Port{1883, true, false, kKeepAlive},
    Port{8883, true, false, kKeepAlive},
    Port{22, true, false, kKeepAlive},
    Port{143, true, false, kKeepAlive},
    Port{993, true, false, kKeepAlive},
    Port{110, true, false, kKeepAlive},
    Port{995, true, false, kKeepAlive},
    Port{25, true, false, kKeepAlive},
    Port{500, false, true, kKeepAlive},
    Port{4500, false, true, kKeepAlive},
    Port{88, true, true, kDirectory},
    Port{389, true, true, kDirectory},
    Port{445, true, false, kDirectory},
    Port{135, true, false, kDirectory},
    Port{139, true, false, kDirectory},
    Port{2049, true, true, kDirectory},
    Port{111, true, true, kDirectory},
    Port{7680, true, false, kUpdate},
};

struct Name {
  std::string_view suffix;
  Habit habit;
};
constexpr std::array kNames{
    Name{"msftconnecttest.com", kCheck},
    Name{"msftncsi.com", kCheck},
    Name{"connectivitycheck.gstatic.com", kCheck},
    Name{"connectivitycheck.android.com", kCheck},
    Name{"clients3.google.com", kCheck},
    Name{"captive.apple.com", kCheck},
    Name{"detectportal.firefox.com", kCheck},
    Name{"connectivity-check.ubuntu.com", kCheck},
    Name{"nmcheck.gnome.org", kCheck},
    Name{"windowsupdate.com", kUpdate},
    Name{"update.microsoft.com", kUpdate},
    Name{"delivery.mp.microsoft.com", kUpdate},
    Name{"safebrowsing.googleapis.com", kUpdate},
    Name{"pool.ntp.org", kTime},
    Name{"time.windows.com", kTime},
    Name{"time.apple.com", kTime},
    Name{"time.google.com", kTime},
    Name{"ntp.ubuntu.com", kTime},
    Name{"push.apple.com", kKeepAlive},
    Name{"mtalk.google.com", kKeepAlive},
    Name{"wns.windows.com", kKeepAlive},
    Name{"events.data.microsoft.com", kTelemetry},
    Name{"telemetry.mozilla.org", kTelemetry},
    Name{"google-analytics.com", kTelemetry},
    Name{"in-addr.arpa", kMonitoring},
    Name{"ip6.arpa", kMonitoring},
    Name{"local", kConfiguration},
    Name{"lan", kConfiguration},
    Name{"wpad", kConfiguration},
    Name{"isatap", kConfiguration},
};

bool same(std::string_view a, std::string_view lower) {
  return a.size() == lower.size() &&
         std::equal(a.begin(), a.end(), lower.begin(), [](char x, char y) { return std::tolower(static_cast<unsigned char>(x)) == y; });
}

// At a label boundary, the whole name included.
bool under(std::string_view name, std::string_view suffix) {
  if (name.size() < suffix.size() || !same(name.substr(name.size() - suffix.size()), suffix)) return false;
  return name.size() == suffix.size() || name[name.size() - suffix.size() - 1] == '.';
}

Habit find_label(std::string_view label) {
  const auto* row = std::find_if(kLabels.begin(), kLabels.end(), [&](const Row& r) { return same(label, r.label); });
  return row == kLabels.end() ? Habit{} : row->habit;
}

}  // namespace

Habit protocol_habit(const model::AppLabel& label, model::Transport transport, std::uint16_t server_port) {
  if (label.sure()) {
    if (const Habit h = find_label(label.app); h.points != 0) return h;
    if (const Habit h = find_label(label.master); h.points != 0) return h;
    const auto* row = std::find_if(kCategories.begin(), kCategories.end(), [&](const Row& r) { return same(label.category, r.label); });
    return row == kCategories.end() ? Habit{} : row->habit;
  }
  for (const Port& p : kPorts) {
    if (p.port != server_port) continue;
    if ((transport == model::Transport::Tcp && p.tcp) || (transport == model::Transport::Udp && p.udp)) return {p.habit.name, p.habit.points / 2};
  }
  return {};
}

Habit name_habit(std::string_view name) {
  for (const Name& n : kNames) {
    if (under(name, n.suffix)) return n.habit;
  }
  if (name.starts_with("ocsp.") || name.starts_with("crl.")) return kCheck;
  return {};
}

}  // namespace sekisho::detectors::beacon

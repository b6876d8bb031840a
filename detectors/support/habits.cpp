// The tables are knowledge of protocols, not of any capture. IRC has a row without a habit: its category says "chat", yet it is
// the oldest controller protocol there is.
#include "detectors/support/habits.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace sekisho::detectors::support {
namespace {

struct Row {
  std::string_view label;
  Habit habit;
};

constexpr std::array kLabels{
    Row{"ntp", Habit::Time},
    Row{"ptpv2", Habit::Time},
    Row{"dhcp", Habit::Configuration},
    Row{"dhcpv6", Habit::Configuration},
    Row{"mdns", Habit::Configuration},
    Row{"llmnr", Habit::Configuration},
    Row{"ssdp", Habit::Configuration},
    Row{"wsd", Habit::Configuration},
    Row{"netbios", Habit::Configuration},
    Row{"ubntac2", Habit::Configuration},
    Row{"bjnp", Habit::Configuration},
    Row{"tftp", Habit::Configuration},
    Row{"bgp", Habit::Routing},
    Row{"ospf", Habit::Routing},
    Row{"vrrp", Habit::Routing},
    Row{"igmp", Habit::Routing},
    Row{"egp", Habit::Routing},
    Row{"modbus", Habit::Industrial},
    Row{"dnp3", Habit::Industrial},
    Row{"s7comm", Habit::Industrial},
    Row{"s7comm-plus", Habit::Industrial},
    Row{"iec60870", Habit::Industrial},
    Row{"iec62056", Habit::Industrial},
    Row{"ethernetip", Habit::Industrial},
    Row{"cip", Habit::Industrial},
    Row{"bacnet", Habit::Industrial},
    Row{"opc-ua", Habit::Industrial},
    Row{"hart-ip", Habit::Industrial},
    Row{"profinet", Habit::Industrial},
    Row{"someip", Habit::Industrial},
    Row{"coap", Habit::Monitoring},
    Row{"snmp", Habit::Monitoring},
    Row{"syslog", Habit::Monitoring},
    Row{"netflow", Habit::Monitoring},
    Row{"sflow", Habit::Monitoring},
    Row{"zabbix", Habit::Monitoring},
    Row{"collectd", Habit::Monitoring},
    Row{"radius", Habit::Monitoring},
    Row{"diameter", Habit::Monitoring},
    Row{"gtp", Habit::Monitoring},
    Row{"sip", Habit::Media},
    Row{"rtp", Habit::Media},
    Row{"rtcp", Habit::Media},
    Row{"rtsp", Habit::Media},
    Row{"stun", Habit::Media},
    Row{"h323", Habit::Media},
    Row{"mgcp", Habit::Media},
    Row{"iax", Habit::Media},
    Row{"irc", Habit::None},
    Row{"mqtt", Habit::KeepAlive},
    Row{"amqp", Habit::KeepAlive},
    Row{"jabber", Habit::KeepAlive},
    Row{"imap", Habit::KeepAlive},
    Row{"imaps", Habit::KeepAlive},
    Row{"pop3", Habit::KeepAlive},
    Row{"pops", Habit::KeepAlive},
    Row{"smtp", Habit::KeepAlive},
    Row{"smtps", Habit::KeepAlive},
    Row{"ssh", Habit::KeepAlive},
    Row{"telnet", Habit::KeepAlive},
    Row{"rdp", Habit::KeepAlive},
    Row{"vnc", Habit::KeepAlive},
    Row{"openvpn", Habit::KeepAlive},
    Row{"ipsec", Habit::KeepAlive},
    Row{"wireguard", Habit::KeepAlive},
    Row{"bittorrent", Habit::KeepAlive},
    Row{"mysql", Habit::Directory},
    Row{"postgresql", Habit::Directory},
    Row{"mssql-tds", Habit::Directory},
    Row{"oracle", Habit::Directory},
    Row{"redis", Habit::Directory},
    Row{"mongodb", Habit::Directory},
    Row{"smbv1", Habit::Directory},
    Row{"smbv23", Habit::Directory},
    Row{"dce_rpc", Habit::Directory},
    Row{"rpc", Habit::Directory},
    Row{"nfs", Habit::Directory},
    Row{"ldap", Habit::Directory},
    Row{"ldaps", Habit::Directory},
    Row{"kerberos", Habit::Directory},
    Row{"windowsupdate", Habit::Update},
    Row{"ocsp", Habit::Check},
};

constexpr std::array kCategories{
    Row{"iot-scada", Habit::Industrial},
    Row{"softwareupdate", Habit::Update},
    Row{"conncheck", Habit::Check},
    Row{"game", Habit::Media},
    Row{"voip", Habit::Media},
    Row{"media", Habit::Media},
    Row{"streaming", Habit::Media},
    Row{"video", Habit::Media},
    Row{"music", Habit::Media},
    Row{"email", Habit::KeepAlive},
    Row{"chat", Habit::KeepAlive},
    Row{"collaborative", Habit::KeepAlive},
    Row{"database", Habit::Directory},
    Row{"socialnetwork", Habit::Media},
    Row{"advertisement", Habit::Telemetry},
};

struct Port {
  std::uint16_t port;
  bool tcp, udp;
  Habit habit;
};
constexpr std::array kPorts{
    Port{123, false, true, Habit::Time},
    Port{319, false, true, Habit::Time},
    Port{320, false, true, Habit::Time},
    Port{67, false, true, Habit::Configuration},
    Port{68, false, true, Habit::Configuration},
    Port{546, false, true, Habit::Configuration},
    Port{137, false, true, Habit::Configuration},
    Port{138, false, true, Habit::Configuration},
    Port{1900, false, true, Habit::Configuration},
    Port{3702, false, true, Habit::Configuration},
    Port{5353, false, true, Habit::Configuration},
    Port{5355, false, true, Habit::Configuration},
    Port{17500, false, true, Habit::Configuration},
    Port{179, true, false, Habit::Routing},
    Port{520, false, true, Habit::Routing},
    Port{639, true, false, Habit::Routing},
    Port{646, true, true, Habit::Routing},
    Port{3784, false, true, Habit::Routing},
    Port{1985, false, true, Habit::Routing},
    Port{3222, false, true, Habit::Routing},
    Port{502, true, true, Habit::Industrial},
    Port{102, true, false, Habit::Industrial},
    Port{20000, true, true, Habit::Industrial},
    Port{44818, true, true, Habit::Industrial},
    Port{2222, false, true, Habit::Industrial},
    Port{47808, false, true, Habit::Industrial},
    Port{4840, true, false, Habit::Industrial},
    Port{34964, false, true, Habit::Industrial},
    Port{161, false, true, Habit::Monitoring},
    Port{162, false, true, Habit::Monitoring},
    Port{514, true, true, Habit::Monitoring},
    Port{2055, false, true, Habit::Monitoring},
    Port{4739, true, true, Habit::Monitoring},
    Port{6343, false, true, Habit::Monitoring},
    Port{10050, true, false, Habit::Monitoring},
    Port{10051, true, false, Habit::Monitoring},
    Port{9100, true, false, Habit::Monitoring},
    Port{1812, false, true, Habit::Monitoring},
    Port{1813, false, true, Habit::Monitoring},
    Port{5060, true, true, Habit::Media},
    Port{3478, true, true, Habit::Media},
    Port{5223, true, false, Habit::KeepAlive},
    Port{5228, true, true, Habit::KeepAlive},
    Port{5222, true, false, Habit::KeepAlive},
    Port{1883, true, false, Habit::KeepAlive},
    Port{8883, true, false, Habit::KeepAlive},
    Port{22, true, false, Habit::KeepAlive},
    Port{143, true, false, Habit::KeepAlive},
    Port{993, true, false, Habit::KeepAlive},
    Port{110, true, false, Habit::KeepAlive},
    Port{995, true, false, Habit::KeepAlive},
    Port{25, true, false, Habit::KeepAlive},
    Port{500, false, true, Habit::KeepAlive},
    Port{4500, false, true, Habit::KeepAlive},
    Port{88, true, true, Habit::Directory},
    Port{389, true, true, Habit::Directory},
    Port{445, true, false, Habit::Directory},
    Port{135, true, false, Habit::Directory},
    Port{139, true, false, Habit::Directory},
    Port{2049, true, true, Habit::Directory},
    Port{111, true, true, Habit::Directory},
    Port{7680, true, false, Habit::Update},
};

struct Name {
  std::string_view suffix;  // of agents: the beginning
  Habit habit;
};
constexpr std::array kNames{
    Name{"msftconnecttest.com", Habit::Check},
    Name{"msftncsi.com", Habit::Check},
    Name{"connectivitycheck.gstatic.com", Habit::Check},
    Name{"connectivitycheck.android.com", Habit::Check},
    Name{"clients3.google.com", Habit::Check},
    Name{"captive.apple.com", Habit::Check},
    Name{"detectportal.firefox.com", Habit::Check},
    Name{"connectivity-check.ubuntu.com", Habit::Check},
    // What Linux distributions have NetworkManager ask every five minutes.
    Name{"nmcheck.gnome.org", Habit::Check},
    Name{"network-test.debian.org", Habit::Check},
    Name{"networkcheck.kde.org", Habit::Check},
    Name{"conncheck.opensuse.org", Habit::Check},
    Name{"ping.archlinux.org", Habit::Check},
    Name{"ping.manjaro.org", Habit::Check},
    Name{"connectivity.zorin-os.com", Habit::Check},
    Name{"connectivity.pop-os.org", Habit::Check},
    Name{"windowsupdate.com", Habit::Update},
    Name{"update.microsoft.com", Habit::Update},
    Name{"delivery.mp.microsoft.com", Habit::Update},
    Name{"safebrowsing.googleapis.com", Habit::Update},
    Name{"ntp.org", Habit::Time},
    Name{"time.windows.com", Habit::Time},
    Name{"time.apple.com", Habit::Time},
    Name{"time.google.com", Habit::Time},
    Name{"ntp.ubuntu.com", Habit::Time},
    Name{"push.apple.com", Habit::KeepAlive},
    Name{"mtalk.google.com", Habit::KeepAlive},
    Name{"wns.windows.com", Habit::KeepAlive},
    Name{"push.services.mozilla.com", Habit::KeepAlive},
    // What file synchronisation waits at for changes.
    Name{"notify.dropboxapi.com", Habit::KeepAlive},
    Name{"notify.dropbox.com", Habit::KeepAlive},
    Name{"events.data.microsoft.com", Habit::Telemetry},
    Name{"telemetry.mozilla.org", Habit::Telemetry},
    Name{"google-analytics.com", Habit::Telemetry},
    // Agents of monitoring services, which report every few seconds.
    Name{"agent.datadoghq.com", Habit::Monitoring},
    Name{"logs.datadoghq.com", Habit::Monitoring},
    Name{"collector.newrelic.com", Habit::Monitoring},
    Name{"infra-api.newrelic.com", Habit::Monitoring},
    Name{"live.dynatrace.com", Habit::Monitoring},
    Name{"in-addr.arpa", Habit::Monitoring},
    Name{"ip6.arpa", Habit::Monitoring},
    Name{"local", Habit::Configuration},
    Name{"lan", Habit::Configuration},
    Name{"wpad", Habit::Configuration},
    Name{"isatap", Habit::Configuration},
};

// How their user agents begin.
constexpr std::array kAgents{
    Name{"Debian APT-HTTP/", Habit::Update},
    Name{"libdnf ", Habit::Update},
    Name{"urlgrabber/", Habit::Update},
    Name{"pacman/", Habit::Update},
    Name{"ZYpp ", Habit::Update},
    Name{"Windows-Update-Agent", Habit::Update},
    Name{"Microsoft BITS/", Habit::Update},
    Name{"Microsoft-Delivery-Optimization/", Habit::Update},
    Name{"Microsoft-CryptoAPI/", Habit::Check},
    Name{"Microsoft NCSI", Habit::Check},
    Name{"CaptiveNetworkSupport", Habit::Check},
};

bool same(std::string_view a, std::string_view lower) {
  return a.size() == lower.size() &&
         std::equal(a.begin(), a.end(), lower.begin(), [](char x, char y) { return (x >= 'A' && x <= 'Z' ? x | 0x20 : x) == y; });
}

// At a label boundary, the whole name included.
bool under(std::string_view name, std::string_view suffix) {
  if (name.size() < suffix.size() || !same(name.substr(name.size() - suffix.size()), suffix)) return false;
  return name.size() == suffix.size() || name[name.size() - suffix.size() - 1] == '.';
}

// SSH, a VPN or a database on a port of the web is there to get past a firewall: that its sessions last by nature excuses nothing.
bool hides(const model::AppLabel& label, std::uint16_t port) {
  constexpr std::array<std::uint16_t, 5> kWeb{53, 80, 443, 8080, 8443};
  const std::string_view wire = label.protocol();
  if (wire == "TLS" || wire == "HTTP" || wire == "QUIC" || wire == "DTLS") return false;
  return std::find(kWeb.begin(), kWeb.end(), port) != kWeb.end();
}

// TLS says nothing of what it carries; where no name does either, the port of a protocol that is spoken in TLS may.
bool carries_habits(const model::AppLabel& label, std::uint16_t port) {
  constexpr std::array<std::uint16_t, 5> kInTls{993, 995, 5223, 5228, 8883};
  return label.protocol() == "TLS" && std::find(kInTls.begin(), kInTls.end(), port) != kInTls.end();
}

Habit port_habit(model::Transport transport, std::uint16_t port) {
  const auto fits = [&](const Port& p) {
    return p.port == port && ((transport == model::Transport::Tcp && p.tcp) || (transport == model::Transport::Udp && p.udp));
  };
  const auto found = std::find_if(kPorts.begin(), kPorts.end(), fits);
  return found == kPorts.end() ? Habit::None : found->habit;
}

const Row* find_row(std::span<const Row> rows, std::string_view label) {
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return same(label, r.label); });
  return row == rows.end() ? nullptr : &*row;
}

}  // namespace

std::string_view habit_name(Habit habit) {
  constexpr std::array<std::string_view, kHabits> kText{"",
                                                        "time service",
                                                        "address configuration or discovery",
                                                        "routing",
                                                        "process control",
                                                        "monitoring",
                                                        "media, calls or games",
                                                        "protocol that holds sessions open",
                                                        "directory, file or database service",
                                                        "software update",
                                                        "connectivity or certificate check",
                                                        "telemetry or cloud"};
  return kText[static_cast<std::size_t>(habit)];
}

ProtocolHabit protocol_habit(const model::AppLabel& label, model::Transport transport, std::uint16_t server_port) {
  if (label.sure()) {
    for (const std::string_view name : {label.app.view(), label.master.view()}) {
      const Row* row = find_row(kLabels, name);
      if (row == nullptr) continue;
      const bool held = row->habit == Habit::KeepAlive || row->habit == Habit::Directory;
      return {held && hides(label, server_port) ? Habit::None : row->habit, false};
    }
    const Row* row = find_row(kCategories, label.category);
    if (row != nullptr) return {row->habit, false};
    if (carries_habits(label, server_port)) return {port_habit(transport, server_port), true};
    return {};
  }
  const Habit by_port = port_habit(transport, server_port);
  return {by_port, by_port != Habit::None};
}

Habit agent_habit(std::string_view agent) {
  const auto found = std::find_if(kAgents.begin(), kAgents.end(), [&](const Name& n) { return agent.starts_with(n.suffix); });
  return found == kAgents.end() ? Habit::None : found->habit;
}

Habit name_habit(std::string_view name) {
  for (const Name& n : kNames) {
    if (under(name, n.suffix)) return n.habit;
  }
  return name.starts_with("ocsp.") || name.starts_with("crl.") ? Habit::Check : Habit::None;
}

}  // namespace sekisho::detectors::support

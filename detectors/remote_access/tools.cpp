#include "detectors/remote_access/tools.hpp"

#include <algorithm>
#include <array>

#include "detectors/remote_access/vendors.hpp"
#include "detectors/support/first_bytes.hpp"

namespace sekisho::detectors::remote_access {
namespace {

using model::Transport;
using support::opens_with;
using namespace std::string_view_literals;

// RFC 1006 and X.224: TPKT with a connection request or confirm, which RDP carries alone outside of process control's port 102.
bool is_rdp(Bytes up, Bytes down, std::uint16_t port) {
  constexpr std::uint8_t kRequest = 0xE0, kConfirm = 0xD0;
  constexpr std::uint16_t kIsoTsap = 102;
  const auto tpkt = [](Bytes b, std::uint8_t type) { return b.size() >= 7 && b[0] == 3 && b[1] == 0 && b[5] == type; };
  return port != kIsoTsap && (tpkt(up, kRequest) || tpkt(down, kConfirm)) && (down.empty() || down[0] == 3);
}

// MS-RDPEUDP: the first datagram acknowledges nothing yet, and asks for a connection.
bool is_rdp_udp(Bytes up, Bytes down) { return up.size() >= 8 && opens_with(up, "\xFF\xFF\xFF\xFF"sv) && (up[7] & 1) == 1 && down.size() >= 8; }

bool is_radmin(Bytes up, Bytes down) { return opens_with(up, "\x01\0\0\0\x01\0\0\0"sv) && opens_with(down, "\x01\0\0\0"sv); }

// IAC WILL, WONT, DO, DONT. The options that servers and clients ask for are small numbers.
bool is_telnet(Bytes b) { return b.size() >= 3 && b[0] == 0xFF && b[1] >= 0xFB && b[1] <= 0xFE && b[2] <= 0x2F; }

// BSD's r-commands: the port for errors in digits, or the zero byte of rlogin, from a privileged port.
bool is_r_command(Bytes up, const model::Endpoints& ends) {
  constexpr std::uint16_t kFirst = 512, kLast = 514, kPrivileged = 1024;
  if (ends.server.port < kFirst || ends.server.port > kLast || ends.client.port >= kPrivileged || up.empty()) return false;
  const auto end = std::find(up.begin(), up.end(), 0);
  return end != up.end() && std::all_of(up.begin(), end, [](std::uint8_t c) { return c >= '0' && c <= '9'; });
}

Tool by_bytes(const model::FlowRecord& r) {
  const Bytes up = support::first_to_server(r);
  const Bytes down = support::first_to_client(r);
  const auto either = [&](std::string_view text) { return opens_with(up, text) || opens_with(down, text); };
  if (r.ref.transport == Transport::Udp) return is_rdp_udp(up, down) ? Tool{Kind::Desktop, "RDP", Sign::Bytes} : Tool{};
  if (r.ref.transport != Transport::Tcp) return {};
  if (is_rdp(up, down, r.ref.endpoints.server.port)) return {Kind::Desktop, "RDP", Sign::Bytes};
  if (either("RFB 00")) return {Kind::Desktop, "VNC", Sign::Bytes};
  if (either("\x7F\x7FICA\0"sv)) return {Kind::Desktop, "Citrix ICA", Sign::Bytes};
  if (either("REDQ")) return {Kind::Desktop, "SPICE", Sign::Bytes};
  if (either("NXD-")) return {Kind::Vendor, "NoMachine", Sign::Bytes};
  if (is_radmin(up, down)) return {Kind::Desktop, "Radmin", Sign::Bytes};
  if (is_telnet(up) || is_telnet(down)) return {Kind::Terminal, "Telnet", Sign::Bytes};
  if (is_r_command(up, r.ref.endpoints)) return {Kind::Terminal, "rsh", Sign::Bytes};
  return {};
}

Tool by_label(const model::AppLabel& label) {
  struct Row {
    std::string_view label;
    std::string_view name;
    Kind kind;
  };
  constexpr std::array kRows{Row{"RDP", "RDP", Kind::Desktop},
                             Row{"VNC", "VNC", Kind::Desktop},
                             Row{"Citrix", "Citrix ICA", Kind::Desktop},
                             Row{"Telnet", "Telnet", Kind::Terminal},
                             Row{"Radmin", "Radmin", Kind::Desktop},
                             Row{"RSH", "rsh", Kind::Terminal},
                             Row{"TeamViewer", "TeamViewer", Kind::Vendor},
                             Row{"AnyDesk", "AnyDesk", Kind::Vendor}};
  if (!label.sure()) return {};
  for (const Row& row : kRows) {
    if (label.is(row.label)) return {row.kind, std::string(row.name), Sign::Label};
  }
  if (const Vendor* vendor = vendor_of_label(label.app.view()); vendor != nullptr)
    return {vendor->editor ? Kind::Editor : Kind::Vendor, std::string(vendor->name), Sign::Label};
  return {};
}

// "CN=word Server" or "CN=word Server CA", and nothing after it.
std::string kit_name(std::string_view subject) {
  constexpr std::size_t kLongest = 24;
  if (!subject.starts_with("CN=") || subject.find(',') != std::string_view::npos) return {};
  subject.remove_prefix(3);
  if (subject.ends_with(" CA")) subject.remove_suffix(3);
  if (!subject.ends_with(" Server")) return {};
  const std::string_view word = subject.substr(0, subject.size() - std::string_view(" Server").size());
  const bool one = !word.empty() && word.size() <= kLongest && std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
  return one ? std::string(word) : std::string();
}

}  // namespace

std::string_view sign_name(Sign sign) {
  constexpr std::array<std::string_view, 5> kNames{"first bytes", "DPI", "name", "certificate", "port"};
  return kNames[static_cast<std::size_t>(sign)];
}

Tool tool_of(const model::FlowRecord& r, std::string_view object) {
  if (r.to_server.payload == 0 || r.to_client.payload == 0) return {};
  if (Tool tool = by_bytes(r); tool.kind != Kind::None) return tool;
  if (const Vendor* vendor = vendor_of_name(object); vendor != nullptr)
    return {vendor->editor ? Kind::Editor : Kind::Vendor, std::string(vendor->name), Sign::Name, is_web_site(object)};
  if (Tool tool = by_label(r.label); tool.kind != Kind::None) return tool;
  // A vendor's port in a protocol that nobody knows, to a server that nobody named.
  const bool named = !object.empty() && !support::is_numeric_host(object);
  if (r.label.known() || named || r.ref.client_guessed || r.ref.midstream) return {};
  if (const Vendor* vendor = vendor_of_port(r.ref.endpoints.server.port); vendor != nullptr)
    return {Kind::Vendor, std::string(vendor->name), Sign::Port};
  return {};
}

std::string kit_of(const model::TlsCertificate& c) {
  if (!c.names.empty()) return {};
  if (c.self_signed) return kit_name(c.subject);
  return {};
}

}  // namespace sekisho::detectors::remote_access

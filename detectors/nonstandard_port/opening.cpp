#include "detectors/nonstandard_port/opening.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace sekisho::detectors::nonstandard_port {
namespace {

using model::Transport;

bool is_tls(Bytes b) { return b.size() >= 3 && b[0] >= 0x14 && b[0] <= 0x18 && b[1] == 3 && b[2] <= 4; }
// SSLv2-shaped hello, which old clients still open with: two bytes of length, message 1, version 3.x.
bool is_old_hello(Bytes b) { return b.size() >= 5 && (b[0] & 0x80) != 0 && b[2] == 1 && b[3] == 3 && b[4] <= 3; }

bool starts(Bytes b, std::string_view text) { return as_text(b).starts_with(text); }

bool is_http(Bytes b) {
  constexpr std::array<std::string_view, 11> kStarts{"GET ",     "POST ",    "PUT ",   "HEAD ",   "OPTIONS ",  "DELETE ",
                                                     "CONNECT ", "PROPFIND", "PATCH ", "HTTP/1.", "PRI * HTTP"};
  if (std::any_of(kStarts.begin(), kStarts.end(), [&](std::string_view s) { return starts(b, s); })) return true;
  // Any other method: capitals, then a path.
  const auto end = std::find_if(b.begin(), b.end(), [](std::uint8_t c) { return c < 'A' || c > 'Z'; });
  return end != b.begin() && b.end() - end >= 2 && end[0] == ' ' && end[1] == '/';
}

bool is_greeting(Bytes b) { return starts(b, "220 ") || starts(b, "220-") || starts(b, "+OK") || starts(b, "* OK"); }

bool is_irc(Bytes b) {
  return starts(b, "NICK ") || starts(b, "USER ") || starts(b, "CAP LS") || starts(b, ":irc.") || starts(b, "NOTICE AUTH") || starts(b, "PASS ");
}

bool is_rdp(Bytes b) { return b.size() >= 6 && b[0] == 3 && b[1] == 0 && (b[5] == 0xE0 || b[5] == 0xD0); }

bool is_smb(Bytes b) { return b.size() >= 8 && b[0] == 0 && (b[4] == 0xFF || b[4] == 0xFE || b[4] == 0xFD) && as_text(b).substr(5, 3) == "SMB"; }

// Lines of git: four hexadecimal digits of length, which the client may send ahead, then the service that is asked for; the answer is a
// version, an error or the name of a commit.
bool is_git(Bytes up, Bytes down) {
  constexpr std::size_t kDigits = 4;
  constexpr std::string_view kHex = "0123456789abcdef";
  const auto is_line = [&](std::string_view t) {
    return t.size() >= kDigits && t.substr(0, kDigits).find_first_not_of(kHex) == std::string_view::npos;
  };
  const std::string_view ask = as_text(up), answer = as_text(down);
  if (!is_line(ask) || !is_line(answer)) return false;
  const std::string_view rest = answer.substr(kDigits);
  const bool answers =
      rest.starts_with("version ") || rest.starts_with("ERR ") || (!rest.empty() && rest.find_first_not_of(kHex) == std::string_view::npos);
  return answers && (ask.size() == kDigits || ask.substr(kDigits).starts_with("git-"));
}

// IAC WILL, WONT, DO or DONT.
bool is_telnet(Bytes b) { return b.size() >= 3 && b[0] == 0xFF && b[1] >= 0xFB && b[1] <= 0xFE; }

bool is_socks(Bytes up, Bytes down) {
  if (up.size() >= 3 && up[0] == 5 && up[1] >= 1 && up[1] <= 4 && down.size() >= 2 && down[0] == 5 && (down[1] <= 2 || down[1] == 0xFF)) return true;
  return up.size() >= 9 && up[0] == 4 && (up[1] == 1 || up[1] == 2) && down.size() >= 2 && down[0] == 0 && down[1] >= 0x5A && down[1] <= 0x5D;
}

bool is_peer_to_peer(Bytes b) {
  return starts(b,
                "\x13"
                "BitTorrent") ||
         starts(b, "d1:ad2:id20:") || starts(b, "d1:rd2:id20:") || starts(b, "GNUTELLA");
}

// RFC 5389: the magic cookie; over TCP as well.
bool is_stun(Bytes b) { return b.size() >= 8 && b[0] <= 1 && b[4] == 0x21 && b[5] == 0x12 && b[6] == 0xA4 && b[7] == 0x42; }

// OSCAR (AIM, ICQ): FLAP frames, which cross firewalls on 443 by design.
bool is_flap(Bytes b) { return b.size() >= 6 && b[0] == 0x2A && b[1] >= 1 && b[1] <= 5; }

// Datagrams of calls, streams and QUIC, by their first bytes.
bool is_media(Bytes b) {
  if (b.size() < 8) return false;
  const bool dtls = b[0] >= 0x14 && b[0] <= 0x19 && b[1] == 0xFE && b[2] >= 0xFD;
  const bool dtls_cid = (b[0] & 0xE0) == 0x20 && b.size() >= 16;  // DTLS 1.3's short header
  const std::uint8_t type = b[1] & 0x7F;
  // RFC 3550 and 3551: version 2, no padding; the static types of audio that are in use, the dynamic ones, and RTCP's 200 … 207.
  const bool audio = type == 0 || type == 3 || type == 4 || type == 8 || type == 9 || type == 13 || type == 18 || type >= 96;
  const bool rtp = b.size() >= 12 && (((b[0] & 0xEF) == 0x80 && audio) || ((b[0] & 0xE0) == 0x80 && b[1] >= 200 && b[1] <= 207));
  const bool quic = (b[0] & 0xC0) == 0xC0 && (b[1] == 0 || b[1] == 'Q' || b[1] == 0xFF || b[1] == 0xFA || b[1] == 0x6B);
  const bool old_quic = (b[0] & 0xC7) <= 0x0F && b.size() >= 13 && b[9] == 'Q' && b[10] == '0';
  return is_stun(b) || dtls || rtp || quic || old_quic || (dtls_cid && b[0] == 0x2E);
}

// A QUIC connection that went on from before: short headers, which say little, so only where QUIC is at home.
bool is_short_quic(const model::FlowRecord& r) {
  const auto is_short = [](Bytes b) { return b.size() >= 8 && (b[0] & 0xC0) == 0x40; };
  return r.ref.endpoints.server.port == 443 && is_short(first_to_server(r)) && is_short(first_to_client(r));
}

}  // namespace

Bytes first_to_server(const model::FlowRecord& r) { return Bytes(r.first_to_server).first(r.first_to_server_size); }
Bytes first_to_client(const model::FlowRecord& r) { return Bytes(r.first_to_client).first(r.first_to_client_size); }

Opening opening_of(const model::FlowRecord& record) {
  const Bytes up = first_to_server(record);
  const Bytes down = first_to_client(record);
  const auto either = [&](auto test) { return test(up) || test(down); };
  if (record.ref.transport != Transport::Tcp)
    return either(is_media) || either(is_peer_to_peer) || is_short_quic(record) ? Opening::Free : Opening::None;
  if (is_tls(up) || is_tls(down) || is_old_hello(up)) return Opening::Tls;
  if (either(is_http)) return Opening::Http;
  if (either([](Bytes b) { return starts(b, "SSH-"); })) return Opening::Ssh;
  if (is_greeting(down)) return Opening::Greeting;
  if (is_irc(up)) return Opening::Irc;
  if (either([](Bytes b) { return starts(b, "RFB 00"); })) return Opening::Vnc;
  if (is_git(up, down)) return Opening::Git;
  if (is_rdp(up)) return Opening::Rdp;
  if (either(is_smb)) return Opening::Smb;
  if (either(is_telnet)) return Opening::Telnet;
  if (is_socks(up, down)) return Opening::Socks;
  return either(is_peer_to_peer) || either(is_stun) || (is_flap(up) && is_flap(down)) ? Opening::Free : Opening::None;
}

// Segments may be recorded out of order, so bytes that fit nothing prove nothing: only an opening that no server sends does.
bool is_pretended(const model::FlowRecord& record) {
  constexpr std::size_t kRecord = 6;  // Bytes up to the handshake's type.
  constexpr std::uint8_t kHandshake = 0x16, kData = 0x17, kClientHello = 1;
  const Bytes up = first_to_server(record);
  const Bytes down = first_to_client(record);
  if (record.ref.midstream || record.ref.client_guessed || down.size() < kRecord || up.size() < kRecord) return false;
  if (is_tls(up) && is_tls(down)) {
    const bool two_clients = down[0] == kHandshake && down[5] == kClientHello;
    return two_clients || (up[0] == kData && down[0] == kData);
  }
  return is_http(up) && is_http(down) && !starts(down, "HTTP/") && !starts(up, "PRI");
}

bool is_text(Bytes bytes) {
  const auto printable = [](std::uint8_t c) { return (c >= 0x20 && c < 0x7F) || c == '\r' || c == '\n' || c == '\t' || c == 0x1B; };
  return !bytes.empty() && std::all_of(bytes.begin(), bytes.end(), printable);
}

bool is_shell(const model::FlowRecord& record) {
  constexpr std::array<std::string_view, 11> kPrompts{
      "Microsoft Windo", "C:\\", "PS C:", "bash", "sh-", "uid=", "root@", "\x1B[?2004h", "/bin/", "#!/", "Linux "};
  constexpr std::array<std::string_view, 16> kCommands{"id\n",     "whoami",   "uname",    "ls\n",  "ls ",  "pwd\n",    "dir\n",      "dir\r",
                                                       "hostname", "ipconfig", "ifconfig", "cat /", "cd /", "net user", "systeminfo", "ps aux"};
  const std::string_view up = as_text(first_to_server(record));
  const std::string_view down = as_text(first_to_client(record));
  if (!is_text(as_bytes(up)) && !is_text(as_bytes(down))) return false;
  const auto prompt = [&](std::string_view p) { return up.find(p) != std::string_view::npos || down.find(p) != std::string_view::npos; };
  const auto bare = [](std::string_view text) { return text.ends_with("$ ") || text == "# " || text.ends_with("\n# "); };
  if (bare(up) || bare(down)) return true;
  const auto command = [&](std::string_view c) { return up.starts_with(c) || down.starts_with(c); };
  return std::any_of(kPrompts.begin(), kPrompts.end(), prompt) || std::any_of(kCommands.begin(), kCommands.end(), command);
}

}  // namespace sekisho::detectors::nonstandard_port

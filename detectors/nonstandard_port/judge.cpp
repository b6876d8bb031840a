// The scale: a protocol on a free port is worth up to "low" (20 … 39), and only to a server without a name; a protocol on the port of
// another one that firewalls let through is "medium" from the start. Nothing here goes beyond 59.
#include "detectors/nonstandard_port/judge.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "detectors/api/naming.hpp"

namespace sekisho::detectors::nonstandard_port {
namespace {

constexpr int kMost = 59;
constexpr int kAlternatePoints = -6;  // Of those for an odd port.
constexpr int kImpostorPoints = 40;
constexpr int kResidentPoints = 6;       // Another protocol's home, though not one that firewalls let through: a database's, a chat's.
constexpr int kNamedPoints = -4;         // Somebody gave the service a name and a port to go with it.
constexpr int kUnconfirmedPoints = -15;  // DPI says so, the first bytes do not.
constexpr int kUnnamedPoints = 6;
constexpr int kShellPortPoints = 8;
constexpr int kShellProtocolPoints = 2;  // SSH or Telnet there: what the port promises is what is spoken.
constexpr int kComputedPoints = 8;       // Somebody put the port into the address, for a program to find it there.
constexpr int kShellPoints = 30;         // Prompts or commands in clear text: nothing else looks like that, whichever side opened the connection.
constexpr int kTextPoints = 8;           // Text both ways, in no protocol we know.
constexpr int kTalkPoints = 4;           // A conversation rather than a question.
constexpr int kServerFirstPoints = 10;   // The server opens where the protocol of the port has the client begin.
constexpr int kBriefPoints = -12;        // One message, once.
constexpr std::uint64_t kTalkPackets = 4;
constexpr std::uint64_t kTalkBytes = 256;
constexpr int kGuessedPoints = -5;
constexpr int kOneWayPoints = -4;  // The other side only listens: collectors of logs and measurements, and pushed stages.
constexpr int kSanctionedPoints = -25;
constexpr int kCompanionPoints = -25;
constexpr int kEstablishedPoints = -12;
constexpr int kCrowdPoints = -20;
constexpr int kChatNetworkPoints = -15;

void add(Verdict& v, std::string name, double value, double threshold, int points) {
  if (points == 0) return;
  v.score += points;
  v.indicators.push_back({std::move(name), value, threshold, points});
}

// Guesses by port or address list say nothing about contents; a partial or cached label is neither known nor unknown.
bool is_unknown(const model::AppLabel& label) {
  return !label.known() || label.confidence == model::Confidence::Unknown || label.confidence == model::Confidence::Port ||
         label.confidence == model::Confidence::Address;
}

// DNS over UDP or TCP by its header: a question or an answer with a plausible count, opcode query.
bool looks_like_dns(Bytes b, model::Transport transport) {
  if (transport == model::Transport::Tcp) {
    if (b.size() < 2) return false;
    b = b.subspan(2);
  }
  return b.size() >= 12 && (b[2] & 0x78) == 0 && b[4] == 0 && b[5] == 1 && b[6] == 0 && b[8] == 0;
}

// Networks of chat, call and game services, by DPI's address list: own protocols to bare addresses are their normal use. Clouds and
// hosters are on that list too, and say nothing.
bool is_chat_network(const model::AppLabel& label) {
  constexpr std::array<std::string_view, 8> kCategories{"Chat", "VoIP", "SocialNetwork", "Game", "Streaming", "Media", "Video", "Music"};
  return label.confidence == model::Confidence::Address &&
         std::find(kCategories.begin(), kCategories.end(), label.category.view()) != kCategories.end();
}

// What DPI takes for DNS by its port, though no message fits.
bool denies_dns(const model::FlowRecord& r) {
  const auto fits = [&](Bytes b) { return b.size() < 12 || looks_like_dns(b, r.ref.transport); };
  return !r.ref.midstream && r.label.protocol() == "DNS" && !fits(first_to_server(r)) && !fits(first_to_client(r));
}

bool greets_first(std::uint16_t port) { return port == 21 || port == 25 || port == 110 || port == 143; }

// Nobody who asks for a page, a secure channel or a name is spoken to before he asks: what waits to be told is a client that takes orders.
bool opens_against_custom(const model::FlowRecord& record) {
  constexpr std::array<std::uint16_t, 4> kAsked{53, 80, 443, 853};
  const std::uint16_t port = record.ref.endpoints.server.port;
  if (record.ref.transport != model::Transport::Tcp || std::find(kAsked.begin(), kAsked.end(), port) == kAsked.end()) return false;
  const std::string_view history = record.history;
  const std::size_t down = history.find('d');
  return down != std::string_view::npos && down < history.find('D');
}

Subject known_subject(const Protocol& protocol, Opening opening, const model::FlowRecord& record) {
  Subject s{Rule::None, &protocol, Place::Usual, opening, 0};
  const model::FlowRef& ref = record.ref;
  s.place = place_of(protocol, ref.transport, ref.endpoints.server.port);
  // STARTTLS begins with a greeting in the clear; TLS from the first byte on is another service.
  if (opening == Opening::Tls && protocol.opening == Opening::Tls && !ref.midstream && greets_first(ref.endpoints.server.port))
    s.place = Place::Alien;
  const bool impostor = s.place != Place::Alien && is_pretended(record);
  switch (s.place) {
    case Place::Usual:
      if (!impostor) return s;
      break;
    case Place::Alternate:
      s.base = protocol.odd_points + kAlternatePoints;
      break;
    case Place::Odd:
      s.base = protocol.odd_points + (resident(ref.endpoints.server.port) != nullptr ? kResidentPoints : 0);
      break;
    case Place::Alien:
      s.base = protocol.alien_points;
      break;
  }
  s.rule = impostor ? Rule::Impostor : s.place == Place::Alien ? Rule::Masquerade : Rule::OddPort;
  if (impostor) s.base = kImpostorPoints;
  return s;
}

Subject unknown_subject(const model::FlowRecord& record, const Params& p) {
  Subject s;
  const model::FlowRef& ref = record.ref;
  const std::uint16_t port = ref.endpoints.server.port;
  const std::string_view owner = owner_of(ref.transport, port);
  // Who missed the beginning cannot say that nobody knows it.
  if (ref.midstream || ref.client_guessed) return s;
  const bool both = record.to_server.payload > 0 && record.to_client.payload > 0;
  if (!both && (ref.transport != model::Transport::Tcp || record.to_server.packets == 0 || record.to_client.packets == 0)) return s;
  if (record.to_server.payload < p.unknown_bytes && record.to_client.payload < p.unknown_bytes) return s;
  if (owner == "DNS" && (looks_like_dns(first_to_server(record), ref.transport) || looks_like_dns(first_to_client(record), ref.transport))) return s;
  s.base = unknown_points(ref.transport, port);
  if (s.base == 0) return s;
  s.rule = owner.empty() ? Rule::UnknownTalk : Rule::UnknownAlien;
  s.place = owner.empty() ? Place::Odd : Place::Alien;
  return s;
}

void weigh_server(Verdict& v, const Subject& s, const model::FlowRecord& record, const Surroundings& around, const Params& p) {
  const bool away = around.direction == Direction::Outbound || around.direction == Direction::External;
  if (away && !around.named) add(v, "unnamed", 1, 1, kUnnamedPoints);
  // What a client writes into SNI or Host counts only where it asked for that name, as far as its lookups are seen.
  if (around.named && !around.never_resolved && s.place != Place::Alien && s.rule != Rule::Impostor) add(v, "named", 1, 1, kNamedPoints);
  if (s.place != Place::Alien && is_shell_port(record.ref.endpoints.server.port)) {
    const bool shell = s.opening == Opening::Ssh || s.opening == Opening::Telnet;
    add(v, "shell_port", record.ref.endpoints.server.port, 0, kShellPortPoints + (shell ? kShellProtocolPoints : 0));
  }
  if (s.place != Place::Alien && is_computed_port(record.ref.endpoints.server))
    add(v, "computed_port", record.ref.endpoints.server.port, 0, kComputedPoints);
  // What a host says to itself is neither inside nor outside: a tunnel's end, or a test.
  const bool itself = record.ref.endpoints.client.address == record.ref.endpoints.server.address;
  if (around.direction == Direction::Internal && !itself) add(v, "internal", 1, 1, p.internal_points);
  if (around.direction == Direction::Inbound) add(v, "inbound", 1, 1, p.inbound_points);
}

// Whoever speaks.
bool speaks_text(const model::FlowRecord& r) {
  const Bytes up = first_to_server(r);
  const Bytes down = first_to_client(r);
  return (!up.empty() || !down.empty()) && (up.empty() || is_text(up)) && (down.empty() || is_text(down));
}

void weigh_talk(Verdict& v, const model::FlowRecord& record) {
  if (is_shell(record)) {
    add(v, "shell_text", 1, 1, kShellPoints);
  } else if (speaks_text(record)) {
    add(v, "text", 1, 1, kTextPoints);
  }
  const std::uint64_t packets = std::min(record.to_server.payload_packets, record.to_client.payload_packets);
  const std::uint64_t bytes = std::min(record.to_server.payload, record.to_client.payload);
  if (bytes == 0) add(v, "one_way", 1, 1, kOneWayPoints);
  if (opens_against_custom(record)) add(v, "server_first", 1, 1, kServerFirstPoints);
  if (packets >= kTalkPackets && bytes >= kTalkBytes) add(v, "talk", static_cast<double>(bytes), kTalkBytes, kTalkPoints);
}

}  // namespace

Subject subject_of(const model::FlowRecord& record, const Params& p) {
  const model::FlowRef& ref = record.ref;
  if (ref.transport != model::Transport::Tcp && ref.transport != model::Transport::Udp) return {};
  if (record.to_server.payload == 0 && record.to_client.payload == 0) return {};
  const bool both = record.to_server.payload > 0 && record.to_client.payload > 0;
  const Opening opening = opening_of(record);
  const Protocol* by_bytes = find_protocol(opening);
  if (record.label.sure() && !denies_dns(record)) {
    const Protocol* protocol = find_protocol(record.label);
    if (protocol == nullptr && by_bytes != nullptr && record.label.is(by_bytes->label)) protocol = by_bytes;
    if (protocol == nullptr) return {};
    // Libraries name the port's protocol as the carrier of what they see: the bytes decide.
    if (by_bytes != nullptr && by_bytes->opening != protocol->opening) protocol = by_bytes;
    return both ? known_subject(*protocol, opening, record) : Subject{};
  }
  if (by_bytes != nullptr) return both ? known_subject(*by_bytes, opening, record) : Subject{};
  if (opening != Opening::None || (!is_unknown(record.label) && !denies_dns(record))) return {};
  return unknown_subject(record, p);
}

Verdict judge(const Subject& s, const model::FlowRecord& record, const Surroundings& around, const Params& p) {
  Verdict v;
  if (s.rule == Rule::None) return v;
  const std::uint16_t port = record.ref.endpoints.server.port;
  switch (s.rule) {
    case Rule::None:
      return v;
    case Rule::OddPort:
      add(v, s.place == Place::Alternate ? "alternate_port" : "odd_port", port, 0, s.base);
      break;
    case Rule::Masquerade:
      add(v, "alien_port", port, 0, s.base);
      break;
    case Rule::UnknownAlien:
      add(v, "unknown_on_known_port", port, 0, s.base);
      break;
    case Rule::UnknownTalk:
      add(v, "unknown_protocol", port, 0, s.base);
      break;
    case Rule::Impostor:
      add(v, "pretended", 1, 1, s.base);
      break;
  }
  const bool known = s.protocol != nullptr;
  if (known && s.rule != Rule::Impostor && s.protocol->opening != Opening::None && s.protocol->opening != s.opening)
    add(v, "unconfirmed", 1, 1, kUnconfirmedPoints);
  weigh_server(v, s, record, around, p);
  if (!known) weigh_talk(v, record);
  const bool shell = !known && is_shell(record);
  // Between two ports that are nobody's the guess of who serves is worth little.
  const bool both_odd = s.place == Place::Odd && !is_shell_port(port);
  if (record.ref.client_guessed && both_odd) add(v, "client_guessed", 1, 1, kGuessedPoints);
  if (around.sanctioned) add(v, "sanctioned", 1, 1, kSanctionedPoints);
  if (around.established) add(v, "established", 1, 1, kEstablishedPoints);
  // FTP over TLS encrypts its data connections too. Scripts are files; a shell answers.
  const bool may_accompany = !known || (s.rule == Rule::OddPort && s.opening == Opening::Tls);
  const std::uint64_t packets = record.to_server.payload_packets + record.to_client.payload_packets;
  const std::uint64_t bytes = std::min(record.to_server.payload, record.to_client.payload);
  if (!known && !shell && packets < p.unknown_packets && around.flows < p.brief_flows) {
    add(v, "brief", static_cast<double>(packets), p.unknown_packets, kBriefPoints);
  }
  if (may_accompany && (!shell || bytes == 0) && around.companion) add(v, "companion", 1, 1, kCompanionPoints);
  if (!known && !shell && around.servers >= p.crowd) add(v, "many_servers", around.servers, p.crowd, kCrowdPoints);
  if (!known && !shell && is_chat_network(record.label)) add(v, "chat_network", 1, 1, kChatNetworkPoints);
  v.score = std::clamp(v.score, 0, kMost);
  // Adding to what others say is for servers that are unknown in every way: outside, without a name, used by nobody else, and on a port that
  // is no VPN's, which may hide its handshake; and for ports at home where an administrator would not put the protocol. Of all others a weak
  // finding only says what stands there.
  const bool nobodys = !around.named && !around.established && (known || !is_vpn_home(record.ref));
  const bool stranger =
      nobodys && (around.direction == Direction::Outbound || (known && s.place == Place::Odd && around.direction == Direction::Internal));
  if (!stranger && v.score >= kEvidence && v.score < kLow) add(v, "word", v.score, kEvidence, kEvidence - 1 - v.score);
  return v;
}

}  // namespace sekisho::detectors::nonstandard_port

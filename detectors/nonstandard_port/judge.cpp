// The scale: a protocol on a free port is worth up to "low" (20 … 39), and only to a server without a name; a protocol on the port of
// another one that firewalls let through is "medium" from the start. Nothing here goes beyond 59.
#include "detectors/nonstandard_port/judge.hpp"

#include <algorithm>
#include <string_view>

namespace sekisho::detectors::nonstandard_port {
namespace {

constexpr int kMost = 59;
constexpr int kAlternatePoints = 10;
constexpr int kUnconfirmedPoints = -15;  // DPI says so, the first bytes do not.
constexpr int kUnnamedPoints = 6;
constexpr int kNumericHostPoints = 4;
constexpr int kMissingSniPoints = 4;
constexpr int kShellPortPoints = 6;
constexpr int kShellPoints = 20;  // Prompts or commands in clear text.
constexpr int kTextPoints = 8;    // Text both ways, in no protocol we know.
constexpr int kTalkPoints = 4;    // A conversation rather than a question.
constexpr std::uint64_t kTalkPackets = 4;
constexpr std::uint64_t kTalkBytes = 256;
constexpr int kGuessedPoints = -10;
constexpr int kSanctionedPoints = -25;
constexpr int kCompanionPoints = -25;
constexpr int kEstablishedPoints = -12;
constexpr int kCrowdPoints = -20;

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

Subject known_subject(const Protocol& protocol, Opening opening, const model::FlowRecord& record) {
  Subject s{Rule::None, &protocol, Place::Usual, opening, 0};
  const model::FlowRef& ref = record.ref;
  s.place = place_of(protocol, ref.transport, ref.endpoints.server.port);
  switch (s.place) {
    case Place::Usual:
      return s;
    case Place::Alternate:
      s.base = kAlternatePoints;
      break;
    case Place::Odd:
      s.base = protocol.odd_points;
      break;
    case Place::Alien:
      s.base = protocol.alien_points;
      break;
  }
  s.rule = s.place == Place::Alien ? Rule::Masquerade : Rule::OddPort;
  return s;
}

Subject unknown_subject(const model::FlowRecord& record, const Params& p) {
  Subject s;
  const model::FlowRef& ref = record.ref;
  const std::uint16_t port = ref.endpoints.server.port;
  const std::string_view owner = owner_of(ref.transport, port);
  // Who missed the beginning cannot say that nobody knows it.
  if (ref.midstream || ref.client_guessed) return s;
  if (record.to_server.payload < p.unknown_bytes && record.to_client.payload < p.unknown_bytes) return s;
  if (record.to_server.payload_packets + record.to_client.payload_packets < p.unknown_packets) return s;
  if (owner == "DNS" && (looks_like_dns(first_to_server(record), ref.transport) || looks_like_dns(first_to_client(record), ref.transport))) return s;
  s.rule = owner.empty() ? Rule::UnknownTalk : Rule::UnknownAlien;
  s.place = owner.empty() ? Place::Odd : Place::Alien;
  s.base = unknown_points(ref.transport, port);
  return s;
}

void weigh_server(Verdict& v, const Subject& s, const model::FlowRecord& record, const Surroundings& around, const Params& p) {
  const bool away = around.direction == Direction::Outbound || around.direction == Direction::External;
  if (away && !around.named) add(v, "unnamed", 1, 1, kUnnamedPoints);
  if (away && is_numeric(record.server_name)) add(v, "numeric_host", 1, 1, kNumericHostPoints);
  if (s.opening == Opening::Tls && s.protocol != nullptr && record.server_name.empty()) add(v, "no_sni", 1, 1, kMissingSniPoints);
  if (s.place != Place::Alien && is_shell_port(record.ref.endpoints.server.port))
    add(v, "shell_port", record.ref.endpoints.server.port, 0, kShellPortPoints);
  if (around.direction == Direction::Internal) add(v, "internal", 1, 1, p.internal_points);
  if (around.direction == Direction::Inbound) add(v, "inbound", 1, 1, p.inbound_points);
}

void weigh_talk(Verdict& v, const model::FlowRecord& record) {
  if (is_shell(record)) {
    add(v, "shell_text", 1, 1, kShellPoints);
  } else if (is_text(first_to_server(record)) && is_text(first_to_client(record))) {
    add(v, "text", 1, 1, kTextPoints);
  }
  const std::uint64_t packets = std::min(record.to_server.payload_packets, record.to_client.payload_packets);
  const std::uint64_t bytes = std::min(record.to_server.payload, record.to_client.payload);
  if (packets >= kTalkPackets && bytes >= kTalkBytes) add(v, "talk", static_cast<double>(bytes), kTalkBytes, kTalkPoints);
}

}  // namespace

bool is_numeric(std::string_view host) {
  if (host.starts_with('[')) return true;
  if (const auto colon = host.find(':'); colon != std::string_view::npos && host.find(':', colon + 1) == std::string_view::npos)
    host = host.substr(0, colon);
  return IpAddress::parse(host).has_value();
}

Subject subject_of(const model::FlowRecord& record, const Params& p) {
  const model::FlowRef& ref = record.ref;
  if (ref.transport != model::Transport::Tcp && ref.transport != model::Transport::Udp) return {};
  if (record.to_server.payload == 0 || record.to_client.payload == 0) return {};
  const Opening opening = opening_of(record);
  if (record.label.sure()) {
    const Protocol* protocol = find_protocol(record.label);
    return protocol == nullptr ? Subject{} : known_subject(*protocol, opening, record);
  }
  if (const Protocol* protocol = find_protocol(opening); protocol != nullptr) return known_subject(*protocol, opening, record);
  if (opening != Opening::None || !is_unknown(record.label)) return {};
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
  }
  const bool known = s.protocol != nullptr;
  if (known && s.protocol->opening != Opening::None && s.protocol->opening != s.opening) add(v, "unconfirmed", 1, 1, kUnconfirmedPoints);
  weigh_server(v, s, record, around, p);
  const int before_talk = v.score;
  if (!known) weigh_talk(v, record);
  const bool shell = v.score - before_talk >= kShellPoints;
  if (record.ref.client_guessed) add(v, "client_guessed", 1, 1, kGuessedPoints);
  if (around.sanctioned) add(v, "sanctioned", 1, 1, kSanctionedPoints);
  if (around.established) add(v, "established", 1, 1, kEstablishedPoints);
  if (!known && !shell && around.companion) add(v, "companion", 1, 1, kCompanionPoints);
  if (!known && !shell && around.servers >= p.crowd) add(v, "many_servers", around.servers, p.crowd, kCrowdPoints);
  v.score = std::clamp(v.score, 0, kMost);
  return v;
}

}  // namespace sekisho::detectors::nonstandard_port

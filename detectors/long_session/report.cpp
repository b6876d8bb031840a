#include "detectors/long_session/report.hpp"

#include <algorithm>
#include <array>
#include <string>

#include <fmt/format.h>

#include "detectors/api/detector.hpp"
#include "detectors/support/wording.hpp"

namespace sekisho::detectors::long_session {
namespace {

using support::rounded;
using support::server_text;

// What carries other connections inside, encrypted: its long idle session is a way back in.
bool tunnels(const model::AppLabel& label) {
  constexpr std::array<std::string_view, 6> kTunnels{"SSH", "OpenVPN", "WireGuard", "IPsec", "SOCKS", "Tor"};
  return label.sure() && std::any_of(kTunnels.begin(), kTunnels.end(), [&](std::string_view name) { return label.is(name); });
}

std::vector<std::string_view> techniques_of(const Session& s, const model::FlowRecord& r) {
  std::vector<std::string_view> ids;
  if (s.http || s.tls) {
    ids.emplace_back("T1071.001");
    if (s.tls) ids.emplace_back("T1573");
  } else if (model::is_icmp(r.ref.transport)) {
    ids = {"T1095", "T1572"};
  } else if (tunnels(r.label)) {
    ids = {"T1572", "T1573"};
  } else {
    ids.emplace_back(s.label_known ? "T1071" : "T1095");
  }
  return ids;
}

Reason reason_of(const SessionCase& c) {
  if (c.verdict.shell) return {3, "server-driven session, the shape of a reverse shell"};
  if (seconds(c.session.covered) > 1.3 * seconds(c.session.duration)) return {2, "sessions that add up to a long one"};
  return {1, "long session with little traffic"};
}

std::string session_sentence(const SessionCase& c, const support::Concentration& rhythm) {
  const Session& s = c.session;
  const std::string client = c.record.ref.endpoints.client.address.to_string();
  const std::string server = server_text(c.record.ref);
  const char* open = c.record.reason == model::EndReason::Active ? "has kept" : "kept";
  std::string text;
  if (c.verdict.shell) {
    text =
        fmt::format("{} answered {} short prompts of {} with more than it was sent, over {}", client, c.shape.exchanges(), server, human(s.duration));
  } else if (reason_of(c).code == 2) {
    text = fmt::format("{} was connected to {} for {} in {} sessions", client, server, human(s.covered), c.sessions);
  } else {
    text = fmt::format("{} {} a session with {} open for {}", client, open, server, human(s.duration));
  }
  text += fmt::format(", {:.0f} bytes/s", s.rate);
  if (rhythm.found) text += fmt::format(", data every {}", human(from_seconds(rhythm.period)));
  return text;
}

}  // namespace

Finding session_finding(const SessionCase& c) {
  const Session& s = c.session;
  const support::Concentration rhythm = c.shape.rhythm();
  Finding f;
  f.time = c.time;
  f.reason = reason_of(c);
  f.score = c.verdict.score;
  f.flow = c.record.ref;
  f.object = c.object;
  if (c.record.label.sure()) f.label = c.record.label;
  f.techniques = techniques_of(s, c.record);
  f.indicators = c.verdict.indicators;
  f.evidence = {
      {"duration_s", rounded(seconds(s.duration))},
      {"open", c.record.reason == model::EndReason::Active},
      {"covered_s", rounded(seconds(s.covered))},
      {"sessions", static_cast<std::int64_t>(c.sessions)},
      {"rate_bytes_per_s", rounded(s.rate)},
      {"active_seconds", static_cast<std::int64_t>(s.active_seconds)},
      {"duty", rounded(s.active_seconds / std::max(1.0, seconds(s.duration)))},
      {"longest_silence_s", rounded(seconds(c.record.longest_silence))},
      {"bursts", static_cast<std::int64_t>(c.shape.bursts())},
      {"server_led_exchanges", static_cast<std::int64_t>(c.shape.exchanges())},
      {"direction", std::string(direction_name(s.direction))},
  };
  if (rhythm.found) f.evidence.emplace_back("burst_period_s", rounded(rhythm.period));
  if (s.protocol.habit != support::Habit::None) f.evidence.emplace_back("protocol_habit", std::string(support::habit_name(s.protocol.habit)));
  f.sentence = session_sentence(c, rhythm);
  f.first_seen = std::min(c.first, c.record.ref.start);
  f.last_seen = c.record.last;
  f.flows = c.sessions;
  f.bytes_to_server = s.up;
  f.bytes_to_client = s.down;
  return f;
}

Finding conversation_finding(const ConversationCase& k) {
  const Conversation& c = k.conversation;
  const double span = seconds(c.last - c.first);
  Finding f;
  f.time = k.event.time;
  f.reason = {4, "DNS conversation about one domain without pause"};
  f.score = k.verdict.score;
  f.flow = k.event.flow;
  f.object = k.object;
  f.techniques = {"T1071.004", "T1572"};
  f.indicators = k.verdict.indicators;
  f.evidence = {
      {"duration_s", rounded(span)},
      {"queries", static_cast<std::int64_t>(c.queries)},
      {"queries_per_s", rounded(static_cast<double>(c.queries) / std::max(1.0, span))},
      {"distinct_names", static_cast<std::int64_t>(c.names.count())},
  };
  f.sentence =
      fmt::format("{} has looked up names of \"{}\" for {} without pause: {} queries, {} different names",
                  k.event.flow.endpoints.client.address.to_string(), quote(k.object.name), human(c.last - c.first), c.queries, c.names.count());
  f.first_seen = c.first;
  f.last_seen = c.last;
  f.flows = c.queries;
  f.bytes_to_server = c.up;
  f.bytes_to_client = c.down;
  return f;
}

}  // namespace sekisho::detectors::long_session

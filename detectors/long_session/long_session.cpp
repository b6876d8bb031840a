#include "detectors/long_session/long_session.hpp"

#include <algorithm>
#include <array>

#include "detectors/long_session/report.hpp"
#include "detectors/support/flow_key.hpp"

namespace sekisho::detectors::long_session {
namespace {

constexpr std::uint16_t kDnsPort = 53;
constexpr Duration kFirstMilestone = 1min;  // Of the flow table; younger flows tell nothing here.
constexpr Duration kLeastSession = 5min;    // Shorter sessions are not added up: they would make every web site a session.
constexpr Duration kForgetPair = 24h;

constexpr std::array<std::string_view, 5> kTechniques{"T1071", "T1071.001", "T1071.004", "T1572", "T1095"};

// Both sides take part. Over TCP acknowledging is enough: a controller that only sends, or a victim that only reports, is a session too.
bool conversed(const model::FlowRecord& r) {
  if (r.ref.transport == model::Transport::Tcp) return r.bidirectional() && r.to_server.payload + r.to_client.payload > 0;
  return r.to_server.payload > 0 && r.to_client.payload > 0;
}

}  // namespace

LongSession::LongSession(const Params& params, HashSeed seed)
    : params_(params), seed_(seed), shapes_(params.max_flows), pairs_(params.max_pairs), talks_(params.max_conversations) {}

void LongSession::on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) {
  const model::Endpoints& ends = event.flow.endpoints;
  if (context.is_local_scope(ends.server.address) || context.is_local_scope(ends.client.address)) return;
  const Scene scene{event, context, sink};
  if (const auto* burst = std::get_if<model::DataBurst>(&event.body)) {
    shapes_.touch(support::flow_key(event.flow, seed_)).burst(*burst);
  } else if (const auto* milestone = std::get_if<model::FlowMilestone>(&event.body)) {
    session(milestone->record, scene);
  } else if (const auto* end = std::get_if<model::FlowEnded>(&event.body)) {
    session(end->record, scene);
    shapes_.erase(support::flow_key(event.flow, seed_));
  } else if (const auto* message = std::get_if<model::DnsMessage>(&event.body)) {
    lookup(*message, scene);
  } else if (const auto* icmp = std::get_if<model::IcmpMessage>(&event.body)) {
    if (icmp->ordinary) return;
    Pair& pair = pairs_.touch(pair_key(event.flow));
    pair.odd_icmp = true;
    pair.touched = event.time;
  }
}

void LongSession::session(const model::FlowRecord& record, const Scene& scene) {
  if (record.duration() < kFirstMilestone || !conversed(record)) return;
  if (record.label.sure() && record.label.is("DNS")) return;  // told as conversations
  Pair& pair = pairs_.touch(pair_key(record.ref));
  pair.touched = scene.event.time;
  cover(pair, record);
  const Shape* known = shapes_.find(support::flow_key(record.ref, seed_));
  const Shape none;
  const Shape& shape = known != nullptr ? *known : none;
  const Object object = scene.context.object_of(record.ref, record.server_name);
  const Session session = describe(record, pair, object, scene);
  const Verdict verdict = judge(session, shape, params_);
  if (verdict.score < params_.report_at || !worth_saying(pair.said, verdict.score, scene.event.time)) return;
  scene.sink.finding(session_finding({verdict, session, shape, record, object, scene.event.time, pair.first, std::max(1U, pair.sessions)}));
}

void LongSession::cover(Pair& pair, const model::FlowRecord& record) const {
  if (pair.sessions == 0) pair.first = record.ref.start;
  if (record.duration() < kLeastSession) return;
  const Timestamp from = std::max(record.ref.start, pair.covered_until);
  if (record.last > from) {
    if (record.ref.start >= pair.covered_until || pair.sessions == 0) ++pair.sessions;
    pair.covered += record.last - from;
    pair.covered_until = record.last;
  }
}

Session LongSession::describe(const model::FlowRecord& r, const Pair& pair, const Object& object, const Scene& scene) const {
  Session s;
  s.duration = r.duration();
  s.covered = pair.covered;
  s.live = r.last_payload - r.ref.start;
  s.up = r.to_server.payload;
  s.down = r.to_client.payload;
  s.rate = static_cast<double>(s.up + s.down) / std::max(1.0, seconds(s.duration));
  s.active_seconds = r.active_seconds;
  s.direction = scene.context.direction(r.ref.endpoints);
  s.protocol = support::protocol_habit(r.label, r.ref.transport, r.ref.endpoints.server.port);
  s.label_known = r.label.sure();
  s.tls = s.label_known && (r.label.is("TLS") || r.label.is("QUIC") || r.label.is("DTLS"));
  s.http = s.label_known && r.label.is("HTTP");
  s.irc = s.label_known && r.label.is("IRC");
  s.named = object.source != NameSource::Address;
  s.name = s.named ? support::name_habit(object.name) : support::Habit::None;
  if (model::is_icmp(r.ref.transport)) {
    s.odd_icmp = pair.odd_icmp;
    s.ping = !pair.odd_icmp;
  }
  s.server_here = scene.context.is_sanctioned("vpn", r.ref.endpoints.server.address, object.name) ||
                  scene.context.is_sanctioned("proxy", r.ref.endpoints.server.address, object.name) ||
                  scene.context.is_sanctioned("monitoring", r.ref.endpoints.server.address, object.name);
  s.client_guessed = r.ref.client_guessed;
  return s;
}

void LongSession::lookup(const model::DnsMessage& message, const Scene& scene) {
  const std::string_view domain = scene.context.registered_domain(message.query);
  if (domain.empty() || scene.event.flow.endpoints.server.port != kDnsPort || scene.context.is_resolver(scene.event.flow.endpoints.client.address))
    return;
  const std::uint64_t client = scene.event.flow.endpoints.client.address.hash(seed_);
  Talk& talk = talks_.touch(mix(client, keyed_hash(domain, seed_)));
  Conversation& c = talk.conversation;
  const Timestamp now = scene.event.time;
  if (message.response) {
    c.down += message.size;
    return;
  }
  if (c.queries == 0 || now - c.last > params_.conversation_gap) {
    c = Conversation{};
    c.first = now;
    c.next_look = now + params_.conversation;
  }
  c.last = now;
  ++c.queries;
  c.up += message.size;
  c.names.add(keyed_hash(message.query, seed_));
  if (now < c.next_look) return;
  c.next_look = now + std::min<Duration>((now - c.first) / 2, params_.repeat);
  const Verdict verdict = judge(c, params_);
  if (verdict.score < params_.report_at || !worth_saying(talk.said, verdict.score, now)) return;
  const Object object{std::string(domain), std::string(domain), NameSource::Dns};
  scene.sink.finding(conversation_finding({verdict, c, object, scene.event}));
}

bool LongSession::worth_saying(Said& said, int score, Timestamp now) const {
  constexpr int kRise = 10;
  if (said.score > 0 && score < said.score + kRise && now - said.at < params_.repeat) return false;
  said = {now, score};
  return true;
}

std::uint64_t LongSession::pair_key(const model::FlowRef& flow) const {
  const std::uint16_t port = model::has_ports(flow.transport) ? flow.endpoints.server.port : std::uint16_t{0};
  const std::uint64_t hosts = mix(flow.endpoints.client.address.hash(seed_), flow.endpoints.server.address.hash(seed_));
  return mix(hosts, port | static_cast<std::uint64_t>(flow.transport) << 16);
}

void LongSession::on_tick(Timestamp now, const Context&, FindingSink&) {
  pairs_.expire([&](std::uint64_t, const Pair& p) { return p.touched < now - kForgetPair; });
  talks_.expire([&](std::uint64_t, const Talk& t) { return t.conversation.last < now - params_.repeat; });
}

Result<void> LongSession::reconfigure(const ConfigView& config) { return renew(params_, config); }

StateUsage LongSession::usage() const { return usage_of(shapes_, pairs_, talks_); }

extern const DetectorInfo kDetector{
    .name = "long_session",
    .summary = "A session stays open for long with little to say, or is driven by the server",
    .number = 5,
    .techniques = kTechniques,
    .maturity = "experimental",
    .reads = model::event_bit<model::FlowMilestone>() | model::event_bit<model::FlowEnded>() | model::event_bit<model::DataBurst>() |
             model::event_bit<model::DnsMessage>() | model::event_bit<model::IcmpMessage>(),
    .create = &create_detector<LongSession, Params>,
    .parameters = &Params::keys,
};

}  // namespace sekisho::detectors::long_session

#include "detectors/beacon/beacon.hpp"

#include <algorithm>
#include <array>

#include "detectors/beacon/report.hpp"

namespace sekisho::detectors::beacon {
namespace {

constexpr std::uint16_t kDnsPort = 53;
constexpr std::uint32_t kRareClients = 2;
constexpr Duration kNew = 7 * 24h;

constexpr std::array<std::string_view, 6> kTechniques{"T1071", "T1071.001", "T1071.004", "T1573", "T1095", "T1008"};

// TCP without a completed handshake, in Zeek's words.
bool never_answered(const model::FlowRecord& r) {
  if (r.ref.midstream) return false;
  if (r.ref.transport != model::Transport::Tcp) return r.to_client.packets == 0;
  const std::string_view state = r.conn_state;
  return state == "S0" || state == "REJ" || state == "RSTOS0" || state == "RSTRH" || state == "SH" || state == "SHR";
}

// "example.com" of "example.com:8080"; empty where the host is an address.
std::string_view host_name(std::string_view host) {
  if (host.empty() || host.front() == '[' || host.size() > 255) return {};
  if (const auto colon = host.rfind(':'); colon != std::string_view::npos) host = host.substr(0, colon);
  return IpAddress::parse(host).has_value() ? std::string_view{} : host;
}

}  // namespace

Beacon::Beacon(const Params& params, HashSeed seed)
    : params_(params),
      seed_(seed),
      candidates_(params.max_candidates),
      series_(params.max_keys),
      facts_(params.max_keys),
      reported_(params.max_keys) {}

void Beacon::on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) {
  const model::Endpoints& ends = event.flow.endpoints;
  if (context.is_local_scope(ends.server.address) || context.is_local_scope(ends.client.address)) return;
  Scene scene{event, context, sink};
  scene.client = ends.client.address.hash(seed_);
  const std::uint16_t port = model::has_ports(event.flow.transport) ? ends.server.port : std::uint16_t{0};
  scene.pair = mix(mix(scene.client, ends.server.address.hash(seed_)), port | static_cast<std::uint64_t>(event.flow.transport) << 16);
  std::visit([&](const auto& body) { on(body, scene); }, event.body);
}

void Beacon::on(const model::FlowEstablished&, const Scene& scene) {
  if (asks_at_home(scene)) return;
  beat({Family::Pair, key_of(Family::Pair, scene.pair), scene.event.flow.start, {}}, scene);
}

void Beacon::on(const model::FlowClassified& body, const Scene& scene) {
  learn_facts(body.record, scene);
  if (scene.event.flow.endpoints.server.port == kDnsPort) return;  // its names are in the messages
  const Object object = scene.context.object_of(scene.event.flow, body.record.server_name);
  if (object.source != NameSource::Address) {
    named_beats(object, scene.event.flow.start, scene);
    if (Series* lookups = series_.find(name_key(Family::Lookups, object.domain, scene))) lookups->used();
  }
  rare_beat(object, scene.event.flow.start, scene);
}

void Beacon::on(const model::FlowMilestone& body, const Scene& scene) { learn_facts(body.record, scene); }

void Beacon::on(const model::FlowEnded& body, const Scene& scene) {
  const model::FlowRecord& record = body.record;
  if (never_answered(record)) {
    if (asks_at_home(scene)) return;
    beat({Family::Failed, key_of(Family::Failed, scene.pair), record.ref.start, {}, true, record.to_server.payload, record.to_client.payload}, scene);
    return;
  }
  const auto sizes = [&](std::uint64_t key) {
    if (Series* s = series_.find(key)) s->sizes(record.to_server.payload, record.to_client.payload);
  };
  sizes(key_of(Family::Pair, scene.pair));
  if (record.server_name.empty()) return;
  sizes(name_key(Family::Name, record.server_name, scene));
  const std::string_view domain = scene.context.registered_domain(record.server_name);
  if (domain != record.server_name) sizes(name_key(Family::Domain, domain, scene));
}

void Beacon::on(const model::DataBurst& body, const Scene& scene) {
  const PairFacts* facts = facts_.find(scene.pair);
  if (facts != nullptr && facts->dns) return;
  const std::uint64_t side = body.from_client ? 1 : 2;
  const std::uint64_t flow = mix(static_cast<std::uint64_t>(scene.event.flow.id) ^ seed_.value, side);
  // Most connections hold one burst: only a second one is worth a series, and the first then was at the start.
  const std::uint64_t session = key_of(Family::Session, flow);
  if (body.index == 1 && body.from_client && !scene.event.flow.midstream) (void)count({Family::Session, session, scene.event.flow.start, {}});
  if (body.index > 0) beat({Family::Session, session, body.start, {}, true, body.to_server, body.to_client}, scene);
  beat({Family::Bursts, key_of(Family::Bursts, mix(scene.pair, side)), body.start, {}, true, body.to_server, body.to_client}, scene);
}

void Beacon::on(const model::DnsMessage& body, const Scene& scene) {
  const std::string_view domain = scene.context.registered_domain(body.query);
  if (domain.empty()) return;
  const std::uint64_t key = name_key(Family::Lookups, domain, scene);
  if (body.response) {
    if (Series* s = series_.find(key)) {
      for (const model::DnsRecord& answer : body.answers) s->ttl(answer.ttl);
    }
    return;
  }
  const Object object{std::string(domain), std::string(domain), NameSource::Dns};
  beat({Family::Lookups, key, scene.event.time, object}, scene);
  rare_beat(object, scene.event.time, scene);
}

void Beacon::on(const model::HttpTransaction& body, const Scene& scene) {
  PairFacts& facts = facts_.touch(scene.pair);
  facts.http = true;
  const support::Habit agent = support::agent_habit(body.user_agent);
  facts.agent = agent;
  const std::string_view name = host_name(body.connect_target.empty() ? body.host : body.connect_target);
  if (name.empty()) return;
  const std::string_view domain = scene.context.registered_domain(name);
  if (agent != support::Habit::None) facts_.touch(name_key(Family::Domain, domain, scene)).agent = agent;
  named_beats({std::string(name), std::string(domain), NameSource::HttpHost}, body.request_time, scene);
}

void Beacon::on(const model::IcmpMessage& body, const Scene& scene) {
  if (!body.ordinary) facts_.touch(scene.pair).odd_icmp = true;
}

// A name server at home is asked in the name of all that a client does; what it is asked is judged by name.
bool Beacon::asks_at_home(const Scene& scene) {
  const model::Endpoints& ends = scene.event.flow.endpoints;
  return ends.server.port == kDnsPort && scene.context.direction(ends) == Direction::Internal;
}

void Beacon::learn_facts(const model::FlowRecord& record, const Scene& scene) {
  PairFacts& facts = facts_.touch(scene.pair);
  if (!record.server_name.empty() && record.server_name.size() <= facts.name.capacity()) facts.name.assign(record.server_name);
  if (!record.label.sure()) return;  // a guess must not decide, nor be shown
  facts.label = record.label;
  facts.tls = facts.tls || record.label.is("TLS") || record.label.is("QUIC") || record.label.is("DTLS");
  facts.http = facts.http || record.label.is("HTTP");
  facts.dns = facts.dns || record.label.is("DNS");
}

void Beacon::named_beats(const Object& object, Timestamp time, const Scene& scene) {
  beat({Family::Name, name_key(Family::Name, object.name, scene), time, object}, scene);
  // What a name is asked for by habit says nothing of its domain.
  if (object.domain.empty() || object.domain == object.name || support::name_habit(object.name) != support::Habit::None) return;
  beat({Family::Domain, name_key(Family::Domain, object.domain, scene), time, {object.domain, object.domain, object.source}}, scene);
}

void Beacon::rare_beat(const Object& object, Timestamp time, const Scene& scene) {
  const Prevalence known = scene.context.prevalence(object);
  if (!known.known || known.clients > kRareClients || time - known.first_seen > kNew) return;
  beat({Family::Rare, key_of(Family::Rare, scene.client), time, object}, scene);
}

std::uint64_t Beacon::name_key(Family family, std::string_view name, const Scene& scene) const {
  return key_of(family, mix(scene.client, keyed_hash(name, seed_)));
}

void Beacon::beat(const Beat& beat, const Scene& scene) {
  Series* series = count(beat);
  if (series == nullptr) return;
  if (beat.sized) series->sizes(beat.to_server, beat.to_client);
  series->server(scene.event.flow.endpoints.server.address.hash(seed_));
  if (series->due()) judge(beat, *series, scene);
}

Series* Beacon::count(const Beat& beat) {
  if (Series* s = series_.find(beat.key)) {
    if (beat.time - s->last() < params_.coalesce) {
      s->merge();
      return nullptr;
    }
    s = &series_.touch(beat.key);
    s->beat(beat.time);
    return s;
  }
  Candidate& c = candidates_.touch(beat.key);
  if (c.beats > 0 && beat.time - c.last < params_.coalesce) return nullptr;
  if (c.beats == 3) {
    const Candidate grown = c;
    candidates_.erase(beat.key);
    Series& s = series_.touch(beat.key);
    s.begin(grown);
    s.beat(beat.time);
    return &s;
  }
  if (c.beats > 0) c.gaps[c.beats - 1U] = static_cast<float>(seconds(beat.time - c.last));
  c.last = beat.time;
  ++c.beats;
  return nullptr;
}

void Beacon::judge(const Beat& beat, Series& series, const Scene& scene) {
  std::optional<Verdict> verdict = rhythm_of(series, params_);
  series.looked(verdict ? verdict->rhythm.evidence : 0);
  if (!verdict) return;
  const model::FlowRef& flow = scene.event.flow;
  const PairFacts* facts = facts_.find(scene.pair);
  const PairFacts none{};
  if (facts == nullptr) facts = &none;
  const bool own_name = beat.object.source != NameSource::Address;
  const Object object = own_name ? beat.object : scene.context.object_of(flow, facts->name);

  Surroundings around;
  around.family = beat.family;
  around.direction = scene.context.direction(flow.endpoints);
  if (beat.family != Family::Lookups) around.protocol = support::protocol_habit(facts->label, flow.transport, flow.endpoints.server.port);
  around.name = object.source == NameSource::Address ? support::Habit::None : support::name_habit(object.name);
  if (around.name == support::Habit::None) around.name = facts->agent;
  if (around.name == support::Habit::None && own_name) {
    const PairFacts* domain = facts_.find(name_key(Family::Domain, object.domain, scene));  // lookups before an update are the update's
    if (domain != nullptr) around.name = domain->agent;
  }
  around.followed = beat.family == Family::Lookups && series.uses() * 2 >= series.beats();
  around.label_known = facts->label.sure();
  around.ordinary_ping = model::is_icmp(flow.transport) && !facts->odd_icmp;
  around.client_guessed = flow.client_guessed;
  const bool dns = flow.endpoints.server.port == kDnsPort;
  around.resolver = scene.context.is_resolver(beat.family == Family::Lookups || !dns ? flow.endpoints.client.address : flow.endpoints.server.address);
  if (series.smallest_ttl() > 0) {
    around.ttl = series.smallest_ttl();
  } else if (const auto ttl = scene.context.dns_ttl(flow.endpoints.client.address, flow.endpoints.server.address)) {
    around.ttl = seconds(*ttl);
  }
  weigh(*verdict, series, around, params_);
  if (verdict->score < params_.report_at || !worth_saying(object, verdict->score, scene)) return;
  scene.sink.finding(make_finding({*verdict, series, around, *facts, object, scene.event}));
}

// Several series see one beacon (its pair, its name, its bursts); the operator hears of it once.
bool Beacon::worth_saying(const Object& object, int score, const Scene& scene) {
  constexpr int kRise = 10;
  Reported& r = reported_.touch(mix(scene.client, keyed_hash(object.domain.empty() ? object.name : object.domain, seed_)));
  const Timestamp now = scene.event.time;
  if (r.score > 0 && score < r.score + kRise && now - r.at < params_.repeat) return false;
  r = {now, std::max(score, now - r.at < params_.repeat ? r.score : 0)};
  return true;
}

void Beacon::on_tick(Timestamp now, const Context&, FindingSink&) {
  const Timestamp oldest = now - params_.retention;
  series_.expire([&](std::uint64_t, const Series& s) { return s.last() < oldest; });
  candidates_.expire([&](std::uint64_t, const Candidate& c) { return c.last < oldest; });
}

Result<void> Beacon::reconfigure(const ConfigView& config) { return renew(params_, config); }

StateUsage Beacon::usage() const {
  StateUsage u;
  u.keys = series_.size() + candidates_.size();
  u.max_keys = series_.capacity() + candidates_.capacity();
  u.bytes = series_.bytes() + candidates_.bytes() + facts_.bytes() + reported_.bytes();
  series_.for_each([&](std::uint64_t, const Series& s) { u.bytes += s.heap_bytes(); });
  u.evictions = series_.evictions() + candidates_.evictions() + facts_.evictions() + reported_.evictions();
  return u;
}

extern const DetectorInfo kDetector{
    .name = "beacon",
    .summary = "A client calls one service again and again at a steady pace",
    .number = 4,
    .techniques = kTechniques,
    .maturity = "experimental",
    .reads = model::event_bit<model::FlowEstablished>() | model::event_bit<model::FlowClassified>() | model::event_bit<model::FlowMilestone>() |
             model::event_bit<model::FlowEnded>() | model::event_bit<model::DataBurst>() | model::event_bit<model::DnsMessage>() |
             model::event_bit<model::HttpTransaction>() | model::event_bit<model::IcmpMessage>(),
    .create = &create_detector<Beacon, Params>,
    .parameters = &Params::keys,
};

}  // namespace sekisho::detectors::beacon

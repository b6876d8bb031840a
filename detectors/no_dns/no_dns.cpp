// A contact is judged twice: once its protocol is known, so that it is told while it lasts, and at its end, so that what other detectors found
// meanwhile stands beside it. A flow without an answer is no contact.
#include "detectors/no_dns/no_dns.hpp"

#include <algorithm>
#include <array>

#include "detectors/no_dns/public_services.hpp"
#include "detectors/support/flow_key.hpp"

namespace sekisho::detectors::no_dns {
namespace {

constexpr Duration kForget = 24h;
constexpr Duration kCrowdWindow = 10min;
constexpr int kCrowdPoints = 10;        // nearly always a peer or a scanner
constexpr std::uint32_t kPopular = 10;  // clients: more than one infection, fewer than a site's own service has

constexpr std::array<std::string_view, 3> kTechniques{"T1071", "T1071.001", "T1090"};

model::AppLabel http_label() {
  model::AppLabel label;
  label.app = "HTTP";
  label.confidence = model::Confidence::Dpi;  // our own parser read the request
  return label;
}

}  // namespace

NoDns::NoDns(const Params& params, HashSeed seed)
    : params_(params), seed_(seed), hellos_(params.max_keys), peers_(params.max_keys), crowds_(params.max_keys) {}

void NoDns::on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) {
  if (!model::has_ports(event.flow.transport)) return;
  const model::Endpoints& ends = event.flow.endpoints;
  if (context.is_local_scope(ends.server.address) || context.is_local_scope(ends.client.address)) return;
  if (is_public_resolver(ends.server.address)) return;
  const Scene scene{event, context, sink};
  if (const auto* hello = std::get_if<model::TlsClientHello>(&event.body)) {
    on_hello(*hello, scene);
  } else if (const auto* http = std::get_if<model::HttpTransaction>(&event.body)) {
    on_request(*http, scene);
  } else if (const auto* classified = std::get_if<model::FlowClassified>(&event.body)) {
    on_record(classified->record, scene);
  } else if (const auto* end = std::get_if<model::FlowEnded>(&event.body)) {
    on_record(end->record, scene);
    hellos_.erase(support::flow_key(event.flow, seed_));
  }
}

void NoDns::on_hello(const model::TlsClientHello& hello, const Scene& scene) {
  if (!hello.server_name.empty() && !is_numeric_host(hello.server_name)) return;
  hellos_.touch(support::flow_key(scene.event.flow, seed_)) = {scene.event.time, hello.encrypted_hello};
}

void NoDns::on_request(const model::HttpTransaction& http, const Scene& scene) {
  const std::string_view asked = http.connect_target.empty() ? std::string_view(http.host) : std::string_view(http.connect_target);
  if (!is_numeric_host(asked)) return;
  const model::AppLabel label = http_label();
  look({label, asked, http.request_length, http.response_length, false}, scene);
}

void NoDns::on_record(const model::FlowRecord& record, const Scene& scene) {
  // A hello says what it lacks, answered or not.
  const bool answered =
      record.to_client.payload > 0 || (record.to_client.packets > 0 && hellos_.find(support::flow_key(record.ref, seed_)) != nullptr);
  if (record.to_server.payload == 0 || !answered || is_addressed_by_design(record)) return;
  look({record.label, record.server_name, record.to_server.payload, record.to_client.payload, record.reason != model::EndReason::Active}, scene);
}

Contact NoDns::contact_of(const Sight& sight, const Object& object, const Scene& scene) const {
  const model::FlowRef& flow = scene.event.flow;
  Contact c;
  c.direction = scene.context.direction(flow.endpoints);
  c.naming = naming_of(scene.context, flow, object, sight.label);
  const Hello* hello = hellos_.find(support::flow_key(flow, seed_));
  // A hello that was not read to its end lacks nothing for sure.
  if (hello == nullptr) c.naming.tls_without_name = false;
  c.encrypted_hello = hello != nullptr && hello->encrypted;
  for (const std::string_view kind : {"proxy", "vpn", "monitoring", "backup", "dns", "ntp"}) {
    c.sanctioned = c.sanctioned || scene.context.is_sanctioned(kind, flow.endpoints.server.address, object.name);
  }
  const Prevalence known = scene.context.prevalence(object);
  c.popular = known.known && known.clients >= kPopular;
  if (object.source == NameSource::ConnectTarget) {
    // The proxy is at home; what it is asked for decides.
    const auto target = IpAddress::parse(object.name);
    if (target && !scene.context.is_home(*target) && scene.context.is_home(flow.endpoints.client.address)) c.direction = Direction::Outbound;
  }
  return c;
}

void NoDns::look(const Sight& sight, const Scene& scene) {
  const model::FlowRef& flow = scene.event.flow;
  const Object object = scene.context.object_of(flow, sight.server_name);
  const Contact contact = contact_of(sight, object, scene);
  const Verdict verdict = judge(contact, params_);
  if (verdict.rule == Rule::None) return;
  if (contact.naming.bare && tell_crowd(sight, contact, object, scene)) return;

  Peer& peer = peers_.touch(mix(flow.endpoints.client.address.hash(seed_), keyed_hash(object.name, seed_)));
  if (peer.flows == 0) peer.first = flow.start;
  peer.last = scene.event.time;
  if (!sight.over) ++peer.flows;
  if (!worth_saying(peer, verdict.score, sight, scene.event.time)) return;
  const Crowd* crowd = crowds_.find(flow.endpoints.client.address.hash(seed_));
  scene.sink.finding(make_finding({verdict, contact, flow, sight.label, object, std::max<std::uint64_t>(1, peer.flows),
                                   crowd == nullptr ? 1 : crowd->servers.count(), sight.to_server, sight.to_client, peer.first, scene.event.time}));
}

// Beyond the crowd every single contact says nothing; the crowd itself is told once.
bool NoDns::tell_crowd(const Sight& sight, const Contact& contact, const Object& object, const Scene& scene) {
  const Timestamp now = scene.event.time;
  const model::FlowRef& flow = scene.event.flow;
  Crowd& crowd = crowds_.touch(flow.endpoints.client.address.hash(seed_));
  if (now - crowd.since > kCrowdWindow) {
    crowd.servers.clear();
    crowd.since = now;
  }
  crowd.servers.add(flow.endpoints.server.address.hash(seed_));
  if (crowd.servers.count() <= params_.crowd) return false;
  if (crowd.said && now - crowd.said_at < params_.repeat) return true;
  crowd.said = true;
  crowd.said_at = now;
  const std::uint32_t servers = crowd.servers.count();
  Verdict verdict{Rule::Crowd, kCrowdPoints, {{"many_servers", static_cast<double>(servers), static_cast<double>(params_.crowd), kCrowdPoints}}};
  scene.sink.finding(
      make_finding({verdict, contact, flow, sight.label, object, servers, servers, sight.to_server, sight.to_client, flow.start, now}));
  return true;
}

bool NoDns::worth_saying(Peer& peer, int score, const Sight& sight, Timestamp now) const {
  const bool first = peer.said == 0;
  const bool risen = score > peer.said;
  const bool again = now - peer.said_at >= params_.repeat;
  if (!first && !risen && !again && !(sight.over && peer.flows <= 1)) return false;
  peer.said = score;
  peer.said_at = now;
  return true;
}

void NoDns::on_tick(Timestamp now, const Context&, FindingSink&) {
  hellos_.expire([&](std::uint64_t, const Hello& h) { return h.time < now - kForget; });
  peers_.expire([&](std::uint64_t, const Peer& p) { return p.last < now - kForget; });
  crowds_.expire([&](std::uint64_t, const Crowd& c) { return c.since < now - kForget; });
}

Result<void> NoDns::reconfigure(const ConfigView& config) { return renew(params_, config); }

StateUsage NoDns::usage() const { return usage_of(hellos_, peers_, crowds_); }

extern const DetectorInfo kDetector{
    .name = "no_dns",
    .summary = "A client talks to a server that no lookup led to, and that the flow does not name",
    .number = 7,
    .techniques = kTechniques,
    .maturity = "experimental",
    .reads = model::event_bit<model::FlowClassified>() | model::event_bit<model::FlowEnded>() | model::event_bit<model::TlsClientHello>() |
             model::event_bit<model::HttpTransaction>(),
    .create = &create_detector<NoDns, Params>,
    .parameters = &Params::keys,
};

}  // namespace sekisho::detectors::no_dns

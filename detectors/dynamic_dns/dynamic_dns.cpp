#include "detectors/dynamic_dns/dynamic_dns.hpp"

#include <array>
#include <string>

#include "detectors/dynamic_dns/providers.hpp"
#include "detectors/dynamic_dns/report.hpp"

namespace sekisho::detectors::dynamic_dns {
namespace {

constexpr std::array<std::string_view, 1> kTechniques{"T1568"};
constexpr std::uint16_t kDnsPort = 53;
constexpr std::uint8_t kNameError = 3;
constexpr Duration kForget = 24h;

}  // namespace

DynamicDns::DynamicDns(const Params& params, HashSeed seed) : params_(params), seed_(seed), names_(params.max_names), clients_(params.max_clients) {}

void DynamicDns::on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) {
  const Scene scene{event, context, sink};
  if (const auto* message = std::get_if<model::DnsMessage>(&event.body)) {
    if (message->response && (message->rcode == 0 || message->rcode == kNameError)) answer(*message, scene);
  } else if (const auto* classified = std::get_if<model::FlowClassified>(&event.body)) {
    connection(classified->record, true, scene);
  } else if (const auto* ended = std::get_if<model::FlowEnded>(&event.body)) {
    // Flows with payload were counted when they were classified.
    if (!ended->record.bidirectional() || ended->record.conn_state == "REJ") connection(ended->record, false, scene);
  }
}

DynamicDns::Name& DynamicDns::name_of(std::string_view text, const Scene& scene) {
  const std::uint64_t client_hash = scene.event.flow.endpoints.client.address.hash(seed_);
  const std::uint64_t name_hash = keyed_hash(text, seed_);
  const Timestamp now = scene.event.time;
  Client& client = clients_.touch(client_hash);
  if (now - client.since > kForget) client = {{}, now, now};
  client.names.add(name_hash);
  client.last = now;
  Name& name = names_.touch(mix(client_hash, name_hash));
  if (name.use.first == Timestamp{} || now - name.use.first > kForget) {
    name.use = Use();
    name.use.first = now;
  }
  name.use.last = now;
  name.use.names = client.names.count();
  return name;
}

void DynamicDns::answer(const model::DnsMessage& message, const Scene& scene) {
  const model::Endpoints& ends = scene.event.flow.endpoints;
  if (ends.server.port != kDnsPort) return;
  const std::string_view zone = provider_zone(message.query, params_.more_zones);
  if (zone.empty() || scene.context.direction(ends) == Direction::Inbound || scene.context.is_resolver(ends.client.address)) return;
  Name& name = name_of(message.query, scene);
  ++name.use.lookups;
  for (const model::DnsRecord& r : message.answers) {
    if (r.address.is_unspecified()) continue;
    if (scene.context.is_home(r.address)) return;  // One's own router behind such a name.
    name.use.addresses.add(r.address.hash(seed_));
    name.use.short_lived = name.use.short_lived || std::chrono::seconds(r.ttl) <= params_.short_ttl;
  }
  judge_name(name, {message.query, std::string(scene.context.registered_domain(message.query)), NameSource::Dns}, zone, {}, scene);
}

void DynamicDns::connection(const model::FlowRecord& record, bool answered, const Scene& scene) {
  const model::Endpoints& ends = record.ref.endpoints;
  if (!model::has_ports(record.ref.transport) || ends.server.port == kDnsPort || scene.context.direction(ends) == Direction::Inbound) return;
  const Object object = scene.context.object_of(record.ref, record.server_name);
  if (object.domain.empty()) return;
  const std::string_view zone = provider_zone(object.name, params_.more_zones);
  if (zone.empty() || scene.context.is_home(ends.server.address)) return;
  Name& name = name_of(object.name, scene);
  name.use.addresses.add(ends.server.address.hash(seed_));
  ++(answered ? name.use.connections : name.use.dead_ends);
  if (!is_home_service(ends.server.port)) name.use.odd_port = ends.server.port;
  judge_name(name, object, zone, record.label, scene);
}

void DynamicDns::judge_name(Name& name, const Object& object, std::string_view zone, const model::AppLabel& label, const Scene& scene) const {
  constexpr int kRise = 5;
  const Verdict verdict = judge(name.use, params_);
  const Timestamp now = scene.event.time;
  if (verdict.score < params_.report_at) return;
  if (name.said > 0 && verdict.score < name.said + kRise && now - name.said_at < params_.repeat) return;
  name.said = verdict.score;
  name.said_at = now;
  scene.sink.finding(make_finding({verdict, name.use, scene.event.flow, label, object, zone, now}));
}

void DynamicDns::on_tick(Timestamp now, const Context&, FindingSink&) {
  names_.expire([&](std::uint64_t, const Name& n) { return n.use.last < now - kForget; });
  clients_.expire([&](std::uint64_t, const Client& c) { return c.last < now - kForget; });
}

Result<void> DynamicDns::reconfigure(const ConfigView& config) { return renew(params_, config); }

StateUsage DynamicDns::usage() const { return usage_of(names_, clients_); }

extern const DetectorInfo kDetector{
    .name = "dynamic_dns",
    .summary = "A client uses a name of a dynamic DNS provider",
    .number = 11,
    .techniques = kTechniques,
    .maturity = "experimental",
    .reads = model::event_bit<model::DnsMessage>() | model::event_bit<model::FlowClassified>() | model::event_bit<model::FlowEnded>(),
    .create = &create_detector<DynamicDns, Params>,
    .parameters = &Params::keys,
};

}  // namespace sekisho::detectors::dynamic_dns

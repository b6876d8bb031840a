#include "detectors/proxy/proxy.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "detectors/support/first_bytes.hpp"
#include "detectors/support/flow_key.hpp"

namespace sekisho::detectors::proxy {
namespace {

constexpr Duration kForget = 24h;
constexpr Duration kOnward = 1s;  // A script connects before it answers.

constexpr std::array<std::string_view, 8> kTechniques{"T1090", "T1090.001", "T1090.002", "T1090.003", "T1090.004", "T1572", "T1573", "T1071.001"};

bool is_web_port(std::uint16_t port) { return port == 0 || port == 80 || port == 443 || port == 8080 || port == 8443 || port == 563; }

bool is_tor_port(std::uint16_t port) { return port == 9001 || port == 9002 || port == 9030 || port == 9050 || port == 9051 || port == 9150; }

// "localhost", and labels that no public server answers to.
bool is_bare(std::string_view host) {
  const std::string_view name = support::without_port(host);
  return name.empty() || support::is_numeric_host(host) || name.find('.') == std::string_view::npos;
}

}  // namespace

Proxy::Proxy(const Params& params, HashSeed seed)
    : params_(params),
      seed_(seed),
      uses_(params.max_keys),
      paths_(params.max_keys),
      agents_(params.max_keys),
      targets_(params.max_keys),
      asked_(params.max_keys),
      tls_(params.max_keys),
      relays_(params, seed) {}

void Proxy::on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) {
  const model::Endpoints& ends = event.flow.endpoints;
  if (context.is_local_scope(ends.server.address) || context.is_local_scope(ends.client.address)) return;
  const Scene scene{event, context, sink};
  if (const auto* classified = std::get_if<model::FlowClassified>(&event.body)) {
    record(classified->record, scene);
  } else if (const auto* milestone = std::get_if<model::FlowMilestone>(&event.body)) {
    record(milestone->record, scene);
  } else if (const auto* end = std::get_if<model::FlowEnded>(&event.body)) {
    record(end->record, scene);
    targets_.erase(support::flow_key(event.flow, seed_));
  } else if (std::holds_alternative<model::FlowEstablished>(event.body)) {
    onward(scene);
  } else if (const auto* data = std::get_if<model::DataBurst>(&event.body)) {
    burst(*data, scene);
  } else if (const auto* http = std::get_if<model::HttpTransaction>(&event.body)) {
    transaction(*http, scene);
  } else if (const auto* tls = std::get_if<model::TlsClientHello>(&event.body)) {
    hello(*tls, scene);
  }
}

void Proxy::record(const model::FlowRecord& record, const Scene& scene) {
  if (record.ref.endpoints.server.port != 0 && may_be_agent(record)) agent(record, scene);
  Carrier carrier = carrier_of(record);
  if (carrier.kind == Kind::None && is_ssl_vpn(record, scene.event.time)) carrier = {Kind::Vpn, "TLS and DTLS to one port, an SSL VPN", false};
  if (carrier.kind == Kind::None) return;
  const Object object = scene.context.object_of(record.ref, record.server_name);
  const Surroundings around = surroundings(record.ref, object, scene.context);
  const Verdict verdict = judge(carrier, around, params_);
  const bool over = record.reason != model::EndReason::Active;
  Use& use = uses_.touch(use_key(record.ref, carrier.kind));
  Totals totals = use.done;
  if (totals.flows == 0) totals.first = record.ref.start;
  totals.last = std::max(totals.last, record.last);
  ++totals.flows;
  totals.to_server += record.to_server.payload;
  totals.to_client += record.to_client.payload;
  if (over) use.done = totals;
  tell(verdict, {verdict, carrier.kind, carrier.name, around, record.ref, object, totals, scene.event.time, {}, false}, use, scene);
}

bool Proxy::is_ssl_vpn(const model::FlowRecord& record, Timestamp now) {
  constexpr std::uint8_t kHandshake = 0x16;
  constexpr Duration kTogether = 10min;
  const Bytes up = support::first_to_server(record);
  if (up.size() < 3 || up[0] != kHandshake || record.to_client.payload == 0) return false;
  const std::uint64_t key = mix(pair_key(record.ref), record.ref.endpoints.server.port);
  if (record.ref.transport == model::Transport::Tcp && up[1] == 3) {
    tls_.touch(key) = now;
    return false;
  }
  const bool dtls = record.ref.transport == model::Transport::Udp && up[1] == 0xFE;
  const Timestamp* tls = dtls ? tls_.find(key) : nullptr;
  return tls != nullptr && now - *tls <= kTogether;
}

void Proxy::agent(const model::FlowRecord& record, const Scene& scene) {
  Agent& agent = agents_.touch(mix(pair_key(record.ref), record.ref.endpoints.server.port));
  agent.flow(record);
  if (agent.flows() < params_.agent_flows) return;
  const Object object = scene.context.object_of(record.ref, record.server_name);
  const Surroundings around = surroundings(record.ref, object, scene.context);
  const Verdict verdict = judge(agent, around, params_);
  if (verdict.score < params_.report_at) return;
  Use& use = uses_.touch(use_key(record.ref, Kind::Agent));
  const Totals totals{agent.first(), agent.last(), agent.flows(), record.to_server.payload, record.to_client.payload};
  Evidence evidence{{"held", static_cast<std::int64_t>(agent.held())},
                    {"prompted", static_cast<std::int64_t>(agent.prompted())},
                    {"heartbeats", static_cast<std::int64_t>(agent.heartbeats())},
                    {"same_opening", agent.registers()}};
  tell(verdict, {verdict, Kind::Agent, {}, around, record.ref, object, totals, scene.event.time, std::move(evidence), false}, use, scene);
}

void Proxy::burst(const model::DataBurst& burst, const Scene& scene) {
  const model::FlowRef& flow = scene.event.flow;
  if (Agent* known = agents_.find(mix(pair_key(flow), flow.endpoints.server.port)); known != nullptr) known->burst(burst);
  if (flow.transport != model::Transport::Tcp) return;
  const Passed* passed = relays_.burst(flow, burst, scene.context, params_);
  if (passed == nullptr || passed->matches < params_.relay_bursts) return;
  // A proxy for all to use has been told by what it is asked.
  const std::uint64_t hosts = mix(passed->from.hash(seed_), passed->relay.hash(seed_));
  const std::uint64_t back = mix(passed->to.hash(seed_), passed->relay.hash(seed_));
  for (const std::uint64_t pair : {hosts, back}) {
    if (uses_.find(mix(mix(pair, static_cast<std::uint64_t>(Kind::HttpProxy)), 0)) != nullptr) return;
  }
  const Object object = scene.context.object_of(flow, {});
  const Surroundings around = surroundings(flow, object, scene.context);
  const Verdict verdict = judge(*passed, around, params_);
  Use& use = uses_.touch(mix(mix(passed->relay.hash(seed_), passed->to.hash(seed_)), static_cast<std::uint64_t>(Kind::Relay)));
  const Totals totals{passed->first, scene.event.time, passed->matches, 0, 0};
  const std::string from = passed->from.to_string();
  Evidence evidence{{"relay", passed->relay.to_string()},
                    {"from", from},
                    {"to", passed->to.to_string()},
                    {"passed_on", static_cast<std::int64_t>(passed->matches)},
                    {"bursts", static_cast<std::int64_t>(passed->bursts)}};
  const std::string words = fmt::format("{} passes on to {} what {} sends it", passed->relay.to_string(), passed->to.to_string(), from);
  tell(verdict, {verdict, Kind::Relay, words, around, flow, object, totals, scene.event.time, std::move(evidence), false}, use, scene);
}

void Proxy::transaction(const model::HttpTransaction& t, const Scene& scene) {
  const model::FlowRef& flow = scene.event.flow;
  const std::string server = flow.endpoints.server.address.to_string();
  if (const Proxied asked = proxied(t, server); asked.asked) {
    request(t, asked, scene);
    if (asked.connect) return;
  }
  if (t.upgrade) {
    const Object object = scene.context.object_of(flow, t.host);
    const Surroundings around = surroundings(flow, object, scene.context);
    const std::uint16_t port = support::port_after(t.host);
    const Verdict verdict = judge(Upgrade{support::claims_browser(t.user_agent), is_bare(t.host), port != 0 && !is_web_port(port)}, around, params_);
    Use& use = uses_.touch(use_key(flow, Kind::WebSocket));
    ++use.done.flows;
    if (use.done.flows == 1) use.done.first = t.request_time;
    use.done.last = scene.event.time;
    Evidence evidence{{"user_agent", quote(t.user_agent)}, {"host", quote(t.host)}, {"path", quote(uri_path(t.uri))}};
    tell(verdict, {verdict, Kind::WebSocket, {}, around, flow, object, use.done, scene.event.time, std::move(evidence), false}, use, scene);
    return;
  }
  script(t, scene);
}

void Proxy::request(const model::HttpTransaction& t, const Proxied& asked, const Scene& scene) {
  const model::FlowRef& flow = scene.event.flow;
  const std::string_view host = support::without_port(asked.target);
  const Object object = scene.context.object_of(flow, asked.connect ? asked.target : std::string_view(t.host));
  // Who stands behind the address, by lookups alone.
  const Object behind = scene.context.object_of(flow, {});
  Surroundings around = surroundings(flow, behind, scene.context);
  const std::uint16_t port = support::port_after(asked.target);
  const Request r{
      asked.connect, support::is_numeric_host(asked.target), asked.connect && !is_web_port(port), asked.other_host,
      !asked.connect && behind.source == NameSource::Dns && scene.context.registered_domain(behind.name) == scene.context.registered_domain(host)};
  const Verdict verdict = judge(r, around, params_);
  Use& use = uses_.touch(mix(use_key(flow, Kind::HttpProxy), r.odd_port ? keyed_hash(asked.target, seed_) : 0));
  ++use.done.flows;
  if (use.done.flows == 1) use.done.first = t.request_time;
  use.done.last = scene.event.time;
  if (asked.connect) targets_.touch(support::flow_key(flow, seed_)) = {std::string(host), scene.event.time};
  Evidence evidence{{"target", quote(asked.target)}, {"user_agent", quote(t.user_agent)}};
  tell(verdict, {verdict, Kind::HttpProxy, asked.target, around, flow, object, use.done, scene.event.time, std::move(evidence), r.odd_port}, use,
       scene);
}

void Proxy::script(const model::HttpTransaction& t, const Scene& scene) {
  const model::FlowRef& flow = scene.event.flow;
  const std::string_view path = uri_path(t.uri);
  const std::uint64_t pair = pair_key(flow);
  Path& all = paths_.touch(pair);
  all.script.add(t, t.request_time);
  all.touched = scene.event.time;
  const std::uint32_t requests = all.script.requests();
  if (!is_script(path)) return;
  const std::uint64_t key = mix(pair, keyed_hash(path, seed_));
  Path& here = paths_.touch(key);
  here.script.add(t, t.request_time);
  here.touched = scene.event.time;
  asked_.touch(flow.endpoints.server.address.hash(seed_)) = {scene.event.time, key};
  const Object object = scene.context.object_of(flow, t.host);
  const Surroundings around = surroundings(flow, object, scene.context);
  const Verdict verdict = judge(here.script, requests, around, params_);
  if (verdict.score < params_.report_at) return;
  const Script& s = here.script;
  Use& use = uses_.touch(mix(use_key(flow, Kind::WebTunnel), key));
  const Totals totals{s.first(), s.last(), s.requests(), s.up(), s.down()};
  Evidence evidence{{"path", quote(path)},
                    {"requests_to_server", static_cast<std::int64_t>(requests)},
                    {"raw_requests", static_cast<std::int64_t>(s.raw_requests())},
                    {"raw_answers", static_cast<std::int64_t>(s.raw_answers())},
                    {"names_endpoint", static_cast<std::int64_t>(s.endpoints())},
                    {"onward", static_cast<std::int64_t>(s.onward)},
                    {"user_agent", quote(t.user_agent)}};
  tell(verdict, {verdict, Kind::WebTunnel, {}, around, flow, object, totals, scene.event.time, std::move(evidence), false}, use, scene);
}

void Proxy::onward(const Scene& scene) {
  const LastAsked* asked = asked_.find(scene.event.flow.endpoints.client.address.hash(seed_));
  if (asked == nullptr || scene.event.time - asked->at > kOnward) return;
  if (Path* path = paths_.find(asked->path); path != nullptr) ++path->script.onward;
}

void Proxy::hello(const model::TlsClientHello& hello, const Scene& scene) {
  const model::FlowRef& flow = scene.event.flow;
  if (const Target* target = targets_.find(support::flow_key(flow, seed_));
      target != nullptr && !hello.server_name.empty() && !support::is_numeric_host(target->host) &&
      scene.context.registered_domain(target->host) != scene.context.registered_domain(hello.server_name)) {
    const Object object = scene.context.object_of(flow, hello.server_name);
    const Surroundings around = surroundings(flow, object, scene.context);
    const Verdict verdict = judge_front(true, around, params_);
    Use& use = uses_.touch(use_key(flow, Kind::Fronting));
    ++use.done.flows;
    if (use.done.flows == 1) use.done.first = scene.event.time;
    use.done.last = scene.event.time;
    tell(verdict,
         {verdict, Kind::Fronting, hello.server_name, around, flow, object, use.done, scene.event.time, {{"connect", quote(target->host)}}, false},
         use, scene);
  }
  const TorHello tor{is_tor_name(hello.server_name), is_tor_port(flow.endpoints.server.port)};
  if (!tor.tor_name && !tor.tor_port) return;
  const Object object = scene.context.object_of(flow, hello.server_name);
  const Surroundings around = surroundings(flow, object, scene.context);
  const Verdict verdict = judge(tor, around, params_);
  Use& use = uses_.touch(use_key(flow, Kind::Tor));
  ++use.done.flows;
  if (use.done.flows == 1) use.done.first = scene.event.time;
  use.done.last = scene.event.time;
  tell(verdict, {verdict, Kind::Tor, hello.server_name, around, flow, object, use.done, scene.event.time, {}, false}, use, scene);
}

void Proxy::tell(const Verdict& verdict, const Case& c, Use& use, const Scene& scene) {
  constexpr int kRise = 10;
  use.touched = scene.event.time;
  if (verdict.score < params_.report_at) return;
  if (use.said > 0 && verdict.score < use.said + kRise && scene.event.time - use.said_at < params_.repeat) return;
  use.said = verdict.score;
  use.said_at = scene.event.time;
  scene.sink.finding(make_finding(c));
}

Surroundings Proxy::surroundings(const model::FlowRef& flow, const Object& object, const Context& context) const {
  const model::Endpoints& ends = flow.endpoints;
  Surroundings s;
  s.direction = context.direction(ends);
  s.itself = ends.client.address == ends.server.address;
  s.named = object.source != NameSource::Address && !is_bare(object.name);
  s.never_resolved = context.never_resolved(ends.client.address, ends.server.address);
  for (const std::string_view kind : {"proxy", "vpn"}) {
    s.sanctioned = s.sanctioned || context.is_sanctioned(kind, ends.server.address, object.name);
  }
  s.guessed = flow.client_guessed;
  s.port = ends.server.port;
  return s;
}

std::uint64_t Proxy::pair_key(const model::FlowRef& flow) const {
  return mix(flow.endpoints.client.address.hash(seed_), flow.endpoints.server.address.hash(seed_));
}

void Proxy::on_tick(Timestamp now, const Context&, FindingSink&) {
  uses_.expire([&](std::uint64_t, const Use& u) { return u.touched < now - kForget; });
  paths_.expire([&](std::uint64_t, const Path& p) { return p.touched < now - kForget; });
  agents_.expire([&](std::uint64_t, const Agent& a) { return a.last() < now - kForget; });
  targets_.expire([&](std::uint64_t, const Target& t) { return t.at < now - kForget; });
  tls_.expire([&](std::uint64_t, const Timestamp& t) { return t < now - kForget; });
  asked_.expire([&](std::uint64_t, const LastAsked& a) { return a.at < now - kOnward; });
}

Result<void> Proxy::reconfigure(const ConfigView& config) { return renew(params_, config); }

StateUsage Proxy::usage() const {
  StateUsage u;
  u.keys = uses_.size() + paths_.size() + agents_.size() + targets_.size() + asked_.size() + tls_.size() + relays_.size();
  u.max_keys =
      uses_.capacity() + paths_.capacity() + agents_.capacity() + targets_.capacity() + asked_.capacity() + tls_.capacity() + relays_.capacity();
  u.bytes = uses_.bytes() + paths_.bytes() + agents_.bytes() + targets_.bytes() + asked_.bytes() + tls_.bytes() + relays_.bytes();
  u.evictions = uses_.evictions() + paths_.evictions() + agents_.evictions() + targets_.evictions() + asked_.evictions() + tls_.evictions() +
                relays_.evictions();
  return u;
}

extern const DetectorInfo kDetector{
    .name = "proxy",
    .summary = "A proxy, a VPN, Tor, or another carrier of conversations that nobody configured",
    .number = 14,
    .techniques = kTechniques,
    .maturity = "experimental",
    .reads = model::event_bit<model::FlowClassified>() | model::event_bit<model::FlowMilestone>() | model::event_bit<model::FlowEnded>() |
             model::event_bit<model::FlowEstablished>() | model::event_bit<model::DataBurst>() | model::event_bit<model::HttpTransaction>() |
             model::event_bit<model::TlsClientHello>(),
    .create = &create_detector<Proxy, Params>,
    .parameters = &Params::keys,
};

}  // namespace sekisho::detectors::proxy

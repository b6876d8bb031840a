#include "detectors/upload/upload.hpp"

#include <algorithm>
#include <array>

#include "detectors/api/naming.hpp"
#include "detectors/support/flow_key.hpp"
#include "detectors/upload/report.hpp"

namespace sekisho::detectors::upload {
namespace {

constexpr Duration kForget = 24h;
constexpr Duration kWindow = 1h;
constexpr std::uint16_t kFtp = 21;

constexpr std::array<std::string_view, 6> kTechniques{"T1041", "T1071.001", "T1071.002", "T1071.003", "T1071.004", "T1048.003"};

bool is_name_service(const model::FlowRef& flow) {
  constexpr std::uint16_t kMdns = 5353, kLlmnr = 5355;
  const std::uint16_t port = flow.endpoints.server.port;
  return port != kMdns && port != kLlmnr;
}

/// True where the last label cannot be a top-level domain: a server that is asked directly answers any name.
bool is_under_no_domain(std::string_view name) {
  const std::string_view last = name.substr(name.rfind('.') + 1);
  return !last.starts_with("xn--") && std::any_of(last.begin(), last.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_sanctioned(const Context& context, const model::FlowRef& flow, const Object& object) {
  constexpr std::array<std::string_view, 4> kKinds{"backup", "monitoring", "proxy", "vpn"};
  return std::any_of(kKinds.begin(), kKinds.end(),
                     [&](std::string_view kind) { return context.is_sanctioned(kind, flow.endpoints.server.address, object.name); });
}

}  // namespace

Upload::Upload(const Params& params, HashSeed seed)
    : params_(params),
      seed_(seed),
      hosts_(params.max_keys),
      domains_(params.max_keys),
      talks_(params.max_keys),
      file_pairs_(params.max_keys),
      crowds_(params.max_keys) {}

void Upload::on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) {
  const model::Endpoints& ends = event.flow.endpoints;
  if (context.is_local_scope(ends.server.address) || context.is_local_scope(ends.client.address)) return;
  const Scene scene{event, context, sink};
  if (const auto* message = std::get_if<model::DnsMessage>(&event.body)) return on(*message, scene);
  if (event.flow.transport != model::Transport::Tcp) return;
  if (const auto* t = std::get_if<model::HttpTransaction>(&event.body)) {
    on(*t, scene);
  } else if (const auto* burst = std::get_if<model::DataBurst>(&event.body)) {
    on(*burst, scene);
  } else if (std::holds_alternative<model::FlowEstablished>(event.body)) {
    if (ends.server.port == kFtp) file_pairs_.touch(pair_key(event.flow)) = {event.time, false};
  } else if (const auto* classified = std::get_if<model::FlowClassified>(&event.body)) {
    const model::FlowRecord& r = classified->record;
    const bool login = as_text(Bytes(r.first_to_server).first(r.first_to_server_size)).starts_with("USER ");
    if (r.label.is("FTP_CONTROL") || login) file_pairs_.touch(pair_key(event.flow)) = {event.time, ends.server.port != kFtp};
  } else if (const auto* milestone = std::get_if<model::FlowMilestone>(&event.body)) {
    look(milestone->record, scene, false);
  } else if (const auto* end = std::get_if<model::FlowEnded>(&event.body)) {
    look(end->record, scene, true);
  }
}

void Upload::on(const model::HttpTransaction& t, const Scene& scene) {
  if (is_routine(t) || !t.connect_target.empty()) return;
  const model::FlowRef& flow = scene.event.flow;
  const Object object = scene.context.object_of(flow, t.host);
  Host& host = hosts_.touch(key_of(flow, object.name));
  if (host.said.first == Timestamp{}) host.said.first = t.request_time;
  host.said.last = scene.event.time;
  count(host.requests, t);
  const std::uint64_t uri = keyed_hash(t.uri, seed_);
  host.requests.same_uri += uri == host.uri ? 1 : 0;
  host.uri = uri;
  Around around;
  around.direction = scene.context.direction(flow.endpoints);
  around.numeric_host = !t.has_host || is_numeric_host(t.host);
  const Prevalence prevalence = scene.context.prevalence(object);
  constexpr std::uint32_t kCommon = 10;
  around.common = prevalence.known && prevalence.clients >= kCommon;
  around.sanctioned = is_sanctioned(scene.context, flow, object);
  const Verdict verdict = judge(host.requests, around, params_);
  if (!worth_saying(host.said, verdict.score, scene.event.time)) return;
  model::AppLabel label;
  label.app = "HTTP";
  label.confidence = model::Confidence::Dpi;
  const Case c{verdict, flow, object, around.direction, label, scene.event.time, host.said.first, host.requests.posts};
  scene.sink.finding(make_finding(c, host.requests, t.uri, t.user_agent));
}

void Upload::on(const model::DnsMessage& m, const Scene& scene) {
  const model::FlowRef& flow = scene.event.flow;
  if (m.query.empty() || !is_name_service(flow)) return;
  const bool domainless = is_under_no_domain(m.query);
  const std::string_view domain = domainless ? std::string_view() : scene.context.registered_domain(m.query);
  if (domain.size() >= m.query.size() || domain.ends_with(".arpa")) return;
  const std::uint64_t place = domainless ? flow.endpoints.server.address.hash(seed_) : keyed_hash(domain, seed_);
  const std::uint64_t key = mix(flow.endpoints.client.address.hash(seed_), place);
  Domain* found = domains_.find(key);
  if (found == nullptr && m.response) return;
  Domain& d = found != nullptr ? *found : domains_.touch(key);
  if (scene.event.time - d.said.first > kWindow) {
    d.names = {};
    d.seen.clear();
    d.said.first = scene.event.time;
  }
  d.said.last = scene.event.time;
  if (m.response) {
    for (const model::DnsRecord& r : m.answers) d.names.down += r.data_size;
    return;
  }
  if (!d.seen.add(keyed_hash(m.query, seed_))) return;
  ++d.names.names;
  d.names.up += m.query.size() - domain.size();
  const Verdict verdict = judge(d.names, params_);
  if (!worth_saying(d.said, verdict.score, scene.event.time)) return;
  const Object object = domainless ? scene.context.object_of(flow, "") : Object{std::string(domain), std::string(domain), NameSource::Dns};
  model::AppLabel label;
  label.app = "DNS";
  label.confidence = model::Confidence::Dpi;
  const Case c{verdict, flow, object, scene.context.direction(flow.endpoints), label, scene.event.time, d.said.first, d.names.names};
  scene.sink.finding(make_finding(c, d.names, m.query));
}

void Upload::on(const model::DataBurst& burst, const Scene& scene) {
  constexpr std::uint32_t kCommand = 512;  // bytes: a command, not a page
  if (burst.from_client || burst.to_client > kCommand || burst.to_server < 2 * burst.to_client) return;
  Talk& talk = talks_.touch(support::flow_key(scene.event.flow, seed_));
  ++talk.asked;
  talk.said.last = scene.event.time;
}

void Upload::look(const model::FlowRecord& record, const Scene& scene, bool over) {
  const auto id = support::flow_key(record.ref, seed_);
  if (record.to_server.payload >= params_.least_bytes) {
    const Object object = scene.context.object_of(record.ref, record.server_name);
    const Exchange x = exchange_of(record, object, scene);
    const Rule rule = rule_of(x, params_);
    const Verdict verdict = rule == Rule{} ? Verdict{} : judge(x, rule, params_);
    if (verdict.score > 0) {
      Said& said = talks_.touch(id).said;
      said.last = scene.event.time;
      if (worth_saying(said, verdict.score, scene.event.time)) {
        const Case c{verdict,          record.ref,       object, x.direction, record.label.sure() ? record.label : model::AppLabel{},
                     scene.event.time, record.ref.start, 1};
        scene.sink.finding(make_finding(c, rule, x));
      }
    }
  }
  if (over) talks_.erase(id);
}

Exchange Upload::exchange_of(const model::FlowRecord& record, const Object& object, const Scene& scene) {
  const Naming naming = naming_of(scene.context, record.ref, object, record.label);
  const model::Endpoint& server = record.ref.endpoints.server;
  Exchange x;
  x.up = record.to_server.payload;
  x.down = record.to_client.payload;
  x.direction = scene.context.direction(record.ref.endpoints);
  x.port = server.port;
  x.bare = object.source == NameSource::Address || is_numeric_host(object.name);
  x.nameless_tls = naming.tls_without_name;
  x.named_in_flow = !record.server_name.empty() && !is_numeric_host(record.server_name);
  x.known = record.label.sure();
  const Talk* talk = talks_.find(support::flow_key(record.ref, seed_));
  x.asked = talk != nullptr ? talk->asked : 0;
  const support::ProtocolHabit habit = support::protocol_habit(record.label, record.ref.transport, server.port);
  if (!habit.by_port || !x.known) x.habit = habit.habit;
  if (record.label.is("FTP_CONTROL")) x.habit = support::Habit::Directory;  // data go by a connection of their own
  x.plain_mail = x.known && record.label.app == "SMTP";
  const FilePair* control = file_pairs_.find(pair_key(record.ref));
  x.file_data = record.label.is("FTP_DATA") || (control != nullptr && record.ref.start - control->at <= kWindow);
  x.odd_control = control != nullptr && control->odd_port;
  x.sanctioned = is_sanctioned(scene.context, record.ref, object);
  x.crowd = x.bare && in_crowd(record, scene.event.time);
  return x;
}

bool Upload::in_crowd(const model::FlowRecord& record, Timestamp now) {
  Crowd& crowd = crowds_.touch(record.ref.endpoints.client.address.hash(seed_));
  if (now - crowd.since > kWindow) {
    crowd.servers.clear();
    crowd.since = now;
  }
  crowd.servers.add(record.ref.endpoints.server.address.hash(seed_));
  return crowd.servers.count() >= params_.crowd;
}

bool Upload::worth_saying(Said& said, int score, Timestamp now) const {
  constexpr int kRise = 10, kLow = 20, kLeast = 10;  // a rise into "low" is told too: below, nobody saw it
  if (score < kLeast) return false;
  const bool rises = score >= said.score + kRise || (said.score < kLow && score >= kLow);
  if (said.score > 0 && !rises && now - said.at < params_.repeat) return false;
  said.score = std::max(said.score, score);
  said.at = now;
  return true;
}

std::uint64_t Upload::key_of(const model::FlowRef& flow, std::string_view name) const {
  return mix(flow.endpoints.client.address.hash(seed_), keyed_hash(name, seed_));
}

std::uint64_t Upload::pair_key(const model::FlowRef& flow) const {
  return mix(flow.endpoints.client.address.hash(seed_) + flow.endpoints.server.address.hash(seed_), 1);
}

void Upload::on_tick(Timestamp now, const Context&, FindingSink&) {
  hosts_.expire([&](std::uint64_t, const Host& h) { return h.said.last < now - kForget; });
  domains_.expire([&](std::uint64_t, const Domain& d) { return d.said.last < now - kWindow; });
  talks_.expire([&](std::uint64_t, const Talk& t) { return t.said.last < now - kForget; });
  file_pairs_.expire([&](std::uint64_t, const FilePair& p) { return p.at < now - kWindow; });
  crowds_.expire([&](std::uint64_t, const Crowd& c) { return c.since < now - kForget; });
}

Result<void> Upload::reconfigure(const ConfigView& config) { return renew(params_, config); }

StateUsage Upload::usage() const { return usage_of(hosts_, domains_, talks_, file_pairs_, crowds_); }

extern const DetectorInfo kDetector{
    .name = "upload",
    .summary = "A client sends more than it receives: in a connection, in posts that no page led to, by mail, FTP or DNS names",
    .number = 6,
    .techniques = kTechniques,
    .maturity = "experimental",
    .reads = model::event_bit<model::HttpTransaction>() | model::event_bit<model::DnsMessage>() | model::event_bit<model::DataBurst>() |
             model::event_bit<model::FlowEstablished>() | model::event_bit<model::FlowClassified>() | model::event_bit<model::FlowMilestone>() |
             model::event_bit<model::FlowEnded>(),
    .create = &create_detector<Upload, Params>,
    .parameters = &Params::keys,
};

}  // namespace sekisho::detectors::upload

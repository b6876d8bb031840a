#include "detectors/encoding/encoding.hpp"

#include <algorithm>
#include <array>

#include "detectors/encoding/report.hpp"
#include "detectors/support/first_bytes.hpp"
#include "detectors/support/flow_key.hpp"

namespace sekisho::detectors::encoding {
namespace {

constexpr Duration kForget = 24h;
constexpr Duration kCrowdWindow = 1h;
constexpr std::uint32_t kCommon = 10;  // clients
constexpr std::array<std::string_view, 11> kTechniques{"T1132",     "T1132.001", "T1132.002", "T1001", "T1001.001", "T1001.003",
                                                       "T1071.001", "T1071.004", "T1095",     "T1105", "T1573"};

bool is_sanctioned(const Context& context, const model::FlowRef& flow, const Object& object) {
  constexpr std::array<std::string_view, 4> kKinds{"backup", "monitoring", "proxy", "vpn"};
  return std::any_of(kKinds.begin(), kKinds.end(),
                     [&](std::string_view kind) { return context.is_sanctioned(kind, flow.endpoints.server.address, object.name); });
}

bool is_common(const Context& context, const Object& object) {
  const Prevalence prevalence = context.prevalence(object);
  return prevalence.known && prevalence.clients >= kCommon;
}

}  // namespace

Encoding::Encoding(const Params& params, HashSeed seed)
    : params_(params), seed_(seed), hosts_(params.max_keys), streams_(params.max_keys), asked_(params.max_keys), crowds_(params.max_keys) {}

void Encoding::on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) {
  const model::Endpoints& ends = event.flow.endpoints;
  if (context.is_local_scope(ends.server.address)) return;
  const Scene scene{event, context, sink};
  if (const auto* message = std::get_if<model::DnsMessage>(&event.body)) return on(*message, scene);
  if (event.flow.transport != model::Transport::Tcp) return;
  if (const auto* t = std::get_if<model::HttpTransaction>(&event.body)) {
    on(*t, scene);
  } else if (const auto* milestone = std::get_if<model::FlowMilestone>(&event.body)) {
    look(milestone->record, scene);
  } else if (const auto* end = std::get_if<model::FlowEnded>(&event.body)) {
    look(end->record, scene);
    asked_.erase(support::flow_key(event.flow, seed_));
  }
}

void Encoding::on(const model::HttpTransaction& t, const Scene& scene) {
  const model::FlowRef& flow = scene.event.flow;
  const auto id = support::flow_key(flow, seed_);
  // Only where a request waits in vain something else may have come: answered flows need no entry.
  if (Asked* asked = t.has_response ? asked_.find(id) : &asked_.touch(id)) {
    asked->last = scene.event.time;
    asked->answered = asked->answered || t.has_response;
  }
  const Sight sight = sight_of(t);
  if (sight.signs.none() && !t.sets_cookie) return;
  const Object object = scene.context.object_of(flow, t.host);
  Host& host = hosts_.touch(mix(flow.endpoints.client.address.hash(seed_), keyed_hash(object.name, seed_)));
  host.said.last = scene.event.time;
  count(host.tally, sight, sight.has(Sign::Uri) ? keyed_hash(sight.run.text, seed_) : 0);
  // What comes with the first cookie that is set was there before it.
  host.tally.sets_cookies = host.tally.sets_cookies || (t.sets_cookie && t.cookie.empty());
  if (sight.signs.none()) return;
  if (host.said.first == Timestamp{}) host.said.first = t.request_time;
  const Around around{scene.context.direction(flow.endpoints), is_common(scene.context, object), is_sanctioned(scene.context, flow, object)};
  const Verdict verdict = judge(host.tally, around, params_);
  if (verdict.rule == Rule::None || !worth_saying(host.said, verdict.score, scene.event.time)) return;
  model::AppLabel label;
  label.app = "HTTP";
  label.confidence = model::Confidence::Dpi;
  const Case c{verdict, flow, object, around.direction, label, scene.event.time, host.said.first};
  scene.sink.finding(make_finding(c, host.tally, sight, t));
}

void Encoding::look(const model::FlowRecord& record, const Scene& scene) {
  const model::FlowRef& flow = record.ref;
  const Asked* asked = asked_.find(support::flow_key(flow, seed_));
  const Talk talk = talk_of(record, asked != nullptr && !asked->answered);
  if (talk.rule == Rule::None) return;
  const Object object = scene.context.object_of(flow, record.server_name);
  Beside beside;
  beside.direction = scene.context.direction(flow.endpoints);
  beside.unnamed = object.source == NameSource::Address || support::is_numeric_host(object.name);
  const std::uint64_t client = flow.endpoints.client.address.hash(seed_);
  const std::uint64_t server = flow.endpoints.server.address.hash(seed_);
  beside.crowd = talk.rule == Rule::Noise && in_crowd(client, server, scene.event.time);
  beside.common = is_common(scene.context, object);
  beside.sanctioned = is_sanctioned(scene.context, flow, object);
  const Verdict verdict = judge(talk, beside, params_);
  if (verdict.score < params_.report_at) return;
  Said& said = streams_.touch(mix(mix(client, server), static_cast<std::uint64_t>(talk.rule)));
  if (said.first == Timestamp{}) said.first = flow.start;
  said.last = scene.event.time;
  if (!worth_saying(said, verdict.score, scene.event.time)) return;
  const model::AppLabel label = record.label.sure() ? record.label : model::AppLabel{};
  const Case c{verdict, flow, object, beside.direction, label, scene.event.time, said.first};
  scene.sink.finding(make_finding(c, talk, record));
}

void Encoding::on(const model::DnsMessage& m, const Scene& scene) {
  constexpr std::uint16_t kDns = 53;
  const model::FlowRef& flow = scene.event.flow;
  if (!m.trailing_bytes || m.query.empty() || flow.endpoints.server.port != kDns) return;
  const std::string domain(scene.context.registered_domain(m.query));
  const std::uint64_t client = flow.endpoints.client.address.hash(seed_);
  const std::uint64_t name = keyed_hash(domain, seed_);
  const Object object{domain, domain, NameSource::Dns};
  Talk talk;
  talk.rule = Rule::Junk;
  Beside beside;
  beside.direction = scene.context.direction(flow.endpoints);
  beside.crowd = in_crowd(mix(client, kDns), name, scene.event.time);  // a resolver that pads
  beside.common = is_common(scene.context, object);
  const Verdict verdict = judge(talk, beside, params_);
  if (verdict.score < params_.report_at) return;
  Said& said = streams_.touch(mix(mix(client, name), static_cast<std::uint64_t>(talk.rule)));
  if (said.first == Timestamp{}) said.first = scene.event.time;
  said.last = scene.event.time;
  if (!worth_saying(said, verdict.score, scene.event.time)) return;
  model::AppLabel label;
  label.app = "DNS";
  label.confidence = model::Confidence::Dpi;
  scene.sink.finding(make_finding({verdict, flow, object, beside.direction, label, scene.event.time, said.first}, m));
}

bool Encoding::in_crowd(std::uint64_t key, std::uint64_t other, Timestamp now) {
  Crowd& crowd = crowds_.touch(key);
  if (now - crowd.since > kCrowdWindow) {
    crowd.servers.clear();
    crowd.since = now;
  }
  crowd.servers.add(other);
  return crowd.servers.count() >= params_.crowd;
}

bool Encoding::worth_saying(Said& said, int score, Timestamp now) const {
  constexpr int kRise = 10, kLow = 20;  // a rise into "low" is told too: below, nobody saw it
  if (score < params_.report_at) return false;
  const bool rises = score >= said.score + kRise || (said.score < kLow && score >= kLow);
  if (said.score > 0 && !rises && now - said.at < params_.repeat) return false;
  said.score = std::max(said.score, score);
  said.at = now;
  return true;
}

void Encoding::on_tick(Timestamp now, const Context&, FindingSink&) {
  hosts_.expire([&](std::uint64_t, const Host& h) { return h.said.last < now - kForget; });
  streams_.expire([&](std::uint64_t, const Said& s) { return s.last < now - kForget; });
  asked_.expire([&](std::uint64_t, const Asked& a) { return a.last < now - kForget; });
  crowds_.expire([&](std::uint64_t, const Crowd& c) { return c.since < now - kForget; });
}

Result<void> Encoding::reconfigure(const ConfigView& config) { return renew(params_, config); }

StateUsage Encoding::usage() const { return usage_of(hosts_, streams_, asked_, crowds_); }

extern const DetectorInfo kDetector{
    .name = "encoding",
    .summary = "Data encoded where text belongs, contents that are not what they are called, streams that imitate a protocol or none",
    .number = 16,
    .techniques = kTechniques,
    .maturity = "experimental",
    .reads = model::event_bit<model::HttpTransaction>() | model::event_bit<model::DnsMessage>() | model::event_bit<model::FlowMilestone>() |
             model::event_bit<model::FlowEnded>(),
    .create = &create_detector<Encoding, Params>,
    .parameters = &Params::keys,
};

}  // namespace sekisho::detectors::encoding

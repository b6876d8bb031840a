#include "detectors/nonstandard_port/nonstandard_port.hpp"

#include <algorithm>
#include <array>

#include "detectors/api/naming.hpp"

namespace sekisho::detectors::nonstandard_port {
namespace {

constexpr Duration kForget = 24h;
constexpr Duration kCrowdWindow = 1h;
constexpr Duration kCompanionship = 1h;   // After its last sign the control connection is long gone.
constexpr std::uint16_t kDynamic = 1024;  // Companions are opened on ports that nobody owns.

constexpr std::array<std::string_view, 5> kTechniques{"T1571", "T1095", "T1572", "T1001.003", "T1568.003"};

// Protocols that agree on further ports as they go.
bool opens_companions(const model::FlowRecord& record) {
  constexpr std::array<std::string_view, 12> kLabels{"FTP_CONTROL", "SIP",     "RTSP", "H323", "CiscoSkinny", "MGCP",
                                                     "TFTP",        "DCE_RPC", "RPC",  "NFS",  "PPTP",        "STUN"};
  if (record.label.sure() && std::any_of(kLabels.begin(), kLabels.end(), [&](std::string_view l) { return record.label.is(l); })) return true;
  const std::uint16_t port = record.ref.endpoints.server.port;
  return port == 21 || port == 111 || port == 135;
}

}  // namespace

NonstandardPort::NonstandardPort(const Params& params, HashSeed seed)
    : params_(params), seed_(seed), uses_(params.max_keys), services_(params.max_keys), crowds_(params.max_keys), companions_(params.max_keys) {}

void NonstandardPort::on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) {
  if (!model::has_ports(event.flow.transport)) return;
  const model::Endpoints& ends = event.flow.endpoints;
  if (context.is_local_scope(ends.server.address) || context.is_local_scope(ends.client.address)) return;
  const Scene scene{event, context, sink};
  if (const auto* classified = std::get_if<model::FlowClassified>(&event.body)) {
    note_companion(classified->record);
    look(classified->record, scene);
  } else if (const auto* milestone = std::get_if<model::FlowMilestone>(&event.body)) {
    look(milestone->record, scene);
  } else if (const auto* end = std::get_if<model::FlowEnded>(&event.body)) {
    look(end->record, scene);
  }
}

void NonstandardPort::note_companion(const model::FlowRecord& record) {
  if (opens_companions(record)) companions_.touch(pair_key(record.ref)) = record.last;
}

void NonstandardPort::look(const model::FlowRecord& record, const Scene& scene) {
  const Subject subject = subject_of(record, params_);
  if (subject.rule == Rule::None) return;
  const Object object = scene.context.object_of(record.ref, record.server_name);
  const bool over = record.reason != model::EndReason::Active;
  const std::uint64_t key = mix(record.ref.endpoints.client.address.hash(seed_), service_key(subject, record.ref));
  const Use* before = uses_.find(key);
  Surroundings around = surroundings(subject, record, object, scene);
  around.flows = before == nullptr ? 0 : before->done.flows;
  const Verdict verdict = judge(subject, record, around, params_);
  if (verdict.score < params_.report_at && !over) return;

  Use& use = uses_.touch(key);
  Totals totals = use.done;
  if (totals.flows == 0) totals.first = record.ref.start;
  totals.first = std::min(totals.first, record.ref.start);
  totals.last = std::max(totals.last, record.last);
  ++totals.flows;
  totals.to_server += record.to_server.payload;
  totals.to_client += record.to_client.payload;
  if (over) use.done = totals;
  if (verdict.score < params_.report_at || !worth_saying(use, verdict.score, scene.event.time)) return;
  scene.sink.finding(make_finding({verdict, subject, around, record, object, totals, scene.event.time}));
}

Surroundings NonstandardPort::surroundings(const Subject& subject, const model::FlowRecord& record, const Object& object, const Scene& scene) {
  const model::FlowRef& ref = record.ref;
  const model::Endpoints& ends = ref.endpoints;
  Surroundings s;
  s.direction = scene.context.direction(ends);
  s.named = object.source != NameSource::Address && !is_numeric_host(object.name);
  s.never_resolved = scene.context.never_resolved(ends.client.address, ends.server.address);
  for (const std::string_view kind : {"proxy", "vpn", "monitoring", "backup"}) {
    s.sanctioned = s.sanctioned || scene.context.is_sanctioned(kind, ends.server.address, object.name);
  }
  s.established = established(subject, record, scene);
  const Timestamp* companion = companions_.find(pair_key(ref));
  s.companion = companion != nullptr && record.ref.start - *companion <= kCompanionship && ends.server.port >= kDynamic;
  if (subject.protocol == nullptr) s.servers = servers_of(record, scene.event.time);
  return s;
}

bool NonstandardPort::established(const Subject& subject, const model::FlowRecord& record, const Scene& scene) {
  constexpr std::int64_t kDay = 86'400;  // s
  Service& service = services_.touch(service_key(subject, record.ref));
  if (scene.context.is_home(record.ref.endpoints.client.address)) service.clients.add(record.ref.endpoints.client.address.hash(seed_));
  const auto day = std::chrono::duration_cast<std::chrono::seconds>(scene.event.time.time_since_epoch()).count() / kDay;
  if (service.days == 0 || day != service.last_day) ++service.days;
  service.last_day = day;
  service.last = scene.event.time;
  return service.clients.count() >= params_.established_clients || service.days > params_.established_days;
}

std::uint32_t NonstandardPort::servers_of(const model::FlowRecord& record, Timestamp now) {
  Crowd& crowd = crowds_.touch(record.ref.endpoints.client.address.hash(seed_));
  if (now - crowd.since > kCrowdWindow) {
    crowd.servers = {};
    crowd.since = now;
  }
  crowd.servers.add(record.ref.endpoints.server.address.hash(seed_));
  return crowd.servers.count();
}

bool NonstandardPort::worth_saying(Use& use, int score, Timestamp now) const {
  constexpr int kRise = 10;
  const auto reaches = [&](int level) { return use.said < level && score >= level; };  // from a word to evidence, from evidence to an alert
  const bool louder = score >= use.said + kRise || reaches(kEvidence) || reaches(kLow);
  if (use.said > 0 && !louder && now - use.said_at < params_.repeat) return false;
  use.said = score;
  use.said_at = now;
  return true;
}

std::uint64_t NonstandardPort::service_key(const Subject& subject, const model::FlowRef& flow) const {
  const std::uint64_t protocol = subject.protocol == nullptr ? 0 : keyed_hash(subject.protocol->label, seed_);
  const std::uint64_t server = mix(flow.endpoints.server.address.hash(seed_), protocol);
  return mix(server, flow.endpoints.server.port | static_cast<std::uint64_t>(flow.transport) << 16);
}

std::uint64_t NonstandardPort::pair_key(const model::FlowRef& flow) const {
  return mix(flow.endpoints.client.address.hash(seed_) + flow.endpoints.server.address.hash(seed_), 1);
}

void NonstandardPort::on_tick(Timestamp now, const Context&, FindingSink&) {
  uses_.expire([&](std::uint64_t, const Use& u) { return std::max(u.done.last, u.said_at) < now - kForget; });
  crowds_.expire([&](std::uint64_t, const Crowd& c) { return c.since < now - kForget; });
  companions_.expire([&](std::uint64_t, Timestamp t) { return t < now - kForget; });
}

Result<void> NonstandardPort::reconfigure(const ConfigView& config) { return renew(params_, config); }

StateUsage NonstandardPort::usage() const { return usage_of(uses_, services_, crowds_, companions_); }

extern const DetectorInfo kDetector{
    .name = "nonstandard_port",
    .summary = "A protocol stands on a port where it does not belong, or nobody knows it and both sides talk",
    .number = 1,
    .techniques = kTechniques,
    .maturity = "experimental",
    .reads = model::event_bit<model::FlowClassified>() | model::event_bit<model::FlowMilestone>() | model::event_bit<model::FlowEnded>(),
    .create = &create_detector<NonstandardPort, Params>,
    .parameters = &Params::keys,
};

}  // namespace sekisho::detectors::nonstandard_port

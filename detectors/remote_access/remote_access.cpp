#include "detectors/remote_access/remote_access.hpp"

#include <algorithm>

#include "detectors/remote_access/report.hpp"
#include "detectors/support/first_bytes.hpp"

namespace sekisho::detectors::remote_access {
namespace {

constexpr std::array<std::string_view, 5> kTechniques{"T1219", "T1219.001", "T1219.002", "T1572", "T1573"};
constexpr int kRise = 10;

}  // namespace

RemoteAccess::RemoteAccess(const Params& params, HashSeed seed) : params_(params), seed_(seed), uses_(params.max_keys), hosts_(params.max_keys) {}

void RemoteAccess::on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) {
  const model::Endpoints& ends = event.flow.endpoints;
  if (!model::has_ports(event.flow.transport) || context.is_local_scope(ends.server.address) || context.is_local_scope(ends.client.address)) return;
  const Scene scene{event, context, sink};
  if (const auto* classified = std::get_if<model::FlowClassified>(&event.body)) {
    record(classified->record, scene);
  } else if (const auto* milestone = std::get_if<model::FlowMilestone>(&event.body)) {
    record(milestone->record, scene);
  } else if (const auto* end = std::get_if<model::FlowEnded>(&event.body)) {
    record(end->record, scene);
  } else if (const auto* tls = std::get_if<model::TlsCertificate>(&event.body)) {
    certificate(*tls, scene);
  }
}

void RemoteAccess::record(const model::FlowRecord& record, const Scene& scene) {
  const Object object = scene.context.object_of(record.ref, record.server_name);
  const Tool tool = tool_of(record, object.source == NameSource::Address ? std::string_view{} : support::without_port(object.name));
  if (tool.kind == Kind::None) return;
  Surroundings around = surroundings(tool, object, scene);
  around.payload = record.to_server.payload + record.to_client.payload;
  const Verdict verdict = judge(tool, around, params_);
  // A vendor's relays are many; the host and the vendor are one use.
  const std::uint64_t client = record.ref.endpoints.client.address.hash(seed_);
  const bool vendor = tool.kind == Kind::Vendor || tool.kind == Kind::Editor;
  const std::uint64_t peer = vendor ? 0 : record.ref.endpoints.server.address.hash(seed_);
  Use& use = uses_.touch(mix(mix(client, peer), keyed_hash(tool.name, seed_)));
  if (use.flows == 0) use.first = record.ref.start;
  const bool over = record.reason != model::EndReason::Active;
  if (over || use.flows == 0) ++use.flows;
  use.touched = scene.event.time;
  if (verdict.score < params_.report_at || (use.said > 0 && verdict.score < use.said + kRise)) return;
  use.said = verdict.score;
  scene.sink.finding(make_finding({verdict, tool, around, record.ref, object, record.label, scene.event.time, use.first, use.flows,
                                   record.to_server.payload, record.to_client.payload, record.duration()}));
}

void RemoteAccess::certificate(const model::TlsCertificate& certificate, const Scene& scene) {
  const std::string kit = kit_of(certificate);
  if (kit.empty()) return;
  const model::FlowRef& flow = scene.event.flow;
  const Object object = scene.context.object_of(flow, {});
  const Tool tool{Kind::Kit, kit, Sign::Certificate, false};
  const Surroundings around = surroundings(tool, object, scene);
  const Verdict verdict = judge(tool, around, params_);
  Use& use = uses_.touch(mix(mix(flow.endpoints.client.address.hash(seed_), flow.endpoints.server.address.hash(seed_)), keyed_hash(kit, seed_)));
  if (use.flows == 0) use.first = flow.start;
  ++use.flows;
  use.touched = scene.event.time;
  if (verdict.score < params_.report_at || (use.said > 0 && verdict.score < use.said + kRise)) return;
  use.said = verdict.score;
  scene.sink.finding(make_finding({verdict, tool, around, flow, object, {}, scene.event.time, use.first, use.flows, 0, 0, {}}));
}

Surroundings RemoteAccess::surroundings(const Tool& tool, const Object& object, const Scene& scene) {
  const model::Endpoints& ends = scene.event.flow.endpoints;
  Surroundings s;
  s.direction = scene.context.direction(ends);
  s.itself = ends.client.address == ends.server.address;
  s.named = object.source != NameSource::Address;
  s.sanctioned = scene.context.is_sanctioned("remote_access", ends.server.address, object.name) ||
                 std::find(params_.allowed.begin(), params_.allowed.end(), tool.name) != params_.allowed.end();
  s.guessed = scene.event.flow.client_guessed;
  const bool service = (tool.kind == Kind::Vendor || tool.kind == Kind::Editor) && tool.sign != Sign::Port && !tool.web_site;
  if (service && !s.sanctioned) s.vendors = vendors_of(ends.client.address, tool.name, scene.event.time);
  return s;
}

std::uint32_t RemoteAccess::vendors_of(const IpAddress& address, std::string_view vendor, Timestamp now) {
  Host& host = hosts_.touch(address.hash(seed_));
  host.touched = now;
  const std::uint64_t key = keyed_hash(vendor, seed_);
  auto slot = std::find_if(host.latest.begin(), host.latest.end(), [&](const Host::Seen& s) { return s.vendor == key; });
  if (slot == host.latest.end())
    slot = std::min_element(host.latest.begin(), host.latest.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  *slot = {key, now};
  const auto recent = [&](const Host::Seen& s) { return s.vendor != 0 && now - s.at <= params_.two_within; };
  return static_cast<std::uint32_t>(std::count_if(host.latest.begin(), host.latest.end(), recent));
}

void RemoteAccess::on_tick(Timestamp now, const Context&, FindingSink&) {
  uses_.expire([&](std::uint64_t, const Use& u) { return u.touched < now - params_.forget; });
  hosts_.expire([&](std::uint64_t, const Host& h) { return h.touched < now - params_.forget; });
}

Result<void> RemoteAccess::reconfigure(const ConfigView& config) { return renew(params_, config); }

StateUsage RemoteAccess::usage() const { return usage_of(uses_, hosts_); }

extern const DetectorInfo kDetector{
    .name = "remote_access",
    .summary = "Remote control: sessions from or to outside, vendors' services, tunnels to editors, kits",
    .number = 13,
    .techniques = kTechniques,
    .maturity = "experimental",
    .reads = model::event_bit<model::FlowClassified>() | model::event_bit<model::FlowMilestone>() | model::event_bit<model::FlowEnded>() |
             model::event_bit<model::TlsCertificate>(),
    .create = &create_detector<RemoteAccess, Params>,
    .parameters = &Params::keys,
};

}  // namespace sekisho::detectors::remote_access

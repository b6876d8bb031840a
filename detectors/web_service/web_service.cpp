#include "detectors/web_service/web_service.hpp"

#include <algorithm>

#include "detectors/support/first_bytes.hpp"
#include "detectors/web_service/report.hpp"

namespace sekisho::detectors::web_service {
namespace {

constexpr Duration kForget = 24h;
constexpr Duration kAround = 1min;  // A page and what it loads.
constexpr std::array<std::string_view, 6> kTechniques{"T1102", "T1567", "T1567.001", "T1567.002", "T1567.003", "T1567.004"};

}  // namespace

WebService::WebService(const Params& params, HashSeed seed)
    : params_(params), seed_(seed), catalogue_(params.catalogue), activities_(params.max_keys), clients_(params.max_keys) {}

void WebService::on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) {
  const Scene scene{event, context, sink};
  if (const auto* hello = std::get_if<model::TlsClientHello>(&event.body)) {
    contact(hello->server_name, false, event.time, scene);
  } else if (const auto* http = std::get_if<model::HttpTransaction>(&event.body)) {
    contact(http->connect_target.empty() ? http->host : http->connect_target, !support::claims_browser(http->user_agent), http->request_time, scene);
  } else if (const auto* data = std::get_if<model::DataBurst>(&event.body)) {
    burst(*data, scene);
  } else if (const auto* end = std::get_if<model::FlowEnded>(&event.body)) {
    ended(end->record, scene);
  }
}

void WebService::contact(std::string_view name, bool program, Timestamp at, const Scene& scene) {
  name = support::without_port(name);
  if (name.empty()) return;
  const std::uint32_t others = note(scene.context.registered_domain(name), at, scene);
  const std::optional<Service> service = catalogue_.find(name);
  if (!service) return;
  Activity& activity = activities_.touch(key(scene.event.flow, *service));
  activity.contact(at, params_.shortest);
  activity.company(others);
  if (program) activity.program();
  look(*service, scene.context.object_of(scene.event.flow, name), activity, scene);
}

// A connection that is kept open is called by its bursts; pings that hold it open are no calls.
void WebService::burst(const model::DataBurst& burst, const Scene& scene) {
  constexpr std::uint32_t kPing = 128;  // bytes, TLS included
  if (!burst.from_client || burst.index == 0 || (burst.to_server <= kPing && burst.to_client <= kPing)) return;
  const Object object = scene.context.object_of(scene.event.flow, {});
  const std::optional<Service> service = catalogue_.find(object.name);
  if (!service) return;
  Activity* activity = activities_.find(key(scene.event.flow, *service));
  if (activity == nullptr) return;
  activity->contact(burst.start, params_.shortest);
  look(*service, object, *activity, scene);
}

void WebService::ended(const model::FlowRecord& record, const Scene& scene) {
  if (record.server_name.empty()) return;
  const std::string_view name = support::without_port(record.server_name);
  const std::optional<Service> service = catalogue_.find(name);
  if (!service) return;
  Activity* activity = activities_.find(key(record.ref, *service));
  if (activity == nullptr) return;
  activity->moved(record.to_server.payload, record.to_client.payload);
  look(*service, scene.context.object_of(record.ref, name), *activity, scene);
}

void WebService::look(const Service& service, const Object& object, Activity& activity, const Scene& scene) const {
  constexpr int kRise = 10;
  const model::Endpoints& ends = scene.event.flow.endpoints;
  const Direction direction = scene.context.direction(ends);
  const Surroundings around{scene.context.is_sanctioned("web_service", ends.server.address, object.name), direction == Direction::Inbound};
  const Verdict verdict = judge(service.category, activity, around, params_);
  const Timestamp now = scene.event.time;
  if (verdict.score < params_.report_at) return;
  if (activity.said > 0 && verdict.score < activity.said + kRise && now - activity.said_at < params_.repeat) return;
  activity.said = verdict.score;
  activity.said_at = now;
  scene.sink.finding(make_finding({verdict, service, activity, scene.event.flow, object, now}));
}

std::uint32_t WebService::note(std::string_view domain, Timestamp now, const Scene& scene) {
  Client& client = clients_.touch(scene.event.flow.endpoints.client.address.hash(seed_));
  client.touched = now;
  const std::uint64_t hash = keyed_hash(domain, seed_);
  std::uint32_t others = 0;
  for (const Client::Call& c : client.latest) others += c.domain != 0 && c.domain != hash && now - c.at <= kAround ? 1 : 0;
  auto slot = std::find_if(client.latest.begin(), client.latest.end(), [&](const Client::Call& c) { return c.domain == hash; });
  if (slot == client.latest.end())
    slot = std::min_element(client.latest.begin(), client.latest.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  *slot = {hash, now};
  return others;
}

std::uint64_t WebService::key(const model::FlowRef& flow, const Service& service) const {
  return mix(flow.endpoints.client.address.hash(seed_), keyed_hash(service.suffix, seed_));
}

void WebService::on_tick(Timestamp now, const Context&, FindingSink&) {
  activities_.expire([&](std::uint64_t, const Activity& a) { return a.last() < now - kForget; });
  clients_.expire([&](std::uint64_t, const Client& c) { return c.touched < now - kForget; });
}

Result<void> WebService::reconfigure(const ConfigView& config) {
  if (Result<void> renewed = renew(params_, config); renewed.has_error()) return renewed;
  catalogue_ = Catalogue(params_.catalogue);
  return {};
}

StateUsage WebService::usage() const { return usage_of(activities_, clients_); }

extern const DetectorInfo kDetector{
    .name = "web_service",
    .summary = "Paste, chat, code, storage and tunnel services called by a program at a steady pace, or given much",
    .number = 12,
    .techniques = kTechniques,
    .maturity = "experimental",
    .reads = model::event_bit<model::TlsClientHello>() | model::event_bit<model::HttpTransaction>() | model::event_bit<model::DataBurst>() |
             model::event_bit<model::FlowEnded>(),
    .create = &create_detector<WebService, Params>,
    .parameters = &Params::keys,
};

}  // namespace sekisho::detectors::web_service

#include "detectors/fast_flux/fast_flux.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "detectors/fast_flux/report.hpp"
#include "detectors/fast_flux/shared_hosting.hpp"

namespace sekisho::detectors::fast_flux {
namespace {

constexpr std::array<std::string_view, 1> kTechniques{"T1568.001"};
constexpr std::uint16_t kDnsPort = 53;
constexpr std::uint16_t kServerType = 2;  // NS
constexpr Duration kForget = 24h;

/// Addresses of an answer that lie elsewhere, and how long they may be kept.
struct Led {
  std::vector<Target> targets;
  Duration ttl{};
  bool shared = false;  ///< By way of a content network.
};

Led led_to(const model::DnsMessage& message, const Context& context) {
  Led led;
  led.ttl = Duration::max();
  for (const model::DnsRecord& r : message.answers) {
    // Aliases end at the content network that serves the name.
    led.shared = led.shared || is_shared_hosting(r.name) || (r.address.is_unspecified() && is_shared_hosting(r.data));
    if (r.address.is_unspecified() || context.is_home(r.address) || context.is_local_scope(r.address) || r.address.is_loopback()) continue;
    led.ttl = std::min(led.ttl, Duration(std::chrono::seconds(r.ttl)));
    led.targets.push_back({r.address, context.place_of(r.address).asn});
  }
  return led;
}

std::uint64_t server_set_of(const model::DnsMessage& message, HashSeed seed) {
  std::uint64_t set = 0;
  for (const model::DnsRecord& r : message.authorities) {
    if (r.type == kServerType) set += keyed_hash(r.data, seed);  // a sum: the order says nothing
  }
  for (const model::DnsRecord& r : message.additionals) {
    if (!r.address.is_unspecified() && set != 0) set += r.address.hash(seed);
  }
  return set;
}

}  // namespace

FastFlux::FastFlux(const Params& params, HashSeed seed) : params_(params), seed_(seed), names_(params.max_names) {}

void FastFlux::on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) {
  const Scene scene{event, context, sink};
  if (const auto* message = std::get_if<model::DnsMessage>(&event.body)) {
    if (message->response && message->rcode == 0 && !message->answers.empty()) answer(*message, scene);
  } else if (std::holds_alternative<model::FlowEstablished>(event.body)) {
    connection(scene);
  }
}

void FastFlux::answer(const model::DnsMessage& message, const Scene& scene) {
  // What a server at home answers to others is its own business.
  const model::Endpoints& ends = scene.event.flow.endpoints;
  if (ends.server.port != kDnsPort || scene.context.direction(ends) == Direction::Inbound || is_shared_hosting(message.query)) return;
  const Led led = led_to(message, scene.context);
  if (led.shared || led.targets.empty() || led.ttl > params_.longest_ttl) return;
  Name& name = names_.touch(keyed_hash(message.query, seed_));
  name.activity.answer(led.targets, led.ttl, server_set_of(message, seed_), scene.event.time, seed_);
  if (name.activity.addresses() < params_.addresses) return;
  judge_name(name, {message.query, std::string(scene.context.registered_domain(message.query)), NameSource::Dns}, scene);
}

void FastFlux::connection(const Scene& scene) {
  if (names_.size() == 0 || scene.event.flow.endpoints.server.port == kDnsPort) return;
  const Object object = scene.context.object_of(scene.event.flow, {});
  if (object.domain.empty()) return;
  Name* name = names_.find(keyed_hash(object.name, seed_));
  if (name == nullptr) return;
  name->activity.connect(scene.event.flow.endpoints.server.address, seed_);
  if (name->activity.addresses() >= params_.addresses) judge_name(*name, object, scene);
}

void FastFlux::judge_name(Name& name, const Object& object, const Scene& scene) const {
  const Verdict verdict = judge(name.activity, params_);
  if (verdict.score < params_.report_at || !worth_saying(name, verdict.score, scene.event.time)) return;
  scene.sink.finding(make_finding({verdict, name.activity, scene.event.flow, object, scene.event.time}));
}

bool FastFlux::worth_saying(Name& name, int score, Timestamp now) const {
  constexpr int kRise = 8;  // What the connections add is worth a word.
  if (name.said > 0 && score < name.said + kRise && now - name.said_at < params_.repeat) return false;
  name.said = score;
  name.said_at = now;
  return true;
}

void FastFlux::on_tick(Timestamp now, const Context&, FindingSink&) {
  names_.expire([&](std::uint64_t, const Name& n) { return n.activity.last() < now - kForget; });
}

Result<void> FastFlux::reconfigure(const ConfigView& config) { return renew(params_, config); }

StateUsage FastFlux::usage() const { return usage_of(names_); }

extern const DetectorInfo kDetector{
    .name = "fast_flux",
    .summary = "A name turns quickly between addresses of many networks",
    .number = 10,
    .techniques = kTechniques,
    .maturity = "experimental",
    .reads = model::event_bit<model::DnsMessage>() | model::event_bit<model::FlowEstablished>(),
    .create = &create_detector<FastFlux, Params>,
    .parameters = &Params::keys,
};

}  // namespace sekisho::detectors::fast_flux

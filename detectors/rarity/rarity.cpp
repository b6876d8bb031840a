#include "detectors/rarity/rarity.hpp"

#include <algorithm>
#include <array>

#include "detectors/support/flow_key.hpp"
#include "detectors/support/habits.hpp"

namespace sekisho::detectors::rarity {
namespace {

constexpr Duration kForget = 7 * 24h;
constexpr std::array<std::string_view, 1> kTechniques{"T1071"};

// Where most of the internet's services are; elsewhere a new server is a little odder.
bool is_usual(std::uint16_t port) {
  constexpr std::array<std::uint16_t, 16> kPorts{22, 25, 53, 80, 110, 123, 143, 443, 465, 587, 853, 993, 995, 5222, 5228, 8443};
  return std::binary_search(kPorts.begin(), kPorts.end(), port);
}

}  // namespace

Rarity::Rarity(const Params& params, HashSeed seed)
    : params_(params), seed_(seed), speakers_(params.max_keys), told_(params.max_keys), countries_(params.max_keys) {}

void Rarity::on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) {
  if (!model::has_ports(event.flow.transport) || context.direction(event.flow.endpoints) != Direction::Outbound) return;
  if (const auto* end = std::get_if<model::FlowEnded>(&event.body)) {
    on_end(end->record, {event, context, sink});
    speakers_.erase(support::flow_key(event.flow, seed_));
    return;
  }
  const auto* hello = std::get_if<model::TlsClientHello>(&event.body);
  const auto* http = std::get_if<model::HttpTransaction>(&event.body);
  const std::string text = hello != nullptr ? hello->ja4 : http != nullptr ? http->user_agent : std::string();
  if (text.empty()) return;
  const Prevalence known = context.prevalence({(hello != nullptr ? "ja4:" : "agent:") + text, {}, NameSource::Address});
  if (!known.known) return;  // in the learning period there is nothing to keep
  Speaker& speaker = speakers_.touch(support::flow_key(event.flow, seed_));
  (hello != nullptr ? speaker.fingerprint : speaker.agent) = known;
  speaker.time = event.time;
}

Around Rarity::around(const model::FlowRecord& record, const Object& object, const Place& place, const Scene& scene) {
  const model::FlowRef& flow = record.ref;
  Around a;
  a.now = scene.event.time;
  a.object = scene.context.prevalence(object);
  constexpr double kRounding = 0.5;
  if (a.object.fraction > 0) a.network = a.object.clients / a.object.fraction + kRounding;
  if (place.asn != 0) a.asn = scene.context.prevalence({"asn:" + std::to_string(place.asn), {}, NameSource::Address});
  if (!place.country.empty()) a.country = scene.context.prevalence({"country:" + place.country, {}, NameSource::Address});
  if (const Speaker* speaker = speakers_.find(support::flow_key(flow, seed_))) {
    a.fingerprint = speaker->fingerprint;
    a.agent = speaker->agent;
  }
  a.naming = naming_of(scene.context, flow, object, record.label);
  a.unusual_port = !is_usual(flow.endpoints.server.port);
  a.unknown_protocol = !record.label.sure();
  if (a.country.known && a.now - a.country.first_seen <= params_.fresh && record.to_server.payload >= params_.session_bytes &&
      record.to_client.payload >= params_.session_bytes) {
    Sessions& sessions = countries_.touch(keyed_hash(place.country, seed_));
    a.country_sessions = ++sessions.count;
    sessions.last = a.now;
  }
  return a;
}

void Rarity::on_end(const model::FlowRecord& record, const Scene& scene) {
  if (record.to_server.payload == 0 || record.to_client.payload == 0 || record.ref.client_guessed) return;
  const model::Endpoints& ends = record.ref.endpoints;
  if (scene.context.is_local_scope(ends.server.address) || scene.context.is_resolver(ends.server.address)) return;
  using support::Habit;
  const Habit habit = support::protocol_habit(record.label, record.ref.transport, ends.server.port).habit;
  if (habit == Habit::Time || habit == Habit::Media || habit == Habit::Configuration) return;
  const Object object = scene.context.object_of(record.ref, record.server_name);
  const Place place = scene.context.place_of(ends.server.address);
  const Around a = around(record, object, place, scene);
  const Verdict verdict = judge(a, params_);
  if (verdict.rule == Rule::None) return;
  const std::string_view thing = verdict.rule == Rule::NewCountry ? std::string_view(place.country) : std::string_view(object.name);
  Timestamp& told = told_.touch(mix(keyed_hash(thing, seed_), static_cast<std::uint64_t>(verdict.rule)));
  if (told != Timestamp{} && a.now - told < params_.repeat) return;
  told = a.now;
  scene.sink.finding(make_finding({verdict, a, record, object, place}));
}

void Rarity::on_tick(Timestamp now, const Context&, FindingSink&) {
  speakers_.expire([&](std::uint64_t, const Speaker& s) { return s.time < now - kForget; });
  told_.expire([&](std::uint64_t, Timestamp t) { return t < now - kForget; });
  countries_.expire([&](std::uint64_t, const Sessions& s) { return s.last < now - kForget; });
}

Result<void> Rarity::reconfigure(const ConfigView& config) { return renew(params_, config); }

StateUsage Rarity::usage() const { return usage_of(speakers_, told_, countries_); }

extern const DetectorInfo kDetector{
    .name = "rarity",
    .summary = "The network meets an object, a country or a network operator for the first time, and something else is odd about it",
    .number = 8,
    .techniques = kTechniques,
    .maturity = "experimental",
    .reads = model::event_bit<model::FlowEnded>() | model::event_bit<model::TlsClientHello>() | model::event_bit<model::HttpTransaction>(),
    .create = &create_detector<Rarity, Params>,
    .parameters = &Params::keys,
};

}  // namespace sekisho::detectors::rarity

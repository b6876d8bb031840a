#include "detectors/watchlist/watchlist.hpp"

#include <algorithm>
#include <array>

namespace sekisho::detectors::watchlist {
namespace {

constexpr Duration kForget = 7 * 24h;
constexpr std::uint16_t kDnsPort = 53;
constexpr std::uint32_t kPopular = 10;  // clients, as in the weighing of alerts

constexpr std::array<std::string_view, 2> kTechniques{"T1071", "T1071.004"};

}  // namespace

Watchlist::Watchlist(const Params& params, Lists&& lists, HashSeed seed)
    : params_(params), seed_(seed), lists_(std::move(lists)), told_(params.max_keys), shared_(params.max_keys) {}

void Watchlist::on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) {
  if (lists_.size() == 0) return;
  const Scene scene{event, context, sink};
  std::visit([&](const auto& body) { on(body, scene); }, event.body);
}

void Watchlist::on(const model::DnsMessage& message, const Scene& scene) {
  if (scene.event.flow.endpoints.server.port != kDnsPort || message.query.empty()) return;
  // A resolver asks for others.
  const bool for_others = scene.context.is_resolver(scene.event.flow.endpoints.client.address);
  const auto object = [&] { return Object{message.query, std::string(scene.context.registered_domain(message.query)), NameSource::Dns}; };
  if (!message.response) {
    if (for_others) return;
    if (const auto hit = lists_.domain(message.query, scene.event.time)) say(*hit, {.sight = Sight::Lookup}, object(), nullptr, scene);
    return;
  }
  for (const model::DnsRecord& r : message.answers) {
    if (r.address.is_unspecified()) continue;
    const auto hit = lists_.address(r.address, scene.event.time);
    if (!hit) continue;
    note_domain(r.address, message.query, scene);
    const Shared* shared = shared_.find(r.address.hash(seed_));
    if (!for_others) say(*hit, {.sight = Sight::Answer, .domains = shared->domains.count()}, object(), nullptr, scene);
    break;
  }
}

void Watchlist::on(const model::TlsClientHello& hello, const Scene& scene) {
  named(hello.server_name, scene);
  const Timestamp now = scene.event.time;
  auto hit = lists_.digest(Kind::Ja4, hello.ja4, now);
  if (!hit) hit = lists_.digest(Kind::Md5, hello.ja3, now);
  if (hit) say(*hit, {.sight = Sight::Fingerprint}, scene.context.object_of(scene.event.flow, hello.server_name), nullptr, scene);
}

void Watchlist::on(const model::TlsServerHello& hello, const Scene& scene) {
  const auto hit = lists_.digest(Kind::Md5, hello.ja3s, scene.event.time);
  if (hit) say(*hit, {.sight = Sight::Fingerprint}, scene.context.object_of(scene.event.flow, {}), nullptr, scene);
}

void Watchlist::on(const model::TlsCertificate& certificate, const Scene& scene) {
  auto hit = lists_.digest(Kind::Sha256, certificate.sha256, scene.event.time);
  if (!hit) hit = lists_.digest(Kind::Sha1, certificate.sha1, scene.event.time);
  if (hit) say(*hit, {.sight = Sight::Certificate}, scene.context.object_of(scene.event.flow, {}), nullptr, scene);
}

void Watchlist::on(const model::HttpTransaction& http, const Scene& scene) {
  named(http.connect_target.empty() ? http.host : http.connect_target, scene);
}

void Watchlist::named(std::string_view name, const Scene& scene) {
  if (name.empty()) return;
  const Object object = scene.context.object_of(scene.event.flow, name);
  if (object.domain.empty()) {
    // Through a proxy the address asked for is what is talked to.
    const auto asked = IpAddress::parse(object.name);
    if (!asked || *asked == scene.event.flow.endpoints.server.address) return;
    if (const auto hit = lists_.address(*asked, scene.event.time)) say(*hit, {.sight = Sight::Named}, object, nullptr, scene);
    return;
  }
  if (lists_.address(scene.event.flow.endpoints.server.address, scene.event.time))
    note_domain(scene.event.flow.endpoints.server.address, object.name, scene);
  if (const auto hit = lists_.domain(object.name, scene.event.time)) say(*hit, {.sight = Sight::Named}, object, nullptr, scene);
}

void Watchlist::on_record(const model::FlowRecord& record, const Scene& scene) {
  const model::Endpoints& ends = record.ref.endpoints;
  auto hit = lists_.address(ends.server.address, scene.event.time);
  const bool by_client = !hit;
  if (!hit) hit = lists_.address(ends.client.address, scene.event.time);
  if (!hit) return;
  const bool answered = record.to_server.payload > 0 && record.to_client.payload > 0;
  // While it lasts an attempt may still be answered.
  if (!answered && record.reason == model::EndReason::Active) return;
  const Shared* shared = shared_.find((by_client ? ends.client : ends.server).address.hash(seed_));
  Circumstances met{.sight = Sight::Contact, .answered = answered, .domains = shared == nullptr ? 0 : shared->domains.count()};
  const Object object = scene.context.object_of(record.ref, record.server_name);
  const Prevalence known = scene.context.prevalence(object);
  met.popular = object.source != NameSource::Address && known.known && known.clients >= kPopular;
  say(*hit, met, object, &record, scene);
}

void Watchlist::note_domain(const IpAddress& address, std::string_view name, const Scene& scene) {
  Shared& shared = shared_.touch(address.hash(seed_));
  shared.domains.add(keyed_hash(scene.context.registered_domain(name), seed_));
  shared.last = scene.event.time;
}

void Watchlist::say(const Hit& hit, Circumstances met, const Object& object, const model::FlowRecord* record, const Scene& scene) {
  const model::FlowRef& flow = scene.event.flow;
  const Timestamp now = scene.event.time;
  met.kind = hit.kind;
  met.direction = scene.context.direction(flow.endpoints);
  if (now > hit.file->updated) met.age = now - hit.file->updated;
  const Verdict verdict = judge(met, params_);
  if (verdict.score == 0) return;
  Told& told = told_.touch(mix(flow.endpoints.client.address.hash(seed_), mix(keyed_hash(hit.entry, seed_), static_cast<std::uint64_t>(met.sight))));
  if (told.times == 0) told.first = flow.start;
  told.last = now;
  if (record == nullptr || record->reason != model::EndReason::Active || told.times == 0) ++told.times;
  if (told.said >= verdict.score && now - told.said_at < params_.repeat) return;
  told.said = verdict.score;
  told.said_at = now;
  scene.sink.finding(make_finding({verdict, met, hit, flow, record, object, told.times, told.first, now}));
}

void Watchlist::on_tick(Timestamp now, const Context&, FindingSink&) {
  told_.expire([&](std::uint64_t, const Told& t) { return t.last < now - kForget; });
  shared_.expire([&](std::uint64_t, const Shared& s) { return s.last < now - kForget; });
}

Result<void> Watchlist::reconfigure(const ConfigView& config) {
  Result<Params> params = Params::from(config);
  if (params.has_error()) return params.error();
  Result<Lists> lists = Lists::read(params->files, params->max_entries, seed_);
  if (lists.has_error()) return lists.error();
  params_ = *params;
  lists_ = std::move(*lists);
  return {};
}

StateUsage Watchlist::usage() const {
  StateUsage u;
  u.keys = told_.size() + shared_.size();
  u.max_keys = told_.capacity() + shared_.capacity();
  u.bytes = told_.bytes() + shared_.bytes() + lists_.bytes();
  u.evictions = told_.evictions() + shared_.evictions();
  return u;
}

std::vector<Reading> Watchlist::readings() const {
  std::vector<Reading> all;
  for (const ListFile& f : lists_.files()) {
    all.push_back({"sekisho_watchlist_entries", "Entries of a list", "list", f.path, static_cast<double>(f.entries)});
    all.push_back({"sekisho_watchlist_updated_time_seconds", "When a list was last updated, seconds since 1970", "list", f.path,
                   seconds(f.updated.time_since_epoch())});
  }
  return all;
}

extern const DetectorInfo kDetector{
    .name = "watchlist",
    .summary = "A client meets an address, network, domain, fingerprint or certificate that the operator has listed",
    .number = 21,
    .techniques = kTechniques,
    .maturity = "experimental",
    .reads = model::event_bit<model::DnsMessage>() | model::event_bit<model::TlsClientHello>() | model::event_bit<model::TlsServerHello>() |
             model::event_bit<model::TlsCertificate>() | model::event_bit<model::HttpTransaction>() | model::event_bit<model::FlowClassified>() |
             model::event_bit<model::FlowEnded>(),
    .create = [](const ConfigView& config, HashSeed seed) -> Result<std::unique_ptr<Detector>> {
      Result<Params> params = Params::from(config);
      if (params.has_error()) return params.error();
      Result<Lists> lists = Lists::read(params->files, params->max_entries, seed);
      if (lists.has_error()) return lists.error();
      return std::unique_ptr<Detector>(std::make_unique<Watchlist>(*params, std::move(*lists), seed));
    },
    .parameters = &Params::keys,
};

}  // namespace sekisho::detectors::watchlist

#include "detectors/dns_tunnel/dns_tunnel.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "detectors/dns_tunnel/names.hpp"
#include "detectors/dns_tunnel/report.hpp"
#include "detectors/support/flow_key.hpp"

namespace sekisho::detectors::dns_tunnel {
namespace {

constexpr std::uint16_t kDnsPort = 53;
constexpr std::uint16_t kNetbios = 137;
constexpr std::uint16_t kLlmnr = 5355;
constexpr std::uint32_t kRareClients = 2;
constexpr Duration kNew = 7 * 24h;
constexpr Duration kForget = 24h;
constexpr std::uint32_t kShortTtl = 5;  // Seconds: nobody caches that for anybody's good.
constexpr Duration kSoon = 1s;          // A flow's first message comes with its first packet; later ones were counted before and forgotten.
constexpr std::uint16_t kChaos = 3;
constexpr std::uint16_t kHesiod = 4;
constexpr std::size_t kLeastOddAnswer = 4;  // Bytes of a NULL, KEY or private record from which it says something.
enum Type : std::uint16_t { kA = 1, kCnameType = 5, kMxType = 15, kTxtType = 16, kAaaa = 28, kSrvType = 33 };

constexpr std::array<std::string_view, 5> kTechniques{"T1071.004", "T1572", "T1048.003", "T1095", "T1132.001"};

// Multicast DNS is left out by its address and its domain; port 5353 itself is a favourite of tunnels.
bool is_discovery(std::uint16_t port) { return port == kNetbios || port == kLlmnr; }

bool holds_name(std::uint16_t type) { return type == kCnameType || type == kMxType || type == kSrvType; }

}  // namespace

DnsTunnel::DnsTunnel(const Params& params, HashSeed seed)
    : params_(params), seed_(seed), domains_(params.max_domains), clients_(params.max_clients), flows_(params.max_flows) {}

void DnsTunnel::on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) {
  const model::Endpoints& ends = event.flow.endpoints;
  if (context.is_local_scope(ends.server.address) || context.is_local_scope(ends.client.address)) return;
  const Scene scene{event, context, sink};
  if (const auto* dns = std::get_if<model::DnsMessage>(&event.body)) {
    message(*dns, scene);
  } else if (std::holds_alternative<model::FlowEstablished>(event.body)) {
    if (ends.server.port != kDnsPort) connection(scene);
  } else if (const auto* milestone = std::get_if<model::FlowMilestone>(&event.body)) {
    port_use(milestone->record, scene);
  } else if (const auto* end = std::get_if<model::FlowEnded>(&event.body)) {
    port_use(end->record, scene);
    flows_.erase(support::flow_key(event.flow, seed_));
  }
}

void DnsTunnel::message(const model::DnsMessage& message, const Scene& scene) {
  const std::uint16_t port = scene.event.flow.endpoints.server.port;
  if (is_discovery(port)) return;
  if (port == kDnsPort) {
    constexpr std::uint64_t kLengthBytes = 2;  // Before each message over TCP.
    OpenFlow& open = flows_.touch(support::flow_key(scene.event.flow, seed_));
    if (open.dns_up + open.dns_down == 0) open.since = scene.event.time;
    (message.response ? open.dns_down : open.dns_up) += message.size + (scene.event.flow.transport == model::Transport::Tcp ? kLengthBytes : 0);
  }
  const bool internet = message.query_class != kChaos && message.query_class != kHesiod;
  if (message.opcode != 0 || message.query.empty() || !internet) return;
  const std::optional<Subject> subject = subject_of(message, scene);
  if (!subject) return;
  if (message.response) {
    response(message, *subject, scene);
  } else {
    query(message, *subject, scene);
  }
}

std::optional<DnsTunnel::Subject> DnsTunnel::subject_of(const model::DnsMessage& message, const Scene& scene) const {
  const std::string_view name = message.query;
  Subject s;
  s.nameless = is_tool_name(name) || lacks_top_level(name);
  if (s.nameless) {
    s.below = name;
    if (starts_with_reversed_address(name)) return {};  // an address where a name should be
    s.name_hash = scene.event.flow.endpoints.server.address.hash(seed_);
  } else {
    if (name.find('.') == std::string_view::npos || in_zone(name, "arpa") || in_zone(name, "local")) return {};
    s.name = s.domain = scene.context.registered_domain(name);
    s.below = part_below(name, s.domain);
    if (is_service_name(s.below) || starts_with_reversed_address(s.below) || is_search_suffix_echo(s.below)) return {};
    if (const std::string_view zone = reputation_zone(name); !zone.empty()) {
      s.reputation_zone = true;
      if (zone.size() > s.domain.size()) {
        s.name = zone;
        s.below = part_below(name, zone);
      }
    }
    s.name_hash = keyed_hash(s.name, seed_);
  }
  s.key = mix(client_key(scene), s.name_hash);
  return s;
}

Object DnsTunnel::object_of(const Subject& subject, const Scene& scene) {
  if (subject.nameless) return {scene.event.flow.endpoints.server.address.to_string(), "", NameSource::Address};
  return {std::string(subject.name), std::string(subject.domain), NameSource::Dns};
}

std::string_view DnsTunnel::reputation_zone(std::string_view name) const {
  const auto zone =
      std::find_if(params_.reputation_zones.begin(), params_.reputation_zones.end(), [&](const std::string& z) { return in_zone(name, z); });
  return zone == params_.reputation_zones.end() ? std::string_view{} : std::string_view(*zone);
}

void DnsTunnel::query(const model::DnsMessage& message, const Subject& subject, const Scene& scene) {
  if (subject.below.empty() && odd_type_bit(message.query_type) == 0) return;
  Domain& domain = domains_.touch(subject.key);
  Asked asked;
  asked.below = subject.below;
  asked.name_hash = keyed_hash(message.query, seed_);
  asked.type = message.query_type;
  asked.name_size = message.query.size();
  asked.message_size = message.size;
  asked.flow = scene.event.flow.id;
  const bool fresh = domain.activity.ask(asked, scene.event.time, seed_);
  turn(message, subject, scene);
  if (fresh || is_exotic_type(message.query_type)) judge_domain(domain, subject, scene);
}

void DnsTunnel::response(const model::DnsMessage& message, const Subject& subject, const Scene& scene) {
  Domain* domain = domains_.find(subject.key);
  if (domain == nullptr) return;
  const Answered answered = measure(message, scene.context);
  domain->activity.answer(answered, scene.event.time);
  if (answered.data_bytes > 0 || answered.short_lived) judge_domain(*domain, subject, scene);
}

Answered DnsTunnel::measure(const model::DnsMessage& message, const Context& context) const {
  Answered a;
  a.rcode = message.rcode;
  a.message_size = message.size;
  std::uint64_t addresses = 0, data = 0;  // sums: the order of records is turned from answer to answer
  std::size_t loopback = 0, home = 0, count = 0;
  a.short_lived = !message.answers.empty();
  for (const model::DnsRecord& r : message.answers) {
    if (r.type == kA || r.type == kAaaa) {
      ++count;
      home += context.is_home(r.address) ? 1 : 0;
      loopback += r.address.is_loopback() ? 1 : 0;
      addresses += r.address.hash(seed_);
    }
    a.short_lived = a.short_lived && r.ttl <= kShortTtl;
  }
  a.addresses = count > 0;
  a.home = count > 0 && home == count && loopback == 0;
  a.reputation = count > 0 && loopback == count;
  for (const model::DnsRecord& r : message.answers) {
    const bool text = r.type == kTxtType;
    // A name as an answer to a question for addresses, without any address and not to be kept, is data too.
    const bool name = holds_name(r.type) && (r.type == message.query_type || (count == 0 && a.short_lived));
    const bool odd = is_exotic_type(r.type) && r.data_size >= kLeastOddAnswer;
    if (!odd && !(name && looks_encoded(r.data)) && !(text && encoded_answer(r.data))) continue;
    a.data_bytes += r.data_size;
    a.text = a.text || text;
    data += keyed_hash(r.data, seed_);
  }
  a.data_hash = a.data_bytes > 0 ? data : addresses;
  return a;
}

void DnsTunnel::turn(const model::DnsMessage& message, const Subject& subject, const Scene& scene) {
  const std::uint8_t odd = odd_type_bit(message.query_type);
  const std::string_view tag = leading_tag(subject.below);
  if (subject.nameless || subject.below.empty() || (odd == 0 && tag.empty())) return;
  Client& client = clients_.touch(client_key(scene));
  const Timestamp now = scene.event.time;
  client.spread.add({now, subject.name_hash, tag.empty() ? 0 : keyed_hash(tag, seed_), odd});
  if (odd == 0 || !may_sign(client.spread, now, params_)) return;
  const Object object = object_of(subject, scene);
  const Verdict verdict = judge(client.spread, now, surroundings(object, scene), params_);
  if (verdict.score < params_.report_at || !worth_saying(client.said, verdict.score, now)) return;
  scene.sink.finding(spread_finding({verdict, client.spread, object, scene.event}));
}

void DnsTunnel::judge_domain(Domain& domain, const Subject& subject, const Scene& scene) {
  // A busy tunnel brings thousands of names: once it is known, a look for each 5 % more of them, or every 10 s, is enough.
  constexpr std::uint64_t kEach = 20;
  constexpr Duration kPause = 10s;
  const Timestamp now = scene.event.time;
  const std::uint64_t queries = domain.activity.queries();
  if (queries < domain.looked_queries + domain.looked_queries / kEach && now - domain.looked < kPause) return;
  domain.looked_queries = queries;
  domain.looked = now;
  if (!may_sign(domain.activity, now, params_)) return;
  const Object object = object_of(subject, scene);
  Surroundings around = surroundings(object, scene);
  around.nameless = subject.nameless;
  around.reputation_zone = subject.reputation_zone;
  const Verdict verdict = judge(domain.activity, now, around, params_);
  if (verdict.score < params_.report_at || !worth_saying(domain.said, verdict.score, now)) return;
  scene.sink.finding(domain_finding({verdict, domain.activity, around, object, scene.event}));
}

Surroundings DnsTunnel::surroundings(const Object& object, const Scene& scene) const {
  const model::Endpoints& ends = scene.event.flow.endpoints;
  const Context& context = scene.context;
  Surroundings s;
  s.direction = context.direction(ends);
  s.resolver = context.is_resolver(ends.client.address);
  s.direct = !context.is_home(ends.server.address) && !context.is_resolver(ends.server.address) &&
             !context.is_sanctioned("dns", ends.server.address, object.name);
  const Prevalence known = context.prevalence(object);
  s.rare = known.known && known.clients <= kRareClients && scene.event.time - known.first_seen <= kNew;
  return s;
}

void DnsTunnel::connection(const Scene& scene) {
  const Object object = scene.context.object_of(scene.event.flow, {});
  if (object.domain.empty()) return;
  if (Domain* domain = domains_.find(mix(client_key(scene), keyed_hash(object.domain, seed_)))) domain->activity.connect();
}

void DnsTunnel::port_use(const model::FlowRecord& record, const Scene& scene) {
  if (record.ref.endpoints.server.port != kDnsPort || !model::has_ports(record.ref.transport)) return;
  OpenFlow* open = flows_.find(support::flow_key(record.ref, seed_));
  PortUse use;
  use.up = record.to_server.payload;
  use.down = record.to_client.payload;
  use.dns_up = open != nullptr ? open->dns_up : 0;
  use.dns_down = open != nullptr ? open->dns_down : 0;
  use.whole = open != nullptr && open->since <= record.ref.start + kSoon;
  use.tcp = record.ref.transport == model::Transport::Tcp;
  use.label_dns = record.label.sure() && record.label.is("DNS");
  use.label_known = record.label.sure() && !use.label_dns;
  if (judge(use, Surroundings{}, params_).sign == Sign::None) return;  // surroundings weigh, they are no sign
  const Object object = scene.context.object_of(record.ref, record.server_name);
  const Verdict verdict = judge(use, surroundings(object, scene), params_);
  if (verdict.score < params_.report_at) return;
  if (open == nullptr) open = &flows_.touch(support::flow_key(record.ref, seed_));
  if (worth_saying(open->said, verdict.score, scene.event.time)) scene.sink.finding(port_finding({verdict, use, record, object, scene.event.time}));
}

// By ten points, or into the next level of alerts.
bool DnsTunnel::louder(const Said& said, int score) {
  constexpr int kRise = 10;
  constexpr std::array<int, 3> kLevels{40, 60, 80};
  return score >= said.score + kRise || std::any_of(kLevels.begin(), kLevels.end(), [&](int level) { return said.score < level && score >= level; });
}

bool DnsTunnel::worth_saying(Said& said, int score, Timestamp now) const {
  if (said.score > 0 && !louder(said, score) && now - said.at < params_.repeat) return false;
  said = {now, score};
  return true;
}

void DnsTunnel::on_tick(Timestamp now, const Context&, FindingSink&) {
  domains_.expire([&](std::uint64_t, const Domain& d) { return d.activity.last() < now - kForget; });
  clients_.expire([&](std::uint64_t, const Client& c) { return c.spread.last() < now - kForget; });
}

Result<void> DnsTunnel::reconfigure(const ConfigView& config) { return renew(params_, config); }

StateUsage DnsTunnel::usage() const {
  StateUsage u;
  u.keys = domains_.size() + clients_.size() + flows_.size();
  u.max_keys = domains_.capacity() + clients_.capacity() + flows_.capacity();
  u.bytes = domains_.bytes() + clients_.bytes() + flows_.bytes();
  domains_.for_each([&](std::uint64_t, const Domain& d) { u.bytes += d.activity.heap_bytes(); });
  u.evictions = domains_.evictions() + clients_.evictions() + flows_.evictions();
  return u;
}

extern const DetectorInfo kDetector{
    .name = "dns_tunnel",
    .summary = "Data is carried in DNS names and answers, or the DNS port carries something else",
    .number = 3,
    .techniques = kTechniques,
    .maturity = "experimental",
    .reads = model::event_bit<model::DnsMessage>() | model::event_bit<model::FlowEstablished>() | model::event_bit<model::FlowMilestone>() |
             model::event_bit<model::FlowEnded>(),
    .create = &create_detector<DnsTunnel, Params>,
    .parameters = &Params::keys,
};

}  // namespace sekisho::detectors::dns_tunnel

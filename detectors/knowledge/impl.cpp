#include "detectors/knowledge/impl.hpp"
#include "detectors/support/flow_key.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace sekisho::detectors::knowledge {
namespace {

enum Type : std::uint16_t { kA = 1, kPtr = 12, kAaaa = 28 };
constexpr std::uint16_t kDnsPort = 53, kMulticastDns = 5353, kLlmnr = 5355;

// A gap counts as this much of the learning period at most: what was not captured was not learnt. Above any pause of a network at night.
constexpr Duration kLongestGap = 1h;
// Flows that named themselves and are still open. Past it flows fall back on what their port suggests.
constexpr std::size_t kClaimsPerName = 2;

bool is_named(std::string_view name) { return name.find('.') != std::string_view::npos && !in_zone(name, "arpa") && !in_zone(name, "local"); }

// Where nothing but the text is known of a claim.
NameSource likely_source(std::string_view claim, std::uint16_t port) {
  if (claim.find(':') != std::string_view::npos) return NameSource::ConnectTarget;
  constexpr std::uint16_t kPlainHttp[] = {80, 8000, 8008, 8080, 3128};
  return std::find(std::begin(kPlainHttp), std::end(kPlainHttp), port) != std::end(kPlainHttp) ? NameSource::HttpHost : NameSource::Sni;
}

constexpr Duration kPlaceLearning = 14 * 24h;  // countries come by the week: holidays, campaigns, one supplier's mail

bool is_place(std::string_view thing) { return thing.starts_with("asn:") || thing.starts_with("country:"); }

// 10.1.2.3 of "3.2.1.10.in-addr.arpa", and the same for IPv6 in 32 half bytes.
std::optional<IpAddress> reversed_address(std::string_view name) {
  constexpr std::string_view kV4 = ".in-addr.arpa", kV6 = ".ip6.arpa";
  const bool v4 = name.ends_with(kV4);
  if (!v4 && !name.ends_with(kV6)) return std::nullopt;
  name.remove_suffix(v4 ? kV4.size() : kV6.size());
  if (name.ends_with('.')) return std::nullopt;
  std::array<std::uint8_t, 16> bytes{};
  const std::size_t parts = v4 ? 4 : 32;
  for (std::size_t i = 0; i < parts; ++i) {
    const std::string_view part = name.substr(0, name.find('.'));
    unsigned value = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value, v4 ? 10 : 16);
    if (error != std::errc{} || end != part.data() + part.size() || value > (v4 ? 255U : 15U)) return std::nullopt;
    if (v4) {
      bytes[3 - i] = static_cast<std::uint8_t>(value);
    } else {
      bytes[15 - i / 2] |= static_cast<std::uint8_t>(i % 2 == 0 ? value : value << 4);
    }
    name.remove_prefix(std::min(name.size(), part.size() + 1));
  }
  if (!name.empty()) return std::nullopt;
  return v4 ? IpAddress::v4(bytes.data()) : IpAddress::v6(bytes.data());
}

// 64:ff9b::/96 (RFC 6052): a translator's IPv6 form of an IPv4 address. Clients with a translator of their own connect to the latter.
bool is_translated(const IpAddress& address) {
  constexpr std::array<std::uint8_t, 12> kPrefix{0x00, 0x64, 0xFF, 0x9B};
  return std::equal(kPrefix.begin(), kPrefix.end(), address.bytes().begin());
}

}  // namespace

Knowledge::Impl::Impl(const KnowledgeOptions& options, Counters& counters, HashSeed seed, std::unique_ptr<Suffixes> suffixes,
                      std::unique_ptr<Places> places)
    : seed_(seed),
      home_(seed),
      names_(options.max_names, seed),
      objects_(options.max_objects),
      lookups_(options.max_names),
      identities_(seed),
      suffixes_(std::move(suffixes)),
      places_(std::move(places)),
      claims_(options.max_names / kClaimsPerName),
      names_meter_("names", counters),
      claims_meter_("claims", counters),
      objects_meter_("objects", counters),
      resolvers_meter_("resolvers", counters),
      lookups_meter_("lookups", counters),
      leases_meter_("leases", counters),
      overruns_(counters.counter("sekisho_knowledge_overruns_total", "Times a filter of answered addresses was full before its day was over")),
      learning_gauge_(counters.gauge("sekisho_knowledge_learning", "1 while too little has been seen to call anything rare")) {
  store_seed_ = seed;
  place_epoch_ = places_->epoch();
  configure(options);
}

void Knowledge::Impl::configure(const KnowledgeOptions& options) {
  home_.configure(options.home);
  sanctions_.configure(options.sanctioned);
  resolvers_.configure(options.resolvers, seed_);
  learning_ = options.learning;
}

void Knowledge::Impl::advance(Timestamp now) {
  if (!started_) {
    started_ = true;
    now_ = now;
  }
  if (now <= now_) return;
  learnt_ += std::min<Duration>(now - now_, kLongestGap);
  now_ = now;
}

void Knowledge::Impl::tick(Timestamp now) {
  advance(now);
  names_.expire(now_);
  lookups_.expire(now_);
  resolvers_.expire(now_);
  identities_.expire(now_);
  measure();
}

void Knowledge::Impl::measure() {
  names_meter_.set(names_.pairs() + names_.addresses(), names_.bytes(), names_.evictions());
  claims_meter_.set(claims_.size(), claims_.bytes(), claims_.evictions());
  objects_meter_.set(objects_.size(), objects_.bytes(), objects_.evictions());
  resolvers_meter_.set(resolvers_.size(), resolvers_.bytes(), resolvers_.evictions());
  lookups_meter_.set(lookups_.clients(), lookups_.bytes(), lookups_.evictions());
  leases_meter_.set(identities_.size(), identities_.bytes(), identities_.evictions());
  overruns_.set(lookups_.overruns());
  learning_gauge_.set(learnt_ < learning_ ? 1 : 0);
}

void Knowledge::Impl::learn(const model::FlowEvent& event) {
  advance(event.time);
  const model::Endpoints& ends = event.flow.endpoints;
  const bool home_client = home_.contains(ends.client.address);
  if (event.index == 0 && !std::holds_alternative<model::AddressClaim>(event.body)) {
    ++all_flows_;
    if (home_client || home_.contains(ends.server.address)) ++home_flows_;
  }
  if (ended_ != 0) claims_.erase(std::exchange(ended_, 0));
  constexpr std::uint32_t kReads = model::event_bit<model::FlowEstablished>() | model::event_bit<model::FlowClassified>() |
                                   model::event_bit<model::FlowMilestone>() | model::event_bit<model::FlowEnded>() |
                                   model::event_bit<model::DnsMessage>() | model::event_bit<model::TlsClientHello>() |
                                   model::event_bit<model::HttpTransaction>() | model::event_bit<model::DhcpLease>() |
                                   model::event_bit<model::AddressClaim>() | model::event_bit<model::NetbiosName>();
  if ((model::event_bit(event) & kReads) == 0) return;
  const Scene scene{event, hash(ends.client.address), hash(ends.server.address), home_client};
  std::visit([&](const auto& body) { on(body, scene); }, event.body);
}

void Knowledge::Impl::on(const model::FlowEstablished& body, const Scene& scene) {
  framed(body, scene);
  if (!scene.home_client) return;
  if (home_clients_.add(scene.event.flow.endpoints.client.address.hash(store_seed_))) home_count_ = home_clients_.count();
  const IpAddress& server = scene.event.flow.endpoints.server.address;
  if (home_.contains(server) || server.is_multicast() || server.is_broadcast()) return;
  lookups_.contact({scene.client, scene.server, scene.event.flow.start, scene.event.flow.midstream}, now_);
  const Place place = places_->of(server);
  if (place.asn != 0) met("asn:", std::to_string(place.asn), scene);
  if (!place.country.empty()) met("country:", place.country, scene);
}

void Knowledge::Impl::on(const model::FlowClassified& body, const Scene& scene) {
  names_.use(scene.client, scene.server, now_);
  const HostName claimed(body.record.server_name);
  const Named named = name_of(scene.event.flow, claimed, body.record.server_name);
  contact(named.name, named.address, scene);
}

void Knowledge::Impl::on(const model::FlowMilestone&, const Scene& scene) { names_.use(scene.client, scene.server, now_); }

// Detectors see this event next and may ask whose flow it was.
void Knowledge::Impl::on(const model::FlowEnded&, const Scene& scene) { ended_ = support::flow_key(scene.event.flow, seed_); }

void Knowledge::Impl::on(const model::TlsClientHello& body, const Scene& scene) {
  claim(body.server_name, NameSource::Sni, scene);
  if (!body.ja4.empty()) met("ja4:", body.ja4, scene);
}

void Knowledge::Impl::on(const model::HttpTransaction& body, const Scene& scene) {
  if (!body.connect_target.empty()) {
    claim(body.connect_target, NameSource::ConnectTarget, scene);
  } else {
    claim(body.host, NameSource::HttpHost, scene);
  }
  if (!body.user_agent.empty()) met("agent:", body.user_agent, scene);
}

// The most specific claim of a flow stays: a hello inside a CONNECT tunnel says more than the tunnel's target.
void Knowledge::Impl::claim(std::string_view text, NameSource source, const Scene& scene) {
  const HostName host(text);
  if (host.kind() == HostName::Kind::None) return;
  contact(host.name(), host.address(), scene);
  if (host.kind() != HostName::Kind::Name) return;
  Claim& c = claims_.touch(support::flow_key(scene.event.flow, seed_));
  if (c.name && c.source <= source) return;
  c = {names_.pool().keep(host.name()), source};
}

void Knowledge::Impl::on(const model::DnsMessage& body, const Scene& scene) {
  const std::uint16_t port = scene.event.flow.endpoints.server.port;
  if (port == kMulticastDns || port == kLlmnr) {
    if (body.response) discovered(body, scene);
    if (body.response && port == kMulticastDns) introduced(body, scene);
  } else if (port == kDnsPort) {
    if (body.response) {
      answered(body, scene);
    } else {
      asked(body, scene);
    }
  }
}

void Knowledge::Impl::asked(const model::DnsMessage& message, const Scene& scene) {
  // A resolver asks for clients that the sensor may not see: it would be the one client of everything.
  if (!is_named(message.query) || resolvers_.contains(scene.client)) return;
  contact(message.query, {}, scene);
}

void Knowledge::Impl::answered(const model::DnsMessage& message, const Scene& scene) {
  constexpr std::uint8_t kNoError = 0, kNoSuchName = 3;
  if (message.recursion_available && (message.rcode == kNoError || message.rcode == kNoSuchName) && scene.home_client && is_named(message.query)) {
    resolvers_.answered(scene.server, scene.client, name_key(message.query), now_);
  }
  for (const model::DnsRecord& r : message.answers) {
    if (const auto address = r.type == kPtr ? reversed_address(r.name) : std::nullopt; address && home_.contains(*address)) {
      identities_.named(*address, r.data, IdentitySource::Ptr, now_);
    }
  }
  const Answers answers(message);
  NamePool::Ref name;
  for (const NamedAddress& a : answers.addresses()) {
    if (name.view() != a.name) name = names_.pool().keep(a.name);
    const auto give = [&](std::uint64_t address) {
      names_.give(scene.client, address, name, a.ttl, now_);
      lookups_.gave(address, now_);
    };
    give(hash(a.address));
    if (is_translated(a.address)) give(hash(IpAddress::v4(a.address.bytes().data() + 12)));
  }
  if (!answers.addresses().empty()) lookups_.answered(scene.client, now_);
}

// Neighbours announce themselves; they may name what is theirs to name.
void Knowledge::Impl::discovered(const model::DnsMessage& message, const Scene& scene) {
  const Answers answers(message);
  for (const NamedAddress& a : answers.addresses()) {
    if (!in_zone(a.name, "local") && a.name.find('.') != std::string_view::npos) continue;
    const std::uint64_t address = hash(a.address);
    if (!scene.event.flow.endpoints.server.address.is_multicast()) {
      names_.give(scene.client, address, names_.pool().keep(a.name), a.ttl, now_);
    } else {
      names_.give_all(address, names_.pool().keep(a.name), a.ttl, now_);
    }
    lookups_.gave(address, now_);
  }
}

// A host says its own name; who announces another's address is not believed. Its IPv6 addresses come with its IPv4 one.
void Knowledge::Impl::introduced(const model::DnsMessage& message, const Scene& scene) {
  const model::Endpoints& ends = scene.event.flow.endpoints;
  const IpAddress& speaker = ends.server.address.is_multicast() ? ends.client.address : ends.server.address;
  for (const auto* section : {&message.answers, &message.additionals}) {
    for (const model::DnsRecord& r : *section) {
      const bool own = (r.type == kA || r.type == kAaaa) && r.address == speaker;
      if (own && in_zone(r.name, "local") && home_.contains(speaker)) identities_.named(speaker, r.name, IdentitySource::Mdns, now_);
    }
  }
}

void Knowledge::Impl::framed(const model::FlowEstablished& body, const Scene& scene) {
  const model::Endpoints& ends = scene.event.flow.endpoints;
  const auto usable = [](const IpAddress& a) { return !a.is_multicast() && !a.is_broadcast() && !a.is_unspecified(); };
  const bool home_server = home_.contains(ends.server.address);
  if (!scene.home_client && !home_server) return;  // without a home address nobody knows which side is elsewhere
  if (usable(ends.client.address)) identities_.framed(ends.client.address, body.client_mac, scene.home_client, now_);
  if (usable(ends.server.address)) identities_.framed(ends.server.address, body.server_mac, home_server, now_);
}

void Knowledge::Impl::on(const model::AddressClaim& body, const Scene& scene) {
  if (scene.home_client) identities_.claimed(body.address, body.mac, now_);
}

void Knowledge::Impl::on(const model::NetbiosName& body, const Scene& scene) {
  const model::Endpoints& ends = scene.event.flow.endpoints;
  const IpAddress& speaker = body.from_client ? ends.client.address : ends.server.address;
  if (!body.address.is_unspecified() && body.address != speaker) return;  // a name server's word, or a forgery
  if (home_.contains(speaker)) identities_.named(speaker, body.name, IdentitySource::Netbios, now_);
}

void Knowledge::Impl::on(const model::DhcpLease& body, const Scene&) {
  identities_.learn(body, now_);
  if (body.message != "ack") return;
  for (const IpAddress& resolver : body.resolvers) resolvers_.handed_out(hash(resolver), now_);
}

std::uint64_t Knowledge::Impl::name_key(std::string_view name) const { return keyed_hash(suffixes_->registered_domain(name), store_seed_); }

// Things beside names and addresses are counted in the same store. A ':' is in no name; what a place is depends on its database.
std::uint64_t Knowledge::Impl::thing_key(std::string_view thing) const {
  const std::uint64_t key = keyed_hash(thing, store_seed_);
  return is_place(thing) ? mix(key, place_epoch_) : key;
}

void Knowledge::Impl::met(std::string_view kind, std::string_view text, const Scene& scene) {
  if (!scene.home_client || home_.contains(scene.event.flow.endpoints.server.address)) return;
  const std::string thing = std::string(kind) += text;
  objects_.contact(thing_key(thing), scene.event.flow.endpoints.client.address.hash(store_seed_), now_);
}

// Home client, any server: talked to `name`, or to `address` where that is empty.
void Knowledge::Impl::contact(std::string_view name, const IpAddress& address, const Scene& scene) {
  if (!scene.home_client) return;
  if (name.empty() && (address.is_multicast() || address.is_broadcast() || address.is_unspecified())) return;
  objects_.contact(name.empty() ? address_key(address) : name_key(name), scene.event.flow.endpoints.client.address.hash(store_seed_), now_);
}

Knowledge::Impl::Named Knowledge::Impl::name_of(const model::FlowRef& flow, const HostName& claimed, std::string_view as_written) const {
  const IpAddress& server = flow.endpoints.server.address;
  const Claim* claim = claims_.find(support::flow_key(flow, seed_));
  const auto source = [&] { return claim != nullptr ? claim->source : likely_source(as_written, flow.endpoints.server.port); };
  if (claimed.kind() == HostName::Kind::Name) return {claimed.name(), server, source()};
  if (claimed.kind() == HostName::Kind::Literal) {
    // Through a proxy the address asked for is the object; else the client chose to say the server's own.
    return {{}, claimed.address(), claimed.address() == server ? NameSource::Address : source()};
  }
  if (claim != nullptr) return {claim->name.view(), server, claim->source};
  const std::uint64_t address = hash(server);
  const GivenName* given = names_.given(hash(flow.endpoints.client.address), address, now_);
  if (given == nullptr) given = names_.given_to_any(address, now_);
  if (given != nullptr) return {given->name.view(), server, NameSource::Dns};
  return {{}, server, NameSource::Address};
}

Prevalence Knowledge::Impl::prevalence(const Object& object) const {
  std::uint64_t key = 0;
  if (!object.domain.empty()) {
    key = keyed_hash(object.domain, store_seed_);
  } else if (const auto address = IpAddress::parse(object.name)) {
    key = address_key(*address);
  } else if (object.name.find(':') != std::string::npos) {
    key = thing_key(object.name);
  } else {
    key = name_key(object.name);
  }
  Prevalence p;
  p.known = learnt_ >= learning_;
  // A new database moves addresses between countries and operators: what it says must be learnt anew.
  if (object.domain.empty() && is_place(object.name)) p.known = learnt_ - places_from_ >= std::max(learning_, kPlaceLearning);
  p.first_seen = now_;
  if (const SeenObject* seen = objects_.find(key)) {
    p.clients = seen->clients.count();
    p.first_seen = seen->first;
  }
  p.fraction = home_count_ == 0 ? 0 : std::min(1.0, static_cast<double>(p.clients) / home_count_);
  return p;
}

}  // namespace sekisho::detectors::knowledge

#include "detectors/knowledge/knowledge.hpp"

#include <array>
#include <utility>

#include "detectors/knowledge/impl.hpp"

namespace sekisho::detectors::knowledge {

Result<std::unique_ptr<Knowledge>> Knowledge::create(const KnowledgeOptions& options, Counters& counters, HashSeed seed) {
  auto suffixes = Suffixes::load(options.public_suffix_file, seed);
  if (!suffixes) return suffixes.error();
  auto places = Places::load(options.country_file, options.asn_file, seed);
  if (!places) return places.error();
  auto knowledge = std::unique_ptr<Knowledge>(new Knowledge());
  knowledge->impl_ = std::make_unique<Impl>(options, counters, seed, std::move(*suffixes), std::move(*places));
  knowledge->impl_->restore(options);
  return knowledge;
}

Knowledge::Knowledge() = default;
Knowledge::~Knowledge() = default;

void Knowledge::learn(const model::FlowEvent& event) { impl_->learn(event); }
void Knowledge::tick(Timestamp now) { impl_->tick(now); }
void Knowledge::reconfigure(const KnowledgeOptions& options) { impl_->configure(options); }
Result<void> Knowledge::save() const { return impl_->save(); }
const std::string& Knowledge::state_problem() const { return impl_->state_problem_; }
std::uint64_t Knowledge::home_flows() const { return impl_->home_flows_; }
std::uint64_t Knowledge::all_flows() const { return impl_->all_flows_; }

bool Knowledge::is_home(const IpAddress& address) const { return impl_->home_.contains(address); }

Direction Knowledge::direction(const model::Endpoints& endpoints) const {
  const bool server = is_home(endpoints.server.address);
  if (is_home(endpoints.client.address)) return server ? Direction::Internal : Direction::Outbound;
  return server ? Direction::Inbound : Direction::External;
}

bool Knowledge::is_local_scope(const IpAddress& address) const {
  // Asked of both ends of every event: one look at the form instead of four.
  if (!address.is_v4()) return address.is_multicast() || address.is_link_local() || address.is_unspecified();
  const std::array<std::uint8_t, 16>& b = address.bytes();
  const std::uint32_t bits = std::uint32_t{b[12]} << 24 | std::uint32_t{b[13]} << 16 | std::uint32_t{b[14]} << 8 | b[15];
  constexpr std::uint32_t kMulticast = 0xE, kLinkLocal = 0xA9FE;
  return bits >> 28 == kMulticast || bits >> 16 == kLinkLocal || bits == 0 || bits == 0xFFFFFFFFU;
}

Object Knowledge::object_of(const model::FlowRef& flow, std::string_view server_name) const {
  const HostName claimed(server_name);
  const Impl::Named named = impl_->name_of(flow, claimed, server_name);
  if (named.name.empty()) return {named.address.to_string(), {}, named.source};
  return {std::string(named.name), std::string(registered_domain(named.name)), named.source};
}

Prevalence Knowledge::prevalence(const Object& object) const { return impl_->prevalence(object); }

bool Knowledge::is_resolver(const IpAddress& address) const { return impl_->resolvers_.contains(impl_->hash(address)); }

std::string_view Knowledge::registered_domain(std::string_view name) const { return impl_->suffixes_->registered_domain(name); }

std::optional<Duration> Knowledge::dns_ttl(const IpAddress& client, const IpAddress& address) const {
  const GivenName* given = impl_->names_.given(impl_->hash(client), impl_->hash(address), impl_->now_);
  if (given == nullptr) return std::nullopt;
  return std::chrono::seconds(given->ttl);
}

// Hosts at home find each other by other means, and resolvers are what DNS cannot find.
bool Knowledge::never_resolved(const IpAddress& client, const IpAddress& address) const {
  if (is_home(address) || is_local_scope(address) || is_resolver(address)) return false;
  return impl_->lookups_.never_resolved(impl_->hash(client), impl_->hash(address), impl_->now_);
}

Place Knowledge::place_of(const IpAddress& address) const { return impl_->places_->of(address); }

Identity Knowledge::identity_of(const IpAddress& address, Timestamp time) const { return impl_->identities_.of(address, time); }

bool Knowledge::is_sanctioned(std::string_view kind, const IpAddress& server, std::string_view name) const {
  return impl_->sanctions_.cover(kind, server, name);
}

}  // namespace sekisho::detectors::knowledge

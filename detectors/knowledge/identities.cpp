#include "detectors/knowledge/identities.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace sekisho::detectors::knowledge {
namespace {

constexpr std::size_t kMost = 65'536;
constexpr std::size_t kMostBindings = 8;
// An acknowledgement without a time answers DHCPINFORM: the host is there now, for how long nobody said.
constexpr Duration kUntold = 24h;
constexpr std::uint32_t kForever = 0xFFFFFFFFU;  // RFC 2131, 3.3
constexpr Duration kLongest = 365 * 24h;
constexpr Duration kSeen = 24h;      // hosts that keep their address announce themselves once and fall silent
constexpr Duration kPast = 7 * 24h;  // ended bindings are remembered
// IPv4 addresses of one MAC from which it is a router's, or a proxy's: aliases and containers on a host are fewer as a rule. IPv6 hosts
// have many of their own.
constexpr std::size_t kRouter = 5;

bool is_station(const model::MacAddress& mac) { return mac != model::MacAddress{} && (mac[0] & 1U) == 0; }

}  // namespace

Identities::Identities(HashSeed seed) : seed_(seed), hosts_(kMost), stations_(kMost) {}

void Identities::learn(const model::DhcpLease& message, Timestamp now) {
  if (message.mac == model::MacAddress{}) return;
  const bool from_server = message.message == "ack" || message.message == "offer" || message.message == "nak";
  // The name that a server repeats is the client's as well, but it must not take the client's own away.
  if (!message.hostname.empty()) {
    std::string& name = stations_.touch(key(message.mac)).name;
    if (!from_server || name.empty()) name = message.hostname;
  }
  if (message.address.is_unspecified()) return;
  if (message.message == "ack") {
    Duration time = std::chrono::seconds(message.lease_seconds);
    if (message.lease_seconds == 0) time = kUntold;
    if (message.lease_seconds == kForever || time > kLongest) time = kLongest;
    bind(message.address, {now, now + time, message.mac, {}, IdentitySource::Dhcp});
  } else if (message.message == "release" || message.message == "decline") {
    Host* host = hosts_.find(message.address.hash(seed_));
    if (host == nullptr) return;
    for (Binding& b : host->bindings) {
      if (b.source == IdentitySource::Dhcp && b.mac == message.mac) b.until = std::min(b.until, now);
    }
  }
}

void Identities::claimed(const IpAddress& address, const model::MacAddress& mac, Timestamp now) {
  if (!is_station(mac)) return;
  bind(address, {now, now + kSeen, mac, {}, IdentitySource::Arp});
}

void Identities::framed(const IpAddress& address, const model::MacAddress& mac, bool home, Timestamp now) {
  if (!is_station(mac)) return;
  Station& station = stations_.touch(key(mac));
  if (!home) {
    // Global IPv6 addresses of this network need not be among the home networks.
    station.forwards = station.forwards || address.is_v4();
    return;
  }
  show(station, address);
  bind(address, {now, now + kSeen, mac, {}, IdentitySource::Frame});
}

void Identities::named(const IpAddress& address, std::string_view name, IdentitySource source, Timestamp now) {
  if (name.empty() || address.is_unspecified()) return;
  bind(address, {now, now + kSeen, {}, std::string(name), source});
}

void Identities::show(Station& station, const IpAddress& address) const {
  if (!address.is_v4() || station.addresses.size() >= kRouter) return;
  const std::uint64_t shown = address.hash(seed_);
  if (std::find(station.addresses.begin(), station.addresses.end(), shown) == station.addresses.end()) station.addresses.push_back(shown);
}

bool Identities::is_router(const model::MacAddress& mac) const {
  const Station* station = stations_.find(key(mac));
  return station != nullptr && (station->forwards || station->addresses.size() >= kRouter);
}

void Identities::bind(const IpAddress& address, Binding binding) {
  Host& host = hosts_.touch(address.hash(seed_));
  for (Binding& b : host.bindings) {
    const bool same = b.source == binding.source && b.mac == binding.mac && b.name == binding.name;
    if (!same || b.until < binding.from) continue;
    b.until = std::max(b.until, binding.until);
    host.last = std::max(host.last, b.until);
    return;
  }
  end_others(host, binding);
  if (host.bindings.size() >= kMostBindings) {
    const auto oldest =
        std::min_element(host.bindings.begin(), host.bindings.end(), [](const Binding& a, const Binding& b) { return a.until < b.until; });
    host.bindings.erase(oldest);
  }
  host.last = std::max(host.last, binding.until);
  host.bindings.push_back(std::move(binding));
}

/// Another host at the address ends what its predecessor was known by; another name of a source ends the one before.
void Identities::end_others(Host& host, const Binding& newcomer) {
  const auto end = [&](Binding& b) { b.until = std::min(b.until, newcomer.from); };
  bool replaced = false;
  for (Binding& b : host.bindings) {
    if (b.source != newcomer.source || b.until < newcomer.from) continue;
    replaced = true;
    end(b);
  }
  // A frame's MAC may be one of two routers'; only who has a lease or answers for the address is another host.
  if (!replaced || (newcomer.source != IdentitySource::Dhcp && newcomer.source != IdentitySource::Arp)) return;
  for (Binding& b : host.bindings) {
    if (b.source == IdentitySource::Netbios || b.source == IdentitySource::Mdns) end(b);
  }
}

const Identities::Binding* Identities::in_force(const Host& host, IdentitySource source, Timestamp time) const {
  const Binding* found = nullptr;
  for (const Binding& b : host.bindings) {
    if (b.source != source || time < b.from || time > b.until) continue;
    if (source == IdentitySource::Frame && is_router(b.mac)) continue;
    if (found == nullptr || b.from >= found->from) found = &b;
  }
  return found;
}

Identity Identities::of(const IpAddress& address, Timestamp time) const {
  Identity identity;
  const Host* host = hosts_.find(address.hash(seed_));
  if (host == nullptr) return identity;
  for (const IdentitySource source : {IdentitySource::Dhcp, IdentitySource::Arp, IdentitySource::Frame}) {
    const Binding* b = in_force(*host, source, time);
    if (b == nullptr) continue;
    const model::MacAddress& m = b->mac;
    identity.mac = fmt::format("{:02x}:{:02x}:{:02x}:{:02x}:{:02x}:{:02x}", m[0], m[1], m[2], m[3], m[4], m[5]);
    identity.mac_source = source;
    const Station* station = stations_.find(key(m));
    if (station == nullptr || station->name.empty()) break;
    identity.hostname = station->name;
    identity.name_source = IdentitySource::Dhcp;
    return identity;
  }
  for (const IdentitySource source : {IdentitySource::Netbios, IdentitySource::Mdns, IdentitySource::Ptr}) {
    const Binding* b = in_force(*host, source, time);
    if (b == nullptr) continue;
    identity.hostname = b->name;
    identity.name_source = source;
    break;
  }
  return identity;
}

void Identities::expire(Timestamp now) {
  hosts_.expire([now](std::uint64_t, const Host& host) { return now > host.last + kPast; });
}

}  // namespace sekisho::detectors::knowledge

#include "detectors/knowledge/lookups.hpp"

namespace sekisho::detectors::knowledge {
namespace {

constexpr std::size_t kMostClients = 65'536;
constexpr Duration kMemory = 24h;
// If the filter of answered addresses reaches back less than this, a flood has filled it and its silence means nothing.
constexpr Duration kLeastReach = 1h;

// A client of which most destinations were never looked up resolves elsewhere (DNS over HTTPS, a hosts file), or scans, or is a peer among
// peers: nothing can be said of any one address. A few unresolved ones are always allowed, or C2 by address would hide itself.
constexpr std::uint16_t kAllowed = 8;
constexpr std::uint16_t kTimes = 4;

}  // namespace

Lookups::Lookups(std::size_t capacity)
    : clients_(kMostClients, 0.25), given_(capacity, kMemory), pairs_(capacity, kMemory), early_(capacity / 8, kMemory) {}

void Lookups::answered(std::uint64_t client, Timestamp now) {
  clients_.update(client, [&](Client& c) {
    if (!c.seen || now - c.last > kVisible) c.first = now;
    c.seen = true;
    c.last = now;
  });
}

void Lookups::contact(const Contact& contact, Timestamp now) {
  const Client* known = clients_.find(contact.client);
  const std::uint64_t pair = mix(contact.client, contact.address);
  if (known == nullptr || contact.start < known->first || contact.midstream) {
    early_.add(pair, now);
    return;
  }
  if (!pairs_.add(pair, now)) return;
  const bool resolved = given(contact.address);
  clients_.update(contact.client, [resolved](Client& c) {
    std::uint16_t& count = resolved ? c.resolved : c.unresolved;
    if (++count == 0xFFFF) {
      c.resolved /= 2;
      c.unresolved /= 2;
    }
  });
}

bool Lookups::never_resolved(std::uint64_t client, std::uint64_t address, Timestamp now) const {
  const Client* c = clients_.find(client);
  if (c == nullptr || now - c->last > kVisible || now - c->first < kWarmUp) return false;
  if (c->unresolved > kAllowed && c->unresolved > kTimes * c->resolved) return false;
  if (given_.reach(now) < kLeastReach) return false;
  return !given(address) && !early_.contains(mix(client, address));
}

void Lookups::expire(Timestamp now) {
  clients_.expire([now](const Client& c) { return now - c.last > kVisible; });
  given_.turn(now);
  pairs_.turn(now);
  early_.turn(now);
}

}  // namespace sekisho::detectors::knowledge

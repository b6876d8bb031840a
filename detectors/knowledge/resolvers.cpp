#include "detectors/knowledge/resolvers.hpp"

#include <algorithm>

namespace sekisho::detectors::knowledge {
namespace {

constexpr std::size_t kMostServers = 4'096;

}  // namespace

Resolvers::Resolvers() : servers_(kMostServers, 0.5) {}

void Resolvers::configure(const std::vector<IpAddress>& addresses, HashSeed seed) {
  configured_.clear();
  for (const IpAddress& a : addresses) configured_.push_back(a.hash(seed));
}

void Resolvers::answered(std::uint64_t server, std::uint64_t client, std::uint64_t domain, Timestamp now) {
  servers_.update(server, [&](Server& s) {
    s.last = now;
    if (s.learnt) return;
    s.domains.add(domain);
    s.clients.add(client);
    const std::uint32_t domains = s.domains.count();
    s.learnt = domains >= kDomains || (domains >= kSharedDomains && s.clients.count() >= 2);
  });
}

void Resolvers::handed_out(std::uint64_t server, Timestamp now) {
  servers_.update(server, [&](Server& s) {
    s.last = now;
    s.handed_out = true;
  });
}

bool Resolvers::contains(std::uint64_t server) const {
  if (std::find(configured_.begin(), configured_.end(), server) != configured_.end()) return true;
  const Server* s = servers_.find(server);
  return s != nullptr && (s->learnt || s->handed_out);
}

void Resolvers::expire(Timestamp now) {
  servers_.expire([now](const Server& s) { return now - s.last > kForget; });
}

}  // namespace sekisho::detectors::knowledge

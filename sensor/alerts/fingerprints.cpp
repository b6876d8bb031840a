#include "sensor/alerts/fingerprints.hpp"

#include <algorithm>

#include "flow/base/hash.hpp"

namespace sekisho::alerts {

namespace {

// Linear counting: 25 domains set about 23 of 128 bits. Hardly anything but browsers speaks QUIC, and not to all: nine are enough.
constexpr std::size_t kBrowserBits = 23, kQuicBits = 9;
constexpr std::uint32_t kBrowserClients = 3;
constexpr HashSeed kSeed{0x56697369746564ULL};  // a domain more or less makes no difference: nobody gains by choosing them

std::size_t bits_of_browser(std::string_view ja4) { return ja4.starts_with('q') ? kQuicBits : kBrowserBits; }

}  // namespace

void Fingerprints::learn(const model::FlowRef& flow, const model::TlsClientHello& hello, bool at_home, std::string_view domain) {
  if (hello.ja3.empty() && hello.ja4.empty()) return;
  Fingerprint& latest = latest_.touch({flow.endpoints.client.address, flow.endpoints.server.address, flow.endpoints.server.port});
  latest.ja3.assign(hello.ja3);
  latest.ja4.assign(hello.ja4);
  if (!at_home || hello.ja4.empty()) return;
  Users& users = users_.touch(hello.ja4);
  if (!domain.empty()) {
    auto& visited = visited_.touch({flow.endpoints.client.address, hello.ja4});
    const std::size_t before = visited.count();
    visited.set(keyed_hash(domain, kSeed) % kVisited);
    const std::size_t least = bits_of_browser(hello.ja4);
    users.browsers += before < least && visited.count() >= least ? 1 : 0;
  }
  const auto end = users.clients.begin() + users.count;
  if (users.count == users.clients.size() || std::find(users.clients.begin(), end, flow.endpoints.client.address) != end) return;
  users.clients[users.count++] = flow.endpoints.client.address;
}

const Fingerprint* Fingerprints::of(const model::Endpoints& endpoints) const {
  return latest_.find({endpoints.client.address, endpoints.server.address, endpoints.server.port});
}

std::uint32_t Fingerprints::clients(std::string_view ja4) const {
  const Users* users = users_.find(std::string(ja4));
  return users == nullptr ? 0 : users->count;
}

bool Fingerprints::is_browser(const IpAddress& client, std::string_view ja4) const {
  const auto* visited = visited_.find({client, std::string(ja4)});
  if (visited != nullptr && visited->count() >= bits_of_browser(ja4)) return true;
  const Users* users = users_.find(std::string(ja4));
  return users != nullptr && users->browsers >= kBrowserClients;
}

}  // namespace sekisho::alerts

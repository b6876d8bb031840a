#include "sensor/alerts/fingerprints.hpp"

#include <algorithm>

namespace sekisho::alerts {

void Fingerprints::learn(const model::FlowRef& flow, const model::TlsClientHello& hello, bool at_home) {
  if (hello.ja3.empty() && hello.ja4.empty()) return;
  Fingerprint& latest = latest_.touch({flow.endpoints.client.address, flow.endpoints.server.address, flow.endpoints.server.port});
  latest.ja3.assign(hello.ja3);
  latest.ja4.assign(hello.ja4);
  if (!at_home || hello.ja4.empty()) return;
  Users& users = users_.touch(hello.ja4);
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

}  // namespace sekisho::alerts

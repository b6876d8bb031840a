#include "detectors/knowledge/identities.hpp"

#include <fmt/format.h>

namespace sekisho::detectors::knowledge {
namespace {

constexpr std::size_t kMost = 65'536;
// An acknowledgement without a time answers DHCPINFORM: the host is there now, for how long nobody said.
constexpr Duration kUntold = 24h;
constexpr std::uint32_t kForever = 0xFFFFFFFFU;  // RFC 2131, 3.3
constexpr Duration kLongest = 365 * 24h;

}  // namespace

Identities::Identities(HashSeed seed) : seed_(seed), leases_(kMost), hosts_(kMost) {}

void Identities::learn(const model::DhcpLease& message, Timestamp now) {
  if (message.mac == Mac{}) return;
  const bool from_server = message.message == "ack" || message.message == "offer" || message.message == "nak";
  // The name that a server repeats is the client's as well, but it must not take the client's own away.
  if (!message.hostname.empty()) {
    std::string& name = hosts_.touch(key(message.mac));
    if (!from_server || name.empty()) name = message.hostname;
  }
  if (message.address.is_unspecified()) return;
  const std::uint64_t address = message.address.hash(seed_);
  if (message.message == "ack") {
    Duration time = std::chrono::seconds(message.lease_seconds);
    if (message.lease_seconds == 0) time = kUntold;
    if (message.lease_seconds == kForever || time > kLongest) time = kLongest;
    leases_.touch(address) = {message.mac, now + time};
  } else if (message.message == "release" || message.message == "decline") {
    const Lease* lease = leases_.find(address);
    if (lease != nullptr && lease->mac == message.mac) leases_.erase(address);
  }
}

Identity Identities::of(const IpAddress& address, Timestamp now) const {
  const Lease* lease = leases_.find(address.hash(seed_));
  if (lease == nullptr || now > lease->until) return {};
  const Mac& m = lease->mac;
  Identity identity;
  identity.mac = fmt::format("{:02x}:{:02x}:{:02x}:{:02x}:{:02x}:{:02x}", m[0], m[1], m[2], m[3], m[4], m[5]);
  if (const std::string* name = hosts_.find(key(m))) identity.hostname = *name;
  return identity;
}

void Identities::expire(Timestamp now) {
  leases_.expire([now](std::uint64_t, const Lease& lease) { return now > lease.until; });
}

}  // namespace sekisho::detectors::knowledge

#include "detectors/fast_flux/activity.hpp"

#include <algorithm>

namespace sekisho::detectors::fast_flux {
namespace {

// The first bytes of an address: 3 of 4 are a /24, 6 of 16 a /48.
std::uint64_t network(const IpAddress& address, std::size_t v4_bytes, std::size_t v6_bytes, HashSeed seed) {
  return keyed_hash(address.wire().first(address.is_v4() ? v4_bytes : v6_bytes), seed);
}

}  // namespace

void Activity::answer(std::span<const Target> targets, Duration ttl, std::uint64_t server_set, Timestamp now, HashSeed seed) {
  if (answers_ > 0 && now - first_ > 24h) *this = Activity();
  if (answers_ == 0) {
    first_ = now;
    shortest_ttl_ = longest_ttl_ = ttl;
  }
  last_ = now;
  ++answers_;
  shortest_ttl_ = std::min(shortest_ttl_, ttl);
  longest_ttl_ = std::max(longest_ttl_, ttl);
  bool fresh = false;
  for (const Target& t : targets) {
    if (!addresses_.add(t.address.hash(seed))) continue;
    fresh = true;
    small_.add(network(t.address, 3, 6, seed));
    large_.add(network(t.address, 2, 4, seed));
    if (t.asn != 0) operators_.add(mix(t.asn, seed.value));
    samples_[next_sample_] = t.address;
    next_sample_ = (next_sample_ + 1) % kSamples;
  }
  news_ += fresh ? 1 : 0;
  if (server_set != 0) server_sets_.add(server_set);
}

std::vector<std::string> Activity::samples() const {
  std::vector<std::string> texts;
  for (const IpAddress& a : samples_) {
    if (!a.is_unspecified()) texts.push_back(a.to_string());
  }
  return texts;
}

}  // namespace sekisho::detectors::fast_flux

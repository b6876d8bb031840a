#include "detectors/dns_tunnel/name_filter.hpp"

#include <algorithm>

namespace sekisho::detectors::dns_tunnel {

bool NameFilter::add(std::uint64_t hash) {
  if (!bits_) {
    const auto end = exact_.begin() + used_;
    if (std::find(exact_.begin(), end, hash) != end) return false;
    if (used_ < kExact) {
      exact_[used_++] = hash;
      return true;
    }
    bits_ = std::make_unique<Bits>();
    for (const std::uint64_t h : exact_) add_bits(h);
  }
  if (used_ >= kFull) {
    bits_->fill(0);
    used_ = 0;
  }
  const bool fresh = add_bits(hash);
  used_ += fresh ? 1 : 0;
  return fresh;
}

bool NameFilter::add_bits(std::uint64_t hash) {
  bool fresh = false;
  for (int probe = 0; probe < 3; ++probe, hash >>= 13) {
    std::uint64_t& word = (*bits_)[(hash >> 6) % kWords];
    const std::uint64_t bit = std::uint64_t{1} << (hash % 64);
    fresh = fresh || (word & bit) == 0;
    word |= bit;
  }
  return fresh;
}

void NameFilter::clear() {
  used_ = 0;
  bits_.reset();
}

}  // namespace sekisho::detectors::dns_tunnel

// Keyed hashing for everything whose key comes off the wire, so that nobody can choose colliding keys. XXH3 with a
// secret seed; the seed is random for a live sensor and fixed for a replay, whose results must repeat.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "flow/base/bytes.hpp"

namespace sekisho {

/// The secret of one process. Passed down from the composition root; never a global.
struct HashSeed {
  std::uint64_t value = 0;
};

std::uint64_t keyed_hash(Bytes bytes, HashSeed seed);
/// The same for sizes that every packet needs hashed: an address, a flow's key.
std::uint64_t keyed_hash(const std::array<std::uint8_t, 16>& bytes, HashSeed seed);
std::uint64_t keyed_hash(const std::array<std::uint64_t, 6>& words, HashSeed seed);
inline std::uint64_t keyed_hash(std::string_view text, HashSeed seed) { return keyed_hash(as_bytes(text), seed); }

/// Mixes two hashes into one (the finaliser of splitmix64 over their sum).
constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  std::uint64_t x = a * 0x9E3779B97F4A7C15ULL + b;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

}  // namespace sekisho

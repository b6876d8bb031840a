#include "flow/base/hash.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace sekisho {

std::uint64_t keyed_hash(Bytes bytes, HashSeed seed) { return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed.value); }
std::uint64_t keyed_hash(const std::array<std::uint8_t, 16>& bytes, HashSeed seed) {
  return XXH3_64bits_withSeed(bytes.data(), sizeof bytes, seed.value);  // a constant size: its branches are gone
}
std::uint64_t keyed_hash(const std::array<std::uint64_t, 6>& words, HashSeed seed) {
  return XXH3_64bits_withSeed(words.data(), sizeof words, seed.value);
}

}  // namespace sekisho

#include "flow/base/hash.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace sekisho {

std::uint64_t keyed_hash(Bytes bytes, HashSeed seed) { return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed.value); }

}  // namespace sekisho

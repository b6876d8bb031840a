// The table that most state lives in: its keys are hashes that were keyed with the process's secret when they were made (flow/base/hash.hpp), so
// they need no second hashing. 64 bits: with a million entries a foreign key matches one lookup in 2 * 10^13.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "flow/base/bounded_map.hpp"

namespace sekisho {

struct KeyedKey {
  using is_avalanching = std::true_type;  // boost::unordered need not mix it again
  std::size_t operator()(std::uint64_t key) const { return static_cast<std::size_t>(key); }
};

template <class T, class Value = EqualValue>
using KeyedMap = BoundedMap<std::uint64_t, T, KeyedKey, Value>;

}  // namespace sekisho

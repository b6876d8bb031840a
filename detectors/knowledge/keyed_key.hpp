// The key of every table here: a hash that was keyed with the process's secret when it was made, so it needs no second hashing. 64 bits: with a
// million entries a foreign key matches one lookup in 2 * 10^13.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "flow/base/bounded_map.hpp"

namespace sekisho::detectors::knowledge {

struct KeyedKey {
  using is_avalanching = std::true_type;  // boost::unordered need not mix it again
  std::size_t operator()(std::uint64_t key) const { return key; }
};

template <class T, class Value = EqualValue>
using KeyedMap = BoundedMap<std::uint64_t, T, KeyedKey, Value>;

}  // namespace sekisho::detectors::knowledge

// The key of a flow's entry in a detector's tables.
#pragma once

#include <cstdint>

#include "flow/base/hash.hpp"
#include "flow/model/flow_record.hpp"

namespace sekisho::detectors::support {

/// Keyed and spread over 64 bits, as KeyedMap wants it: ids are 51 bits that anyone can compute.
constexpr std::uint64_t flow_key(const model::FlowRef& flow, HashSeed seed) { return mix(seed.value, static_cast<std::uint64_t>(flow.id)); }

}  // namespace sekisho::detectors::support

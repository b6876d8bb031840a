// Shannon entropy of bytes and of counts.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "flow/base/bytes.hpp"

namespace sekisho::detectors::support {

/// Bits per byte, 0 … 8; 0 for empty input.
double entropy(Bytes bytes);
inline double entropy(std::string_view text) { return entropy(as_bytes(text)); }

/// Bits per byte divided by the most that so many bytes can show, log2(min(256, n)): 0 … 1. 0 below two bytes.
double relative_entropy(Bytes bytes);
inline double relative_entropy(std::string_view text) { return relative_entropy(as_bytes(text)); }

/// Bits per draw of a distribution given by @p counts; 0 where all are 0.
double entropy_of_counts(std::span<const std::uint32_t> counts);

}  // namespace sekisho::detectors::support

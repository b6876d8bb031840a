#include "detectors/support/entropy.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace sekisho::detectors::support {

double entropy_of_counts(std::span<const std::uint32_t> counts) {
  double total = 0;
  double weighted = 0;
  for (const std::uint32_t c : counts) {
    if (c == 0) continue;
    total += c;
    weighted += c * std::log2(static_cast<double>(c));
  }
  // Rounding must not print as "-0.0".
  return total > 0 ? std::max(0.0, std::log2(total) - weighted / total) : 0.0;
}

double entropy(Bytes bytes) {
  std::array<std::uint32_t, 256> counts{};
  for (const std::uint8_t b : bytes) ++counts[b];
  return entropy_of_counts(counts);
}

double relative_entropy(Bytes bytes) {
  if (bytes.size() < 2) return 0;
  return entropy(bytes) / std::log2(static_cast<double>(std::min<std::size_t>(bytes.size(), 256)));
}

}  // namespace sekisho::detectors::support

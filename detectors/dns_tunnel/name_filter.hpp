// Remembers which names and labels were seen, in fixed memory: exactly up to 16, then in a Bloom filter.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace sekisho::detectors::dns_tunnel {

/// The Bloom filter has 8,192 bits and 3 probes; after 1,000 entries (3 % of new ones then look old) it starts afresh, so that a tunnel
/// that runs for days goes on being new. Names that come back after that count once more.
class NameFilter {
 public:
  /// @return true where @p hash was not there yet.
  bool add(std::uint64_t hash);
  void clear();
  std::size_t heap_bytes() const { return bits_ ? sizeof(Bits) : 0; }

 private:
  static constexpr std::size_t kExact = 16;
  static constexpr std::size_t kWords = 128;
  static constexpr std::uint32_t kFull = 1'000;
  using Bits = std::array<std::uint64_t, kWords>;
  bool add_bits(std::uint64_t hash);

  std::array<std::uint64_t, kExact> exact_{};
  std::uint32_t used_ = 0;
  std::unique_ptr<Bits> bits_;
};

}  // namespace sekisho::detectors::dns_tunnel

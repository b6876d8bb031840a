// Counts distinct things in fixed memory: exactly while they are few, then by HyperLogLog (Flajolet and others, 2007) with
// linear counting for small ranges. Both forms share the same bytes. No allocation, trivially copyable.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "flow/base/hash.hpp"

namespace sekisho::detectors::support {

/// @tparam Bits log2 of the registers: 6 means 64 registers in 64 bytes, exact up to 16, standard error 13 % above;
///         10 means 1 KiB, exact up to 256, 3.3 %.
template <unsigned Bits>
class BasicDistinctCounter {
  static_assert(Bits >= 4 && Bits <= 12);

 public:
  static constexpr std::uint32_t kRegisters = 1U << Bits;
  static constexpr std::uint32_t kExact = kRegisters / 4;

  /// Counts the thing whose hash is @p hash. For things off the wire the hash must be keyed (flow/base/hash.hpp).
  /// @return true where it was certainly not counted before, or where it raised the estimate.
  bool add(std::uint64_t hash) {
    const auto word = static_cast<std::uint32_t>(mix(hash, 0) >> 32);
    if (exact_) {
      if (has_exact(word)) return false;
      if (used_ < kExact) {
        set_exact_word(used_++, word);
        return true;
      }
      become_estimate();
    }
    return raise(word);
  }

  /// How many distinct things were added: exact up to kExact, an estimate above.
  std::uint32_t count() const {
    if (exact_) return used_;
    double sum = 0;
    std::uint32_t zeros = 0;
    for (const std::uint8_t r : bytes_) {
      sum += kPowers[r];
      zeros += r == 0 ? 1 : 0;
    }
    const double m = kRegisters;
    double estimate = alpha() * m * m / sum;
    if (estimate <= 2.5 * m && zeros > 0) estimate = m * std::log(m / zeros);
    // Coming from the exact form there are more than kExact, whatever the estimate says.
    return std::max(kExact + 1, static_cast<std::uint32_t>(std::lround(estimate)));
  }
  bool exact() const { return exact_; }
  bool empty() const { return exact_ && used_ == 0; }
  void clear() { *this = BasicDistinctCounter(); }

  /// Adds everything that @p other counted.
  void merge(const BasicDistinctCounter& other) {
    if (other.exact_) {
      for (std::uint32_t i = 0; i < other.used_; ++i) add_word(other.exact_word(i));
      return;
    }
    if (exact_) become_estimate();
    for (std::uint32_t i = 0; i < kRegisters; ++i) bytes_[i] = std::max(bytes_[i], other.bytes_[i]);
  }

 private:
  // 2^-r: a register holds at most 32 + 1.
  static constexpr std::array<double, 64> kPowers = [] {
    std::array<double, 64> powers{};
    double power = 1;
    for (double& p : powers) {
      p = power;
      power /= 2;
    }
    return powers;
  }();
  static constexpr double alpha() { return Bits == 4 ? 0.673 : Bits == 5 ? 0.697 : Bits == 6 ? 0.709 : 0.7213 / (1 + 1.079 / kRegisters); }

  void add_word(std::uint32_t word) {
    if (!exact_) {
      raise(word);
      return;
    }
    if (has_exact(word)) return;
    if (used_ < kExact) {
      set_exact_word(used_++, word);
    } else {
      become_estimate();
      raise(word);
    }
  }
  bool raise(std::uint32_t word) {
    const std::uint32_t index = word >> (32 - Bits);
    const auto rank = static_cast<std::uint8_t>(std::min<unsigned>(static_cast<unsigned>(std::countl_zero(word << Bits)), 32 - Bits) + 1);
    if (rank <= bytes_[index]) return false;
    bytes_[index] = rank;
    return true;
  }
  void become_estimate() {
    const auto words = bytes_;
    const std::uint32_t n = used_;
    bytes_.fill(0);
    exact_ = false;
    used_ = 0;
    for (std::uint32_t i = 0; i < n; ++i) raise(word_at(words, i));
  }
  static std::uint32_t word_at(const std::array<std::uint8_t, kRegisters>& bytes, std::uint32_t i) {
    std::uint32_t word = 0;
    std::memcpy(&word, &bytes[4 * i], sizeof word);
    return word;
  }
  std::uint32_t exact_word(std::uint32_t i) const { return word_at(bytes_, i); }
  void set_exact_word(std::uint32_t i, std::uint32_t word) { std::memcpy(&bytes_[4 * i], &word, sizeof word); }
  // A whole block is compared without a branch, which compilers make a few wide instructions of: there are up to 1,024 words.
  bool has_exact(std::uint32_t word) const {
    constexpr std::uint32_t kBlock = 16;
    std::uint32_t i = 0;
    for (; i + kBlock <= used_; i += kBlock) {
      bool found = false;
      for (std::uint32_t k = 0; k < kBlock; ++k) found |= exact_word(i + k) == word;
      if (found) return true;
    }
    for (; i < used_; ++i) {
      if (exact_word(i) == word) return true;
    }
    return false;
  }

  std::array<std::uint8_t, kRegisters> bytes_{};
  std::uint16_t used_ = 0;
  bool exact_ = true;
};

/// The usual one: 68 bytes.
using DistinctCounter = BasicDistinctCounter<6>;

}  // namespace sekisho::detectors::support

// Remembers that something was seen, not what: a Bloom filter in blocks of one cache line, in two generations. What was added is
// remembered for one to two periods; less where generations fill up before their period is over (overruns(), reach()). Takes about 1 in 300 things
// that were never added for seen: callers must be on the safe side of that error.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

#include "flow/base/time.hpp"

namespace sekisho::detectors::knowledge {

class RotatingFilter {
 public:
  /// @p capacity things a generation, at 16 bits each (rounded up to a power of two of blocks). Two generations.
  RotatingFilter(std::size_t capacity, Duration period)
      : capacity_(std::max<std::size_t>(capacity, 32)), period_(period), blocks_(std::bit_ceil((capacity_ + 31) / 32)) {
    young_.resize(blocks_);
    old_.resize(blocks_);
  }

  /// Adds the thing of keyed hash @p hash. @return true if neither generation held it before.
  bool add(std::uint64_t hash, Timestamp now) {
    turn(now);
    const bool aged = seen(old_, hash);
    if (seen(young_, hash)) return false;
    if (size_ >= capacity_) {
      ++overruns_;
      rotate(now);
    }
    Block& block = young_[hash & (blocks_ - 1)];
    for (unsigned i = 0; i < kProbes; ++i) block[word(hash, i)] |= bit(hash, i);
    ++size_;
    return !aged;
  }
  bool contains(std::uint64_t hash) const { return seen(young_, hash) || seen(old_, hash); }

  /// Begins a new generation where the period is over. Call as time passes; add() does too.
  void turn(Timestamp now) {
    if (!started_) {
      started_ = true;
      young_since_ = reach_since_ = now;
    } else if (now - young_since_ >= period_) {
      const bool all = now - young_since_ >= 2 * period_;
      rotate(now);
      if (all) rotate(now);
    }
  }

  /// How far back the filter remembers everything; Duration::max() while nothing has ever been forgotten.
  Duration reach(Timestamp now) const { return forgot_ ? now - reach_since_ : Duration::max(); }
  std::uint64_t overruns() const { return overruns_; }
  std::size_t bytes() const { return 2 * blocks_ * sizeof(Block); }

 private:
  // 512 bits hold 32 things at 16 bits each; four probes are within a fifth of the best error at that load.
  using Block = std::array<std::uint64_t, 8>;
  static constexpr unsigned kProbes = 4;
  // The low bits choose the block, the high 36 the four bits within it.
  static unsigned probe(std::uint64_t hash, unsigned i) { return static_cast<unsigned>(hash >> (28 + 9 * i)) & 511U; }
  static unsigned word(std::uint64_t hash, unsigned i) { return probe(hash, i) >> 6; }
  static std::uint64_t bit(std::uint64_t hash, unsigned i) { return std::uint64_t{1} << (probe(hash, i) & 63U); }

  bool seen(const std::vector<Block>& generation, std::uint64_t hash) const {
    const Block& block = generation[hash & (blocks_ - 1)];
    for (unsigned i = 0; i < kProbes; ++i) {
      if ((block[word(hash, i)] & bit(hash, i)) == 0) return false;
    }
    return true;
  }
  void rotate(Timestamp now) {
    forgot_ = forgot_ || old_size_ > 0;
    reach_since_ = young_since_;
    young_.swap(old_);
    if (old_size_ > 0) std::fill(young_.begin(), young_.end(), Block{});
    old_size_ = std::exchange(size_, 0);
    young_since_ = now;
  }

  std::size_t capacity_;
  Duration period_;
  std::size_t blocks_;
  std::vector<Block> young_;
  std::vector<Block> old_;
  std::size_t size_ = 0;  // things added to young_
  std::size_t old_size_ = 0;
  Timestamp young_since_;
  Timestamp reach_since_;
  bool started_ = false;
  bool forgot_ = false;
  std::uint64_t overruns_ = 0;
};

}  // namespace sekisho::detectors::knowledge

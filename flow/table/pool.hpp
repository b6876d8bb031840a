// Slots for entries of one type, handed out by number: never more than the capacity, in chunks that are allocated as they are needed and
// stay, so an entry never moves and a busy table does not allocate.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

namespace sekisho::table {

/// @tparam T has a member `bool live`, false in T().
template <class T>
class Pool {
 public:
  explicit Pool(std::size_t capacity) : capacity_(std::max<std::size_t>(capacity, kLeast)) {}

  bool full() const { return used_ == capacity_; }
  std::size_t used() const { return used_; }
  std::size_t capacity() const { return capacity_; }
  T& operator[](std::uint32_t slot) const { return chunks_[slot / kChunk][slot % kChunk]; }

  /// A live entry, otherwise T(). @pre !full()
  std::uint32_t take() {
    std::uint32_t slot = 0;
    if (free_.empty()) {
      slot = touched_++;
      if (slot / kChunk == chunks_.size()) chunks_.push_back(std::make_unique<T[]>(kChunk));
    } else {
      slot = free_.back();
      free_.pop_back();
    }
    (*this)[slot].live = true;
    ++used_;
    return slot;
  }
  void give_back(std::uint32_t slot) {
    (*this)[slot] = T();
    free_.push_back(slot);
    --used_;
  }

  /// The live entry of least @p value(entry) among the next @p sample slots behind the hand, which moves on by one: where entries arrive
  /// and leave at the hand, that is nearly the oldest of all. @pre used() > 0
  template <class Value>
  std::uint32_t least(unsigned sample, Value&& value) {
    std::uint32_t best = next_live();
    auto least = value((*this)[best]);
    for (unsigned i = 1; i < sample; ++i) {
      const std::uint32_t slot = (hand_ + i) % touched_;
      if (!(*this)[slot].live) continue;
      if (const auto v = value((*this)[slot]); v < least) {
        least = v;
        best = slot;
      }
    }
    return best;
  }
  /// Moves the hand to the next live entry and returns it. @pre used() > 0
  std::uint32_t next_live() {
    do {
      hand_ = hand_ + 1 < touched_ ? hand_ + 1 : 0;
    } while (!(*this)[hand_].live);
    return hand_;
  }
  /// Calls @p visit(slot) for every live entry, by number.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (std::uint32_t slot = 0; slot < touched_; ++slot) {
      if ((*this)[slot].live) visit(slot);
    }
  }

 private:
  static constexpr std::uint32_t kChunk = 1024;  // entries: some 300 kB at once
  static constexpr std::size_t kLeast = 16;      // a table this small is good for tests only

  std::size_t capacity_;
  std::size_t used_ = 0;
  std::vector<std::unique_ptr<T[]>> chunks_;
  std::vector<std::uint32_t> free_;
  std::uint32_t touched_ = 0;  // slots ever used
  std::uint32_t hand_ = 0;
};

}  // namespace sekisho::table

// Slots handed out by number: never more than the capacity, allocated in chunks as they are needed, never moved, reused last in first out
// while they are warm.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

namespace sekisho::dpi {

template <class T>
class SlotPool {
 public:
  explicit SlotPool(std::size_t capacity) : capacity_(capacity > 0 ? capacity : 1) {}

  bool full() const { return used_ == capacity_; }
  std::size_t used() const { return used_; }
  /// Slots ever handed out: the numbers below this one exist.
  std::uint32_t touched() const { return touched_; }
  T& operator[](std::uint32_t slot) { return chunks_[slot / kChunk][slot % kChunk]; }

  /// A slot as its last user left it, or T() if it is new. @pre !full()
  std::uint32_t take() {
    ++used_;
    if (!free_.empty()) {
      const std::uint32_t slot = free_.back();
      free_.pop_back();
      return slot;
    }
    if (touched_ / kChunk == chunks_.size()) chunks_.push_back(std::make_unique<T[]>(kChunk));
    return touched_++;
  }
  void give_back(std::uint32_t slot) {
    free_.push_back(slot);
    --used_;
  }

 private:
  static constexpr std::uint32_t kChunk = 256;  // some 200 kB of DPI state at once

  std::size_t capacity_;
  std::size_t used_ = 0;
  std::uint32_t touched_ = 0;
  std::vector<std::unique_ptr<T[]>> chunks_;
  std::vector<std::uint32_t> free_;
};

}  // namespace sekisho::dpi

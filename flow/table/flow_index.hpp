// From a key's hash to a flow's slot: open addressing with linear probing, 8 bytes a slot, at most two thirds full. The size is fixed at
// construction; pages are touched as they are used.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

#include "flow/table/timer_wheel.hpp"

namespace sekisho::table {

class FlowIndex {
 public:
  /// Bytes of index per flow it can hold.
  static constexpr std::size_t kBytesPerFlow = 12;

  explicit FlowIndex(std::size_t flows) : size_(flows + flows / 2 + 2), slots_(static_cast<Slot*>(std::calloc(size_, sizeof(Slot)))) {
    if (!slots_) throw std::bad_alloc();
  }

  /// The flow of @p hash for which @p same(ref) holds, or kNoRef.
  template <class Same>
  Ref find(std::uint32_t hash, Same&& same) const {
    for (std::size_t i = home(hash); slots_[i].flow != 0; i = after(i)) {
      if (slots_[i].hash == hash && same(slots_[i].flow - 1)) return slots_[i].flow - 1;
    }
    return kNoRef;
  }
  /// @pre fewer flows are held than the constructor was told.
  void insert(std::uint32_t hash, Ref flow) {
    std::size_t i = home(hash);
    while (slots_[i].flow != 0) i = after(i);
    slots_[i] = {hash, flow + 1};
  }
  /// @pre @p from is held under @p hash.
  void replace(std::uint32_t hash, Ref from, Ref to) { slots_[place(hash, from)].flow = to + 1; }
  /// @pre @p flow is held under @p hash.
  void erase(std::uint32_t hash, Ref flow) {
    std::size_t hole = place(hash, flow);
    // Entries behind the hole move up unless that would put them before their home: no tombstones, so lookups never grow longer.
    for (std::size_t i = after(hole); slots_[i].flow != 0; i = after(i)) {
      if (distance(home(slots_[i].hash), i) < distance(hole, i)) continue;
      slots_[hole] = slots_[i];
      hole = i;
    }
    slots_[hole] = {};
  }

 private:
  struct Slot {
    std::uint32_t hash;
    Ref flow;  // plus one; 0 is empty
  };
  struct Free {
    void operator()(Slot* p) const { std::free(p); }
  };
  std::size_t home(std::uint32_t hash) const { return static_cast<std::size_t>(std::uint64_t{hash} * size_ >> 32); }
  std::size_t after(std::size_t i) const { return i + 1 < size_ ? i + 1 : 0; }
  std::size_t distance(std::size_t from, std::size_t to) const { return to >= from ? to - from : to + size_ - from; }
  std::size_t place(std::uint32_t hash, Ref flow) const {
    std::size_t i = home(hash);
    while (slots_[i].flow != flow + 1) i = after(i);
    return i;
  }

  std::size_t size_;
  std::unique_ptr<Slot[], Free> slots_;
};

}  // namespace sekisho::table

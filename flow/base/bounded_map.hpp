// A hash map that never holds more than its capacity. Past that, the least valuable of the eight least recently used
// entries leaves, and is counted: value, not age alone, decides, so a flood of throw-away keys cannot erase an entry
// that has proved interesting. Iteration goes from the least to the most recently used: repeatable.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

namespace sekisho {

/// Every entry is worth the same: plain least-recently-used.
struct EqualValue {
  template <class V>
  double operator()(const V&) const {
    return 0;
  }
};

/// @tparam Hash hashes a Key; for keys off the wire it must be keyed (flow/base/hash.hpp).
/// @tparam Value maps an entry to what it is worth; lower leaves first.
template <class Key, class T, class Hash, class Value = EqualValue>
class BoundedMap {
 public:
  explicit BoundedMap(std::size_t capacity, Hash hash = Hash(), Value value = Value())
      : capacity_(capacity > 0 ? capacity : 1), value_(std::move(value)), index_(0, std::move(hash)) {}

  /// The entry of @p key, or nullptr. Does not make it more recent.
  T* find(const Key& key) {
    const auto it = index_.find(key);
    return it == index_.end() ? nullptr : &slots_[it->second].item.second;
  }
  const T* find(const Key& key) const { return const_cast<BoundedMap*>(this)->find(key); }

  /// The entry of @p key, made with T() if new, now the most recently used. May evict another entry, never this one.
  /// The reference holds until the next call that adds or removes.
  T& touch(const Key& key) {
    if (const auto it = index_.find(key); it != index_.end()) {
      unlink(it->second);
      link_last(it->second);
      return slots_[it->second].item.second;
    }
    if (index_.size() >= capacity_) evict();
    std::uint32_t slot = 0;
    if (free_.empty()) {
      slot = static_cast<std::uint32_t>(slots_.size());
      slots_.emplace_back();
    } else {
      slot = free_.back();
      free_.pop_back();
    }
    slots_[slot].item = {key, T()};
    index_.emplace(key, slot);
    link_last(slot);
    return slots_[slot].item.second;
  }

  void erase(const Key& key) {
    if (const auto it = index_.find(key); it != index_.end()) remove(it->second);
  }

  /// Removes entries, oldest use first, while @p expired(key, value) holds; stops at the first that stays.
  template <class Expired>
  void expire(Expired&& expired) {
    while (first_ != kNone && expired(slots_[first_].item.first, slots_[first_].item.second)) remove(first_);
  }

  /// Calls @p visit(key, value) for all, least recently used first. The map must not change meanwhile.
  template <class Visit>
  void for_each(Visit&& visit) {
    for (std::uint32_t i = first_; i != kNone; i = slots_[i].next) visit(std::as_const(slots_[i].item.first), slots_[i].item.second);
  }
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (std::uint32_t i = first_; i != kNone; i = slots_[i].next) visit(slots_[i].item.first, slots_[i].item.second);
  }

  std::size_t size() const { return index_.size(); }
  std::size_t capacity() const { return capacity_; }
  std::uint64_t evictions() const { return evictions_; }
  /// Bytes of this table itself, not of what its values point to.
  std::size_t bytes() const { return slots_.capacity() * sizeof(Slot) + index_.bucket_count() * (sizeof(Key) + sizeof(std::uint32_t) + 1); }

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFFU;
  static constexpr int kCandidates = 8;
  struct Slot {
    std::pair<Key, T> item;
    std::uint32_t prev = kNone;
    std::uint32_t next = kNone;
  };

  void evict() {
    std::uint32_t victim = first_;
    double worth = value_(slots_[first_].item.second);
    std::uint32_t at = slots_[first_].next;
    for (int i = 1; i < kCandidates && at != kNone; ++i, at = slots_[at].next) {
      if (const double w = value_(slots_[at].item.second); w < worth) {
        worth = w;
        victim = at;
      }
    }
    // The candidates that were spared become recent, or a run of valuable entries at the old end would be all we look at.
    while (first_ != victim) {
      const std::uint32_t spared = first_;
      unlink(spared);
      link_last(spared);
    }
    remove(victim);
    ++evictions_;
  }
  void remove(std::uint32_t slot) {
    unlink(slot);
    index_.erase(slots_[slot].item.first);
    slots_[slot].item.second = T();
    free_.push_back(slot);
  }
  void unlink(std::uint32_t slot) {
    Slot& s = slots_[slot];
    (s.prev == kNone ? first_ : slots_[s.prev].next) = s.next;
    (s.next == kNone ? last_ : slots_[s.next].prev) = s.prev;
    s.prev = s.next = kNone;
  }
  void link_last(std::uint32_t slot) {
    slots_[slot].prev = last_;
    slots_[slot].next = kNone;
    (last_ == kNone ? first_ : slots_[last_].next) = slot;
    last_ = slot;
  }

  std::size_t capacity_;
  [[no_unique_address]] Value value_;
  boost::unordered_flat_map<Key, std::uint32_t, Hash> index_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::uint32_t first_ = kNone;
  std::uint32_t last_ = kNone;
  std::uint64_t evictions_ = 0;
};

}  // namespace sekisho

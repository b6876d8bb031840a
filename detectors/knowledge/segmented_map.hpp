// A bounded map in two segments: entries begin on trial and move to the proven ones once they have shown their worth. Each segment evicts only
// its own, so throw-away keys, however many, push out nothing but each other. (Segmented LRU: Karedla, Love, Wherry, "Caching strategies to
// improve disk system performance", IEEE Computer 1994.) A table that evicts the least of its eight oldest entries does not give that: a run
// of eight good old entries costs one of them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>

#include "flow/base/keyed_map.hpp"

namespace sekisho::detectors::knowledge {

/// @tparam Proven says of an entry whether it has shown its worth. Must not turn false again.
/// @tparam Worth orders the proven ones where even they are too many (flow/base/bounded_map.hpp).
template <class T, class Proven, class Worth = EqualValue>
class SegmentedMap {
 public:
  /// At most @p capacity entries, of which @p trial_share (0 … 1) can be on trial.
  SegmentedMap(std::size_t capacity, double trial_share)
      : trial_(std::max<std::size_t>(1, static_cast<std::size_t>(static_cast<double>(capacity) * trial_share))),
        proven_(std::max<std::size_t>(1, capacity - std::min(capacity, trial_.capacity()))) {}

  const T* find(std::uint64_t key) const {
    const T* found = proven_.find(key);
    return found != nullptr ? found : trial_.find(key);
  }

  /// Has @p change(entry) done to the entry of @p key, made with T() if new, now the most recently used. May evict another.
  template <class Change>
  void update(std::uint64_t key, Change&& change) {
    if (proven_.find(key) != nullptr) {
      change(proven_.touch(key));
      return;
    }
    T& entry = trial_.touch(key);
    change(entry);
    if (Proven()(entry)) promote(key, entry);
  }
  /// The same for an entry that exists; otherwise nothing happens.
  template <class Change>
  void update_known(std::uint64_t key, Change&& change) {
    if (find(key) != nullptr) update(key, std::forward<Change>(change));
  }

  void erase(std::uint64_t key) {
    trial_.erase(key);
    proven_.erase(key);
  }
  /// Removes entries of each segment, oldest use first, while @p expired(entry) holds.
  template <class Expired>
  void expire(const Expired& expired) {
    const auto gone = [&](std::uint64_t, const T& entry) { return expired(entry); };
    trial_.expire(gone);
    proven_.expire(gone);
  }

  /// Calls @p visit(key, entry) for all: those on trial, then the proven ones, each least recently used first.
  template <class Visit>
  void for_each(const Visit& visit) const {
    trial_.for_each(visit);
    proven_.for_each(visit);
  }

  std::size_t size() const { return trial_.size() + proven_.size(); }
  std::uint64_t evictions() const { return trial_.evictions() + proven_.evictions(); }
  std::size_t bytes() const { return trial_.bytes() + proven_.bytes(); }

 private:
  void promote(std::uint64_t key, T& entry) {
    T moved = std::move(entry);
    trial_.erase(key);
    proven_.touch(key) = std::move(moved);
  }

  KeyedMap<T> trial_;
  KeyedMap<T, Worth> proven_;
};

}  // namespace sekisho::detectors::knowledge

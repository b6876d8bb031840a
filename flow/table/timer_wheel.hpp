// A hierarchical timer wheel over packet time: 256 slots of a second, 256 of 256 seconds. Slots are coarse, due times exact: a second's
// timers are put in order when it begins, so a timer fires at its very nanosecond, however far the clock steps.
//
// Keeps    intrusive lists through the flows' own Timer; beyond that only the timers of the current second.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "flow/base/time.hpp"

namespace sekisho::table {

/// A flow as the index, the wheel and the lists name it: its slot in a pool. Bit 31 says which pool.
using Ref = std::uint32_t;
constexpr Ref kNoRef = 0xFFFFFFFFU;

/// A flow's place in the wheel.
struct Timer {
  static constexpr std::uint16_t kUnset = 0xFFFF;
  static constexpr std::uint16_t kCurrent = 0xFFFE;  ///< Waiting among the timers of the current second.
  Timestamp due;
  Ref next = kNoRef;
  Ref previous = kNoRef;
  std::uint16_t slot = kUnset;
};

/// @tparam Timers gives the timer of a flow: Timer& operator()(Ref) const; also for a flow that is gone.
template <class Timers>
class TimerWheel {
 public:
  explicit TimerWheel(Timers timers) : timers_(timers) { slots_.fill(kNoRef); }

  /// Sets the timer of @p ref, which is unset.
  void add(Ref ref, Timestamp due) {
    Timer& timer = timers_(ref);
    timer.due = due;
    const std::int64_t second = second_of(due);
    if (second <= second_) {
      timer.slot = Timer::kCurrent;
      current_.push_back({due, ref});
      std::push_heap(current_.begin(), current_.end(), later);
      return;
    }
    if (second - second_ < kSlots) {
      timer.slot = static_cast<std::uint16_t>(second & (kSlots - 1));
      ++near_;
    } else {
      const std::int64_t block = std::min((second >> kBits) - (second_ >> kBits), kSlots - 1) + (second_ >> kBits);
      timer.slot = static_cast<std::uint16_t>(kSlots + (block & (kSlots - 1)));
      ++far_;
    }
    Ref& head = slots_[timer.slot];
    timer.previous = kNoRef;
    timer.next = head;
    if (head != kNoRef) timers_(head).previous = ref;
    head = ref;
  }

  void remove(Ref ref) {
    Timer& timer = timers_(ref);
    if (timer.slot < slots_.size()) {
      (timer.previous == kNoRef ? slots_[timer.slot] : timers_(timer.previous).next) = timer.next;
      if (timer.next != kNoRef) timers_(timer.next).previous = timer.previous;
      --(timer.slot < kSlots ? near_ : far_);
    }
    timer.slot = Timer::kUnset;  // one of the current second is left there and recognised as stale
  }

  /// Calls @p fire(ref, due) for every timer due at or before @p now, in order of due times. The timer is unset by then.
  template <class Fire>
  void advance(Timestamp now, Fire&& fire) {
    const std::int64_t target = second_of(now);
    for (;;) {
      drain(now, fire);
      if (second_ >= target) return;
      if (near_ == 0) {  // nothing within 256 s: on to the last second of this block, or all the way
        second_ = far_ == 0 ? target : std::min(target, second_ | (kSlots - 1));
        if (second_ >= target && far_ == 0) return;
        if (second_ == target) continue;
      }
      step();
    }
  }

 private:
  static constexpr int kBits = 8;
  static constexpr std::int64_t kSlots = 1 << kBits;
  struct Waiting {
    Timestamp due;
    Ref ref = kNoRef;
  };
  static bool later(const Waiting& a, const Waiting& b) { return a.due != b.due ? a.due > b.due : a.ref > b.ref; }
  static std::int64_t second_of(Timestamp t) { return std::chrono::floor<std::chrono::seconds>(t).time_since_epoch().count(); }

  template <class Fire>
  void drain(Timestamp now, Fire& fire) {
    while (!current_.empty() && current_.front().due <= now) {
      const Waiting first = current_.front();
      std::pop_heap(current_.begin(), current_.end(), later);
      current_.pop_back();
      Timer& timer = timers_(first.ref);
      if (timer.slot != Timer::kCurrent || timer.due != first.due) continue;
      timer.slot = Timer::kUnset;
      fire(first.ref, first.due);
    }
  }
  void step() {
    ++second_;
    if ((second_ & (kSlots - 1)) == 0) spread(static_cast<std::size_t>(kSlots + (second_ >> kBits & (kSlots - 1))));
    spread(static_cast<std::size_t>(second_ & (kSlots - 1)));
  }
  /// Sorts the timers of a slot in anew, now that they are nearer.
  void spread(std::size_t slot) {
    Ref ref = slots_[slot];
    slots_[slot] = kNoRef;
    while (ref != kNoRef) {
      const Timer& timer = timers_(ref);
      const Ref next = timer.next;
      --(slot < kSlots ? near_ : far_);
      add(ref, timer.due);
      ref = next;
    }
  }

  Timers timers_;
  std::array<Ref, static_cast<std::size_t>(2 * kSlots)> slots_;
  std::vector<Waiting> current_;  // heap, earliest first
  std::int64_t second_ = second_of(Timestamp::min()) + 1;
  std::size_t near_ = 0;
  std::size_t far_ = 0;
};

}  // namespace sekisho::table

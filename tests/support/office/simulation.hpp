// Simulated time: what is to happen, in the order in which it happens.
#pragma once

#include <cstdint>
#include <functional>
#include <queue>
#include <vector>

#include "flow/base/time.hpp"

namespace sekisho::test::office {

class Simulation {
 public:
  explicit Simulation(Timestamp start) : now_(start) {}

  Timestamp now() const { return now_; }
  /// Of two things at one time, the one that was planned first happens first. What should have happened already happens now.
  void at(Timestamp time, std::function<void()> what) { planned_.push({std::max(time, now_), ++count_, std::move(what)}); }
  void after(Duration wait, std::function<void()> what) { at(now_ + wait, std::move(what)); }
  /// All that happens before @p end.
  void run_until(Timestamp end);

 private:
  struct Planned {
    Timestamp time;
    std::uint64_t order = 0;
    std::function<void()> what;
    bool operator<(const Planned& other) const { return time != other.time ? time > other.time : order > other.order; }
  };
  Timestamp now_;
  std::uint64_t count_ = 0;
  std::priority_queue<Planned> planned_;
};

}  // namespace sekisho::test::office

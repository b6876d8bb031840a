#include "tests/support/office/simulation.hpp"

namespace sekisho::test::office {

void Simulation::run_until(Timestamp end) {
  while (!planned_.empty() && planned_.top().time < end) {
    now_ = planned_.top().time;
    const std::function<void()> what = std::move(const_cast<Planned&>(planned_.top()).what);  // NOLINT: top() is const for the order's sake
    planned_.pop();
    what();
  }
  now_ = end;
}

}  // namespace sekisho::test::office

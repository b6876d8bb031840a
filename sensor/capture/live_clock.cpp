#include "sensor/capture/live_clock.hpp"

namespace sekisho::capture {

void LiveClock::packet(Timestamp time) {
  last_ = time;
  silent_since_.reset();
}

std::optional<Timestamp> LiveClock::idle(std::chrono::steady_clock::time_point now) {
  if (!last_) return std::nullopt;
  if (!silent_since_) silent_since_ = now;
  const auto silence = now - *silent_since_;
  if (silence < kSilence) return std::nullopt;
  return *last_ + std::chrono::duration_cast<Duration>(silence);
}

}  // namespace sekisho::capture

// Packet time on a link that is silent: the last packet's time, moved on by the steady clock.
#pragma once

#include <chrono>
#include <optional>

#include "flow/base/time.hpp"

namespace sekisho::capture {

class LiveClock {
 public:
  /// Silence shorter than this is none. Longer ticks late, shorter could overtake packets still in the kernel's ring.
  static constexpr std::chrono::milliseconds kSilence{100};

  /// Packets came; @p time is the last one's.
  void packet(Timestamp time);
  /// Nothing came at @p now. The silence is counted from the first such call after a packet, so that the clock lags rather than leads.
  /// Nothing before the first packet and while the silence is short.
  std::optional<Timestamp> idle(std::chrono::steady_clock::time_point now);

 private:
  std::optional<Timestamp> last_;
  std::optional<std::chrono::steady_clock::time_point> silent_since_;
};

}  // namespace sekisho::capture

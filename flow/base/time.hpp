// Packet time: the only time below the composition root. There is deliberately no now(): a time
// comes from a packet, or from a tick that sensor/pipeline sends on an idle link.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace sekisho {

/// The clock of captured packets: nanoseconds since 1970-01-01 UTC, leap seconds ignored.
struct PacketClock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<PacketClock>;
  static constexpr bool is_steady = false;
};

using Duration = PacketClock::duration;
using Timestamp = PacketClock::time_point;

using namespace std::chrono_literals;  // NOLINT(google-global-names-in-headers): 5s reads better than seconds{5}

/// Seconds as a real number; for arithmetic and for evidence.
constexpr double seconds(Duration d) { return std::chrono::duration<double>(d).count(); }

/// A duration of @p s seconds, rounded towards zero to the nanosecond.
constexpr Duration from_seconds(double s) { return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(s)); }

/// "2026-11-24T14:13:46.123456+0000", the form Suricata's EVE uses; times before 1970 print as 1970.
std::string iso8601(Timestamp t);

/// "850 ms", "59.3 s", "4.2 min", "1.5 h", "3.0 d": for sentences that people read.
std::string human(Duration d);

}  // namespace sekisho

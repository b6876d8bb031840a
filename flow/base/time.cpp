#include "flow/base/time.hpp"

#include <algorithm>
#include <cmath>
#include <ctime>

#include <fmt/format.h>

namespace sekisho {

std::string iso8601(Timestamp t) {
  const auto micros = std::max<std::int64_t>(0, std::chrono::duration_cast<std::chrono::microseconds>(t.time_since_epoch()).count());
  const std::time_t whole = static_cast<std::time_t>(micros / 1'000'000);
  std::tm parts{};
  gmtime_r(&whole, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}+0000", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour,
                     parts.tm_min, parts.tm_sec, micros % 1'000'000);
}

std::string human(Duration d) {
  const double s = seconds(d);
  if (std::abs(s) < 1.0) return fmt::format("{:.0f} ms", s * 1000);
  if (std::abs(s) < 120.0) return fmt::format("{:.1f} s", s);
  if (std::abs(s) < 2 * 3600.0) return fmt::format("{:.1f} min", s / 60);
  if (std::abs(s) < 2 * 86400.0) return fmt::format("{:.1f} h", s / 3600);
  return fmt::format("{:.1f} d", s / 86400);
}

}  // namespace sekisho

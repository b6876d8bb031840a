#include "flow/base/time.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include "flow/base/iso8601.hpp"

namespace sekisho {
namespace {

constexpr std::int64_t kSecondsPerDay = 86'400;

// Two digits each of 00 … 99.
constexpr std::array<char, 200> make_pairs() {
  std::array<char, 200> pairs{};
  for (std::size_t i = 0; i < 100; ++i) {
    pairs[2 * i] = static_cast<char>('0' + i / 10);
    pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return pairs;
}
constexpr std::array<char, 200> kPairs = make_pairs();

/// @pre value < 100
void put_two(char* to, unsigned value) { std::memcpy(to, &kPairs[2 * std::size_t{value}], 2); }

}  // namespace

Iso8601 iso8601_chars(Timestamp t) {
  using namespace std::chrono;
  const std::int64_t micros = std::max<std::int64_t>(0, duration_cast<microseconds>(t.time_since_epoch()).count());
  const auto fraction = static_cast<unsigned>(micros % 1'000'000);
  const std::int64_t whole = micros / 1'000'000;
  const auto of_day = static_cast<unsigned>(whole % kSecondsPerDay);
  const year_month_day date{sys_days(days(whole / kSecondsPerDay))};
  const auto year = static_cast<unsigned>(static_cast<int>(date.year()));
  Iso8601 text = {'0', '0', '0', '0', '-', '0', '0', '-', '0', '0', 'T', '0', '0', ':', '0', '0',
                  ':', '0', '0', '.', '0', '0', '0', '0', '0', '0', '+', '0', '0', '0', '0'};
  put_two(&text[0], year / 100);
  put_two(&text[2], year % 100);
  put_two(&text[5], static_cast<unsigned>(date.month()));
  put_two(&text[8], static_cast<unsigned>(date.day()));
  put_two(&text[11], of_day / 3600);
  put_two(&text[14], of_day / 60 % 60);
  put_two(&text[17], of_day % 60);
  put_two(&text[20], fraction / 10'000);
  put_two(&text[22], fraction / 100 % 100);
  put_two(&text[24], fraction % 100);
  return text;
}

std::string iso8601(Timestamp t) {
  const Iso8601 text = iso8601_chars(t);
  return {text.begin(), text.end()};
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

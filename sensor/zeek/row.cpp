#include "sensor/zeek/row.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>

#include <fmt/format.h>

#include "detectors/api/detector.hpp"

namespace sekisho::zeek {
namespace {

constexpr std::int64_t kNanoseconds = 1'000'000'000;
constexpr std::int64_t kMostSeconds = 8'000'000'000;     // the year 2223: what a Timestamp holds with room to spare
constexpr std::int64_t kMilliseconds = 100'000'000'000;  // as seconds the year 5138: JSON of Zeek may count milliseconds

// A decimal number of seconds, exact to the nanosecond. Exponents are written for tiny intervals ("5e-06").
std::optional<std::int64_t> nanoseconds(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.find_first_of("eE") != std::string_view::npos) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !(value < static_cast<double>(kMostSeconds))) return std::nullopt;
    const auto whole = static_cast<std::int64_t>(value * static_cast<double>(kNanoseconds));
    return negative ? -whole : whole;
  }
  std::int64_t whole = 0;
  const char* const last = text.data() + text.size();
  auto [at, error] = std::from_chars(text.data(), last, whole);
  if (error != std::errc{} || whole < 0) return std::nullopt;
  std::int64_t rest = 0;
  if (whole >= kMilliseconds) {
    rest = whole % 1000 * 1'000'000;
    whole /= 1000;
    if (at != last) return std::nullopt;
  }
  if (whole > kMostSeconds) return std::nullopt;
  if (at != last) {
    if (*at++ != '.' || at == last) return std::nullopt;
    for (std::int64_t unit = kNanoseconds / 10; at != last; ++at, unit /= 10) {
      if (*at < '0' || *at > '9') return std::nullopt;
      rest += (*at - '0') * unit;
    }
  }
  const std::int64_t total = whole * kNanoseconds + rest;
  return negative ? -total : total;
}

std::optional<unsigned> digits(std::string_view text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// "2026-11-24T14:13:46.123456Z", the form of JSON::TS_ISO8601.
std::optional<std::int64_t> iso_nanoseconds(std::string_view text) {
  constexpr std::size_t kWhole = 19;
  if (text.size() < kWhole + 1 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text.back() != 'Z')
    return std::nullopt;
  const auto part = [&](std::size_t at, std::size_t size) { return digits(text.substr(at, size)); };
  const auto year = part(0, 4), month = part(5, 2), day = part(8, 2), hour = part(11, 2), minute = part(14, 2), second = part(17, 2);
  if (!year || !month || !day || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)), std::chrono::month(*month), std::chrono::day(*day)};
  if (!date.ok() || *year < 1970 || *year > 2200) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  std::int64_t total = (((days * 24 + *hour) * 60 + *minute) * 60 + *second) * kNanoseconds;
  if (text.size() > kWhole + 1) {
    const auto fraction = nanoseconds("0" + std::string(text.substr(kWhole, text.size() - kWhole - 1)));
    if (!fraction || *fraction >= kNanoseconds) return std::nullopt;
    total += *fraction;
  }
  return total;
}

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

}  // namespace

std::string_view unescaped(std::string_view text, std::string& scratch) {
  if (text.find('\\') == std::string_view::npos) return text;
  scratch.clear();
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '\\' && i + 3 < text.size() && text[i + 1] == 'x' && hex(text[i + 2]) >= 0 && hex(text[i + 3]) >= 0;
    scratch.push_back(escape ? static_cast<char>(hex(text[i + 2]) * 16 + hex(text[i + 3])) : text[i]);
    if (escape) i += 3;
  }
  return scratch;
}

void Row::set(Column column, std::string_view text) {
  Cell& cell = cells_[static_cast<std::size_t>(column)];
  cell.texts.front().assign(text);
  cell.used = 1;
  set_.set(static_cast<std::size_t>(column));
}

void Row::set_list(Column column) {
  cells_[static_cast<std::size_t>(column)].used = 0;
  set_.set(static_cast<std::size_t>(column));
}

void Row::add(Column column, std::string_view element) {
  Cell& cell = cells_[static_cast<std::size_t>(column)];
  if (cell.used == kMostListed) return;
  if (cell.used == cell.texts.size()) cell.texts.emplace_back();
  cell.texts[cell.used++].assign(element);
}

std::string_view Row::text(Column column) const {
  const Cell& cell = cells_[static_cast<std::size_t>(column)];
  return has(column) && cell.used > 0 ? std::string_view(cell.texts.front()) : std::string_view();
}

std::vector<std::string_view> Row::list(Column column) const {
  if (!has(column)) return {};
  const Cell& cell = cells_[static_cast<std::size_t>(column)];
  return {cell.texts.begin(), cell.texts.begin() + static_cast<std::ptrdiff_t>(cell.used)};
}

void Values::blame(Column column, std::string_view text) {
  constexpr std::size_t kShown = 40;
  if (!wrong_.empty()) return;
  wrong_ = fmt::format("{} is \"{}\"; expected {}", info(column).name, detectors::quote(text, kShown), described(info(column).type));
}

Duration Values::seconds_of(Column column, std::string_view text) {
  const auto value = nanoseconds(text);
  if (!value) blame(column, text);
  return Duration(value.value_or(0));
}

Timestamp Values::time(Column column) {
  if (!has(column)) return {};
  const std::string_view text = row_.text(column);
  if (const auto iso = iso_nanoseconds(text)) return Timestamp(Duration(*iso));
  const Duration since = seconds_of(column, text);
  if (since < 0s) blame(column, text);
  return Timestamp(std::max(since, Duration{}));
}

Duration Values::interval(Column column) {
  constexpr Duration kLongest = 366 * 24h;  // an hourly milestone each: longer connections are damage
  if (!has(column)) return {};
  const Duration interval = seconds_of(column, row_.text(column));
  if (interval > kLongest) blame(column, row_.text(column));
  return std::clamp(interval, Duration{}, kLongest);
}

std::uint64_t Values::count(Column column, std::uint64_t most) {
  if (!has(column)) return 0;
  const std::string_view text = row_.text(column);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc{} && end == text.data() + text.size() && value <= most) return value;
  blame(column, text);
  return 0;
}

bool Values::flag(Column column) {
  if (!has(column)) return false;
  const std::string_view text = row_.text(column);
  if (text == "T" || text == "true") return true;
  if (text != "F" && text != "false") blame(column, text);
  return false;
}

IpAddress Values::address(Column column) {
  const std::string_view text = row_.text(column);
  const auto address = IpAddress::parse(text);
  if (!address) blame(column, text);
  return address ? *address : IpAddress{};
}

std::vector<Duration> Values::intervals(Column column) {
  std::vector<Duration> found;
  for (const std::string_view text : row_.list(column)) found.push_back(seconds_of(column, text));
  return found;
}

}  // namespace sekisho::zeek

#include "sensor/settings/values.hpp"

#include <algorithm>
#include <charconv>

#include "flow/base/ip_address.hpp"

namespace sekisho::settings {
namespace {

constexpr std::size_t kLongestName = 253;  // RFC 1035: 255 bytes on the wire
constexpr std::size_t kLongestLabel = 63;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

// Digits and nothing else.
std::optional<unsigned> number(std::string_view text) {
  unsigned value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

}  // namespace

std::optional<Timestamp> as_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = number(text.substr(0, 4));
  const auto month = number(text.substr(5, 2));
  const auto day = number(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)), std::chrono::month(*month), std::chrono::day(*day)};
  // Nanoseconds in 64 bits end in 2262.
  if (!date.ok() || *year < 1970 || *year > 2261) return std::nullopt;
  return Timestamp(std::chrono::sys_days(date).time_since_epoch());
}

std::optional<std::uint16_t> as_port(std::string_view text) {
  const auto port = number(text);
  if (!port || *port > 65'535) return std::nullopt;
  return static_cast<std::uint16_t>(*port);
}

std::optional<std::string> as_domain(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.empty() || text.size() > kLongestName || IpAddress::parse(text)) return std::nullopt;
  std::string name;
  std::size_t label = 0;
  for (const char c : text) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (lower == '.') {
      if (label == 0) return std::nullopt;
      label = 0;
    } else if ((is_lower(lower) || is_digit(lower) || lower == '-' || lower == '_') && label < kLongestLabel) {
      ++label;
    } else {
      return std::nullopt;
    }
    name += lower;
  }
  if (label == 0) return std::nullopt;
  return name;
}

bool is_fingerprint(std::string_view text) {
  if (text.size() == 32) return is_hex(text);  // JA3: an MD5
  // JA4: "t13d1516h2_8daaf6152771_02713d6af862"
  if (text.size() != 36 || text[10] != '_' || text[23] != '_') return false;
  const std::string_view head = text.substr(0, 10);
  return std::all_of(head.begin(), head.end(), [](char c) { return is_digit(c) || is_lower(c) || (c >= 'A' && c <= 'Z'); }) &&
         is_hex(text.substr(11, 12)) && is_hex(text.substr(24));
}

}  // namespace sekisho::settings

// A metric's help stands beside the line that makes the metric. This table is for those that nobody in the sensor makes: what the
// exporter adds itself.
#include "sensor/metrics/help_texts.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace sekisho::metrics {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kTexts{{
    {"process_cpu_seconds_total", "Total user and system CPU time spent, in seconds"},
    {"process_max_fds", "Maximum number of open file descriptors"},
    {"process_open_fds", "Number of open file descriptors"},
    {"process_resident_memory_bytes", "Resident memory size in bytes"},
    {"process_start_time_seconds", "Start time of the process, seconds since 1970"},
    {"process_virtual_memory_bytes", "Virtual memory size in bytes"},
    {"sekisho_build_info", "Always 1; its labels say which build this is"},
}};

std::string in_words(std::string_view name) {
  constexpr std::string_view kPrefix = "sekisho_", kSuffix = "_total";
  if (name.starts_with(kPrefix)) name.remove_prefix(kPrefix.size());
  if (name.ends_with(kSuffix)) name.remove_suffix(kSuffix.size());
  std::string words(name);
  std::replace(words.begin(), words.end(), '_', ' ');
  if (!words.empty() && words[0] >= 'a' && words[0] <= 'z') words[0] = static_cast<char>(words[0] - 'a' + 'A');
  return words;
}

}  // namespace

std::string help_text(std::string_view name, std::string_view given) {
  if (!given.empty()) return std::string(given);
  const auto row = std::find_if(kTexts.begin(), kTexts.end(), [name](const auto& r) { return r.first == name; });
  return row == kTexts.end() ? in_words(name) : std::string(row->second);
}

}  // namespace sekisho::metrics

#include "sensor/metrics/process.hpp"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>

#include <sys/resource.h>
#include <unistd.h>

namespace sekisho::metrics {
namespace {

std::string contents(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::optional<double> open_files(const std::string& proc) {
  std::error_code error;
  std::filesystem::directory_iterator it(proc + "/self/fd", error);
  if (error) return std::nullopt;
  double count = -1;  // the listing itself is one of them
  for (const std::filesystem::directory_iterator end; !error && it != end; it.increment(error)) ++count;
  return count;
}

// Seconds since 1970 at which the machine started.
std::optional<double> boot_time(const std::string& proc) {
  std::istringstream lines(contents(proc + "/stat"));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string key;
    double value = 0;
    if (words >> key >> value && key == "btime") return value;
  }
  return std::nullopt;
}

}  // namespace

ProcessTicks parse_stat(std::string_view stat) {
  // Field 2 is the program's name in parentheses, which may hold spaces and parentheses of its own.
  const auto name_end = stat.rfind(')');
  if (name_end == std::string_view::npos) return {};
  std::istringstream words{std::string(stat.substr(name_end + 1))};
  ProcessTicks ticks;
  std::string word;
  for (int field = 3; field <= 22 && words >> word; ++field) {
    double value = 0;
    const bool number = std::from_chars(word.data(), word.data() + word.size(), value).ec == std::errc{};
    if (field == 14 || field == 15) ticks.cpu += value;
    if (field == 22) {
      ticks.start = value;
      ticks.valid = number;
    }
  }
  return ticks;
}

std::vector<ProcessValue> process_values(const std::string& proc) {
  std::vector<ProcessValue> values;
  const double tick = static_cast<double>(sysconf(_SC_CLK_TCK));
  const double page = static_cast<double>(sysconf(_SC_PAGESIZE));
  const ProcessTicks ticks = parse_stat(contents(proc + "/self/stat"));
  if (ticks.valid && tick > 0) values.push_back({"process_cpu_seconds_total", ticks.cpu / tick});
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) values.push_back({"process_max_fds", static_cast<double>(limit.rlim_cur)});
  if (const auto count = open_files(proc)) values.push_back({"process_open_fds", *count});
  std::istringstream memory(contents(proc + "/self/statm"));
  double size = 0;
  double resident = 0;
  const bool known = static_cast<bool>(memory >> size >> resident);
  if (known) values.push_back({"process_resident_memory_bytes", resident * page});
  if (const auto boot = boot_time(proc); boot && ticks.valid && tick > 0)
    values.push_back({"process_start_time_seconds", *boot + ticks.start / tick});
  if (known) values.push_back({"process_virtual_memory_bytes", size * page});
  return values;
}

}  // namespace sekisho::metrics

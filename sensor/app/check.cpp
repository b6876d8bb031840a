#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>

#include <sys/statvfs.h>
#include <unistd.h>

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>

#include "sensor/app/assemble.hpp"
#include "sensor/app/commands.hpp"
#include "sensor/app/privileges.hpp"
#include "sensor/outputs/eve/eve_output.hpp"
#include "sensor/web/server.hpp"

namespace sekisho::app {
namespace {

constexpr double kLowDisk = 512e6;  // bytes: a day of alerts and a few hours of flow records of a small network

// Prints one line per test and remembers the worst.
class Report {
 public:
  void ok(std::string_view what, std::string_view detail) { line("ok  ", what, detail); }
  void warn(std::string_view what, std::string_view detail) { line("warn", what, detail); }
  void fail(std::string_view what, std::string_view detail, int code) {
    line("FAIL", what, detail);
    if (code_ == kOk) code_ = code;
  }
  int code() const { return code_; }

 private:
  static void line(std::string_view verdict, std::string_view what, std::string_view detail) {
    std::string text;
    for (const char c : detail) {
      text += c;
      if (c == '\n') text += "                     ";
    }
    std::cout << fmt::format("{}  {:<14} {}\n", verdict, what, text);
  }
  int code_ = kOk;
};

void check_capture(const settings::Settings& settings, Report& report) {
  if (settings.capture.interfaces.empty()) {
    report.warn("capture", "no interface configured (capture.interfaces, or -i); replay needs none");
    return;
  }
  Counters counters;
  capture::LiveOptions options = settings.capture;
  options.workers = std::max(1U, settings.workers);
  auto sources = capture::open_live(options, counters);
  if (!sources) {
    report.fail("capture", sources.error().message, kCannotCapture);
    return;
  }
  report.ok("capture",
            fmt::format("{} opened{}", fmt::join(settings.capture.interfaces, ", "), settings.capture.filter.empty() ? "" : ", filter compiles"));
  for (const std::string& warning : capture::live_warnings(settings.capture)) report.warn("capture", warning);
}

// What keeps an event file from being opened, and the command that mends it.
std::string with_remedy(const std::string& error, const settings::Settings& settings) {
  std::error_code ignored;
  const auto folder = std::filesystem::absolute(settings.eve.path, ignored).parent_path();
  const std::string owner = settings.run_as.empty() ? "" : " -o " + settings.run_as;
  if (!std::filesystem::exists(folder, ignored))
    return fmt::format("{}; make its folder: sudo install -d -m 750{} {}", error, owner, folder.string());
  return error;
}

void check_disk(const settings::Settings& settings, Report& report) {
  std::error_code ignored;
  const std::string folder = std::filesystem::absolute(settings.eve.path, ignored).parent_path().string();
  struct statvfs disk {};
  if (statvfs(folder.c_str(), &disk) != 0) return;
  const double free = static_cast<double>(disk.f_bavail) * static_cast<double>(disk.f_frsize);
  const std::string detail = fmt::format("{:.1f} GB free in {}", free / 1e9, folder);
  if (free < kLowDisk) {
    report.warn("disk", detail + "; set outputs.eve.rotate_size and rotate_keep, or make room");
  } else if (disk.f_files > 0 && disk.f_favail == 0) {
    report.warn("disk", detail + ", but no file can be made there: out of inodes");
  } else {
    report.ok("disk", detail);
  }
}

// Opens what the sensor will open, as the user that it will be by then.
void check_eve(const settings::Settings& settings, Report& report) {
  if (!settings.eve_enabled) {
    report.warn("output eve", "switched off: alerts show only in the metrics");
    return;
  }
  std::error_code error;
  const bool existed = settings.eve.path == "-" || std::filesystem::exists(settings.eve.path, error);
  const std::vector<std::string> names;
  Counters counters;
  auto made = outputs::eve::make_eve_output(settings.eve, names, counters);
  if (!made) {
    report.fail("output eve", with_remedy(made.error().message, settings), kCannotWrite);
    return;
  }
  made->reset();
  if (!existed) std::filesystem::remove(settings.eve.path, error);
  report.ok("output eve", settings.eve.path == "-" ? "standard output" : settings.eve.path + " can be written");
  if (settings.eve.path != "-") check_disk(settings, report);
}

void check_web(const settings::Settings& settings, Report& report) {
  if (!settings.web_enabled) {
    report.ok("web", "switched off");
    return;
  }
  const web::WebOptions options = web_options(settings);
  if (const auto fine = web::check(options); !fine) {
    report.fail("web", fine.error().message, kBadConfig);
    return;
  }
  boost::asio::io_context loop;
  const Counters counters;
  auto server = web::Server::start(loop, options, counters, [] { return web::Readiness{}; });
  if (server) {
    report.ok("web", settings.web_listen + " is free");
  } else if (server.error().message.find("in use") != std::string::npos) {
    report.warn("web", server.error().message + " (a running sensor?)");
  } else {
    report.fail("web", server.error().message, kRuntimeFailure);
  }
}

// Rights are given up for good: what is checked after this is checked as that user.
void become_user(const settings::Settings& settings, Report& report) {
  if (const auto fine = check_user(settings.run_as); !fine) {
    report.fail("user", fine.error().message, kBadConfig);
  } else if (const auto dropped = drop_privileges(settings.run_as); !dropped) {
    report.fail("user", dropped.error().message, kRuntimeFailure);
  } else if (!settings.run_as.empty()) {
    report.ok("user", fmt::format("becomes {}", settings.run_as));
  } else if (geteuid() == 0) {
    report.warn("user", "stays root; name an ordinary user in sensor.run_as, or let systemd start the sensor as one");
  }
}

// "key: 123 kB" of /proc/meminfo, or a number of bytes alone as control groups write it; nothing where there is no limit.
std::optional<double> bytes_in(const std::string& path, const std::string& key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(key)) continue;
    std::istringstream rest(line.substr(key.size()));
    double number = 0;
    if (!(rest >> number)) return std::nullopt;
    return key.empty() ? number : number * 1024;
  }
  return std::nullopt;
}

void check_memory(const settings::Settings& settings, Report& report) {
  double limit = bytes_in("/proc/meminfo", "MemAvailable:").value_or(0);
  if (const auto group = bytes_in("/sys/fs/cgroup/memory.max", "")) limit = limit > 0 ? std::min(limit, *group) : *group;
  if (limit <= 0) return;
  const double rings = static_cast<double>(settings.capture.buffer_bytes) * static_cast<double>(settings.capture.interfaces.size());
  const double wanted = static_cast<double>(settings.memory_budget) + rings;
  const std::string detail = fmt::format("{:.1f} GB for tables and rings, {:.1f} GB available", wanted / 1e9, limit / 1e9);
  if (wanted > limit) {
    report.warn("memory", detail + "; lower sensor.memory or capture.buffer");
  } else {
    report.ok("memory", detail);
  }
}

// Whatever is wrong with these files stopped assemble(): what is left to say is what the sensor will know.
void check_lists(const settings::Settings& settings, Report& report) {
  const auto& n = settings.network;
  report.ok("lists", fmt::format("public suffixes: {}; countries: {}; networks (ASN): {}",
                                 n.public_suffix_file.empty() ? "the system's" : n.public_suffix_file,
                                 n.country_file.empty() ? "none" : n.country_file, n.asn_file.empty() ? "none" : n.asn_file));
  if (n.home.empty()) report.warn("network", "network.home is empty: nobody is at home, and every flow counts as somebody else's");
}

void check_allow_list(const settings::Settings& settings, Report& report) {
  const Timestamp now(std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch()));
  std::size_t expired = 0;
  for (const alerts::AllowRule& rule : settings.alerts.allow) {
    if (!rule.expires || *rule.expires > now) continue;
    ++expired;
    report.warn("allow list", fmt::format("rule \"{}\" has expired and does nothing", rule.name));
  }
  if (expired == 0) report.ok("allow list", fmt::format("{} rules", settings.alerts.allow.size()));
}

}  // namespace

int check(const Options& options) {
  Report report;
  const auto settings = load_settings(options);
  if (!settings) {
    report.fail("configuration", settings.error().message, kBadConfig);
    return report.code();
  }
  Counters counters;
  const auto parts = assemble(*settings, counters, kReplaySeed);
  if (!parts) {
    report.fail("configuration", parts.error().message, kBadConfig);
    return report.code();
  }
  report.ok("configuration",
            fmt::format("{}, {} detectors on", settings->file.empty() ? "built-in defaults" : settings->file, parts->detectors.size()));
  if (settings->dpi_enabled) {
    auto classifier = dpi::make_ndpi_classifier(settings->dpi, counters);
    if (classifier) {
      report.ok("dpi", dpi::classifier_version());
    } else {
      report.fail("dpi", classifier.error().message, kRuntimeFailure);
    }
  } else {
    report.warn("dpi", "switched off: detectors that need contents fall silent");
  }
  check_lists(*settings, report);
  check_allow_list(*settings, report);
  check_memory(*settings, report);
  check_capture(*settings, report);
  check_web(*settings, report);
  become_user(*settings, report);
  check_eve(*settings, report);
  return report.code();
}

}  // namespace sekisho::app

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>

#include <pwd.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "sensor/app/assemble.hpp"
#include "sensor/app/commands.hpp"
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
  auto sources = capture::open_live(settings.capture, counters);
  if (!sources) {
    report.fail("capture", sources.error().message, kCannotCapture);
    return;
  }
  report.ok("capture", fmt::format("{} opened{}", fmt::join(settings.capture.interfaces, ", "),
                                   settings.capture.filter.empty() ? "" : ", filter compiles"));
  for (const std::string& warning : capture::live_warnings(settings.capture)) report.warn("capture", warning);
}

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
    report.fail("output eve", made.error().message, kCannotWrite);
    return;
  }
  made->reset();
  if (!existed) std::filesystem::remove(settings.eve.path, error);
  report.ok("output eve", settings.eve.path == "-" ? "standard output" : settings.eve.path + " can be written");
  if (settings.eve.path == "-") return;
  struct statvfs disk {};
  const std::string folder = std::filesystem::absolute(settings.eve.path, error).parent_path().string();
  if (statvfs(folder.c_str(), &disk) != 0) return;
  const double free = static_cast<double>(disk.f_bavail) * static_cast<double>(disk.f_frsize);
  const std::string detail = fmt::format("{:.1f} GB free in {}", free / 1e9, folder);
  if (free < kLowDisk) {
    report.warn("disk", detail + "; set outputs.eve.rotate_size and rotate_keep, or make room");
  } else {
    report.ok("disk", detail);
  }
}

void check_web(const settings::Settings& settings, Report& report) {
  if (!settings.web_enabled) {
    report.ok("web", "switched off");
    return;
  }
  boost::asio::io_context loop;
  const Counters counters;
  web::WebOptions web;
  web.listen = settings.web_listen;
  web.insecure = settings.web_insecure;
  auto server = web::Server::start(loop, web, counters, [] { return web::Readiness{}; });
  if (server) {
    report.ok("web", settings.web_listen + " is free");
  } else if (server.error().message.find("in use") != std::string::npos) {
    report.warn("web", server.error().message + " (a running sensor?)");
  } else {
    report.fail("web", server.error().message, kRuntimeFailure);
  }
}

void check_user(const settings::Settings& settings, Report& report) {
  if (settings.run_as.empty()) return;
  errno = 0;
  if (getpwnam(settings.run_as.c_str()) != nullptr) {  // NOLINT(concurrency-mt-unsafe): no other thread yet
    report.ok("run_as", settings.run_as);
  } else {
    report.fail("run_as", fmt::format("no user \"{0}\"; make one: sudo useradd --system --shell /usr/sbin/nologin {0}", settings.run_as), kBadConfig);
  }
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
  report.ok("configuration", fmt::format("{}, {} detectors on", settings->file.empty() ? "built-in defaults" : settings->file, parts->detectors.size()));
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
  check_allow_list(*settings, report);
  check_capture(*settings, report);
  check_eve(*settings, report);
  check_web(*settings, report);
  check_user(*settings, report);
  return report.code();
}

}  // namespace sekisho::app

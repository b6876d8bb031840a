#include "sensor/app/daemon.hpp"

#include <csignal>
#include <ctime>
#include <iostream>
#include <sstream>

#include <unistd.h>

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "flow/dpi/classifier.hpp"
#include "sensor/app/assemble.hpp"
#include "sensor/app/commands.hpp"
#include "sensor/app/privileges.hpp"
#include "sensor/app/reload.hpp"
#include "sensor/app/sinks.hpp"
#include "sensor/outputs/eve/eve_output.hpp"

namespace sekisho::app {
namespace {

constexpr Duration kMaxStep = 1h;            // a live clock that leaps further was set wrong; capped, so that not all flows end at once
constexpr unsigned kStuckSeconds = 5;        // a capture loop turns ten times a second even on a silent link
constexpr unsigned kDrainSeconds = 10;       // how long shutdown waits for outputs; systemd's default patience is 90 s
constexpr std::uint64_t kEnoughFlows = 200;  // flows after which "none of them is home" means something

void say_lines(const std::string& text, spdlog::level::level_enum level) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) spdlog::log(level, "{}", line);
}

void set_log_level(const Options& options, const settings::Settings& settings) {
  spdlog::set_level(options.verbose > 0 ? spdlog::level::debug : spdlog::level::from_str(settings.log_level));
}

void open_log(const Options& options, const settings::Settings& settings) {
  auto logger = spdlog::stderr_logger_mt("sekisho");
  logger->set_pattern(isatty(STDERR_FILENO) == 1 ? "%Y-%m-%d %H:%M:%S %l: %v" : "%l: %v");  // journald writes the time itself
  spdlog::set_default_logger(std::move(logger));
  set_log_level(options, settings);
}

std::string join(const std::vector<std::string>& words, std::string_view between) { return fmt::format("{}", fmt::join(words, between)); }

double wall_seconds() { return static_cast<double>(std::time(nullptr)); }

}  // namespace

int Daemon::start() {
  // The order is the point: rights are given up once sockets are open, and files are opened by the user that will reopen them.
  for (const auto step :
       {&Daemon::configure, &Daemon::open_capture, &Daemon::open_web, &Daemon::give_up_rights, &Daemon::open_outputs, &Daemon::make_pipeline}) {
    if (const int code = (this->*step)(); code != kOk) return code;
  }
  return kOk;
}

int Daemon::configure() {
  const auto refuse = [](const Error& error) {
    std::cerr << error.message << '\n';
    return kBadConfig;
  };
  auto settings = load_settings(options_);
  if (!settings) return refuse(settings.error());
  settings_ = std::move(*settings);
  if (const auto user = check_user(settings_.run_as); !user) return refuse(user.error());
  if (const auto web = web::check(web_options(settings_)); settings_.web_enabled && !web) return refuse(web.error());
  auto parts = assemble(settings_, counters_, random_seed());
  if (!parts) return refuse(parts.error());
  parts_ = std::move(*parts);
  parts_.live = true;
  parts_.ingest.max_step = kMaxStep;
  parts_.ingest.decode.fragment_bytes /= std::max(1U, settings_.workers);  // one decoder a worker, where a replay has one in all

  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) signals_.add(signal);  // from here on: SIGHUP must not end a sensor that is starting
  open_log(options_, settings_);
  if (const std::string& problem = parts_.knowledge->state_problem(); !problem.empty()) spdlog::warn("{}; learning begins anew", problem);
  harden_process();
  reloads_ok_ = &counters_.counter("sekisho_config_reloads_total", "Reloads of the configuration", {{"result", "success"}});
  reloads_failed_ = &counters_.counter("sekisho_config_reloads_total", "Reloads of the configuration", {{"result", "failure"}});
  reload_time_ = &counters_.gauge("sekisho_config_loaded_time_seconds", "When the configuration in force was read, seconds since 1970");
  reload_time_->set(wall_seconds());
  counters_
      .gauge("sekisho_build_info", "Always 1; its labels say which build this is", {{"version", SEKISHO_VERSION}, {"dpi", dpi::classifier_version()}})
      .set(1);
  return kOk;
}

int Daemon::give_up_rights() {
  if (auto dropped = drop_privileges(settings_.run_as); !dropped) {
    spdlog::error("{}", dropped.error().message);
    return kRuntimeFailure;
  }
  return kOk;
}

int Daemon::make_pipeline() {
  auto pipeline = pipeline::Pipeline::create(std::move(parts_), counters_);
  if (!pipeline) {
    spdlog::error("{}", pipeline.error().message);
    return kRuntimeFailure;
  }
  pipeline_ = std::move(*pipeline);
  return kOk;
}

int Daemon::open_capture() {
  if (settings_.capture.interfaces.empty()) {
    std::cerr << "sekisho run: name an interface with -i or capture.interfaces; there are: " << join(capture::interfaces(), ", ") << '\n';
    return kUsage;
  }
  settings_.capture.workers = std::max(1U, settings_.workers);
  auto sources = capture::open_live(settings_.capture, counters_);
  if (!sources) {
    say_lines(sources.error().message, spdlog::level::err);
    return kCannotCapture;
  }
  parts_.sources = std::move(*sources);
  names_ = parts_.sources.front()->names();
  for (const std::string& warning : capture::live_warnings(settings_.capture)) spdlog::warn("{}", warning);
  return kOk;
}

int Daemon::open_outputs() {
  auto outputs = live_outputs(options_, settings_, names_, counters_);
  if (!outputs) {
    say_lines(outputs.error().message, spdlog::level::err);
    return kCannotWrite;
  }
  if (outputs->empty()) spdlog::warn("no output is switched on: alerts show only in the metrics");
  parts_.outputs = std::move(*outputs);
  return kOk;
}

int Daemon::open_web() {
  if (!settings_.web_enabled) return kOk;
  auto server = web::Server::start(loop_, web_options(settings_), counters_, [this] { return readiness(); });
  if (!server) {
    say_lines(server.error().message, spdlog::level::err);
    return kRuntimeFailure;
  }
  web_ = std::move(*server);
  return kOk;
}

int Daemon::run() {
  rounds_.assign(pipeline_->loops().size(), 0);
  stuck_.assign(pipeline_->loops().size(), 0);
  pipeline_->start();
  spdlog::info("watching {} with {} worker{}{}", join(names_, ", "), pipeline_->loops().size(), pipeline_->loops().size() == 1 ? "" : "s",
               settings_.capture.filter.empty() ? "" : ", filter \"" + settings_.capture.filter + '"');
  if (web_) spdlog::info("metrics, /healthz and /readyz on port {} ({})", web_->port(), settings_.web_listen);
  wait_for_signal();
  wait_for_second();
  loop_.run();
  if (exit_ == kOk || pipeline_->ended()) pipeline_->join();
  const auto failed = pipeline_->outputs().unhealthy();
  if (!failed.empty()) {
    spdlog::error("output {} could not be written to the end", join(failed, ", "));
    if (exit_ == kOk) exit_ = kCannotWrite;
  }
  if (const std::string& problem = pipeline_->analysis().state_problem(); !problem.empty()) spdlog::error("what was learnt is lost: {}", problem);
  spdlog::info("stopped");
  return exit_;
}

void Daemon::wait_for_signal() {
  signals_.async_wait([this](const boost::system::error_code& error, int signal) {
    if (error) return;
    on_signal(signal);
    wait_for_signal();
  });
}

void Daemon::wait_for_second() {
  second_.expires_after(stopping_ ? std::chrono::milliseconds(50) : std::chrono::milliseconds(1000));
  second_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    on_second();
    if (!loop_.stopped()) wait_for_second();
  });
}

void Daemon::on_signal(int signal) {
  if (signal == SIGHUP) {
    reload();
  } else if (stopping_) {
    spdlog::warn("second signal: leaving at once, what was not written is lost");
    std::_Exit(128 + signal);
  } else {
    spdlog::info("{}: draining", signal == SIGINT ? "SIGINT" : "SIGTERM");
    begin_shutdown();
  }
}

void Daemon::begin_shutdown() {
  stopping_ = true;
  pipeline_->stop();
  wait_for_second();  // shorter beats from now on
}

void Daemon::on_second() {
  if (pipeline_->ended()) {
    if (!stopping_) {
      spdlog::error("capture ended by itself");
      exit_ = kRuntimeFailure;
    }
    if (web_) web_->stop();
    loop_.stop();
    return;
  }
  if (stopping_) {
    if (++drain_seconds_ > kDrainSeconds * 20) {
      spdlog::error("outputs did not take the rest within {} s; it is lost", kDrainSeconds);
      std::_Exit(kCannotWrite);  // threads that hang in a write cannot be joined
    }
    return;
  }
  for (std::size_t i = 0; i < rounds_.size(); ++i) {
    const std::uint64_t now = pipeline_->loops()[i]->rounds();
    stuck_[i] = now == rounds_[i] ? stuck_[i] + 1 : 0;
    if (stuck_[i] == kStuckSeconds) spdlog::error("capture worker {} has not turned for {} s", i, kStuckSeconds);
    rounds_[i] = now;
  }
  warn_if_blind();
}

void Daemon::warn_if_blind() {
  if (warned_blind_) return;
  const pipeline::Analysis& analysis = pipeline_->analysis();
  if (analysis.all_flows() < kEnoughFlows) return;
  if (analysis.home_flows() == 0) {
    spdlog::warn("no home traffic seen in {} flows: is network.home right, and does the mirror carry both directions?", analysis.all_flows());
  }
  warned_blind_ = true;
}

web::Readiness Daemon::readiness() const {
  std::string missing;
  const auto lacks = [&](const std::string& what) { missing += what + '\n'; };
  double decoded = 0;
  for (const Counters::Sample& s : counters_.samples()) {
    if (s.name == "sekisho_decoded_packets_total") decoded += s.value;
  }
  if (!pipeline_ || stopping_) lacks("not running");
  if (decoded == 0) lacks("no packet decoded yet");
  for (std::size_t i = 0; i < stuck_.size(); ++i) {
    if (stuck_[i] >= kStuckSeconds) lacks(fmt::format("capture worker {} is stuck", i));
  }
  if (pipeline_) {
    for (const std::string& name : pipeline_->outputs().unhealthy()) lacks(fmt::format("output {} cannot be written", name));
  }
  return {missing.empty(), missing};
}

void Daemon::reload() {
  auto done = try_reload();
  if (done) {
    reloads_ok_->add();
    reload_time_->set(wall_seconds());
    spdlog::info("configuration reloaded{}", settings_.file.empty() ? "" : " from " + settings_.file);
    return;
  }
  reloads_failed_->add();
  say_lines(done.error().message, spdlog::level::err);
  spdlog::error("reload refused; the old configuration stays in force");
  pipeline_->outputs().reopen();  // log rotation must not hang on a typing error
}

// Everything is tried on copies first; only what is known to work is handed to the analysis thread.
Result<void> Daemon::try_reload() {
  auto loaded = load_settings(options_);
  if (!loaded) return loaded.error();
  auto fresh = std::make_shared<settings::Settings>(std::move(*loaded));
  if (auto tried = make_detectors(*fresh, kReplaySeed); !tried) return tried.error();
  auto outputs = std::make_shared<Outputs>();
  if (fresh->eve_enabled) {
    auto eve = outputs::eve::make_eve_output(fresh->eve, names_, counters_);
    if (!eve) return eve.error();
    outputs->push_back(std::move(*eve));
  }
  pipeline_->analysis().post([fresh, outputs, &stage = pipeline_->outputs()](pipeline::Analysis& analysis) {
    for (pipeline::ActiveDetector& d : analysis.detectors()) {
      // The same section was accepted a moment ago by a copy.
      (void)d.detector->reconfigure(fresh->detector(std::string(d.info->name)));
    }
    analysis.knowledge().reconfigure(fresh->network);
    analysis.manager().reconfigure(fresh->alerts);
    for (auto& output : *outputs) stage.replace(std::move(output));
  });
  set_log_level(options_, *fresh);
  for (const std::string& key : waiting_for_restart(settings_, *fresh)) spdlog::warn("{} takes effect at the next start", key);
  return {};
}

int run(const Options& options) {
  Daemon daemon(options);
  if (const int code = daemon.start(); code != kOk) return code;
  return daemon.run();
}

}  // namespace sekisho::app

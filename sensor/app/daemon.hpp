// The live sensor: signals, web server, watchdog and reload on the main thread's Asio loop, around a pipeline of its own threads.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "sensor/app/options.hpp"
#include "sensor/pipeline/pipeline.hpp"
#include "sensor/settings/settings.hpp"
#include "sensor/web/server.hpp"

namespace sekisho::app {

class Daemon {
 public:
  explicit Daemon(Options options) : options_(std::move(options)) {}

  /// Opens everything that needs rights, gives the rights up, and starts. kOk, or the exit code after a message.
  int start();
  /// Runs until a signal, then drains. The exit code.
  int run();

 private:
  // The steps of start(): kOk, or the exit code after a message.
  int configure();
  int open_capture();
  int open_web();
  int give_up_rights();
  int open_outputs();
  int make_pipeline();

  void wait_for_signal();
  void wait_for_second();
  void on_signal(int signal);
  void on_second();
  void begin_shutdown();
  void reload();
  Result<void> try_reload();
  web::Readiness readiness() const;
  void warn_if_blind();

  Options options_;
  settings::Settings settings_;  ///< What the sensor was started with.
  Counters counters_;
  pipeline::PipelineParts parts_;
  std::vector<std::string> names_;  ///< Interface names, fixed at start: outputs read them on their threads.
  boost::asio::io_context loop_;
  boost::asio::signal_set signals_{loop_};
  boost::asio::steady_timer second_{loop_};
  std::unique_ptr<web::Server> web_;
  std::unique_ptr<pipeline::Pipeline> pipeline_;
  Counter* reloads_ok_ = nullptr;
  Counter* reloads_failed_ = nullptr;
  Gauge* reload_time_ = nullptr;
  std::vector<std::uint64_t> rounds_;  ///< Of each capture loop a second ago.
  std::vector<unsigned> stuck_;        ///< Seconds for which a loop has not turned.
  bool stopping_ = false;
  bool warned_blind_ = false;
  unsigned drain_seconds_ = 0;
  int exit_ = kOk;
};

}  // namespace sekisho::app

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <map>

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sensor/app/assemble.hpp"
#include "sensor/app/commands.hpp"
#include "sensor/app/privileges.hpp"
#include "sensor/app/sinks.hpp"
#include "sensor/zeek/source.hpp"

namespace sekisho::app {
namespace {

using alerts::Level;
using Clock = std::chrono::steady_clock;

// Packet time runs away in a replay: a day of it would write ten thousand stats events. The one at the end is the capture's.
// Nobody waits for the alerts of a replay that runs as fast as it can: batches may fill.
constexpr Duration kUnhurried = 60s;
constexpr Duration kStatsAtTheEnd = 100 * 365 * 24h;

constexpr std::chrono::milliseconds kBeat{5};  // short captures end within a blink, and a folder holds hundreds of them

// SIGINT and SIGTERM as a file descriptor, blocked for all threads started later: the replay drains and writes what it has.
class StopSignals {
 public:
  StopSignals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    fd_ = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  }
  ~StopSignals() {
    if (fd_ >= 0) close(fd_);
  }
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// Waits at most @p wait; the number of the signal that has come, or 0.
  int wait(std::chrono::milliseconds wait) const {
    pollfd p{fd_, POLLIN, 0};
    if (poll(&p, 1, static_cast<int>(wait.count())) <= 0) return 0;
    signalfd_siginfo info{};
    return read(fd_, &info, sizeof info) == static_cast<ssize_t>(sizeof info) ? static_cast<int>(info.ssi_signo) : 0;
  }

 private:
  int fd_ = -1;
};

struct Tally {
  std::array<std::uint64_t, 5> alerts{};
  std::uint64_t bytes = 0;
  std::uint64_t all_flows = 0;
  std::uint64_t home_flows = 0;
  std::size_t inputs = 0;
  std::size_t logs = 0;  // of the inputs
  std::vector<std::string> problems;
  std::vector<std::string> notes;
  bool unwritten = false;
  bool stopped = false;

  std::uint64_t total() const {
    std::uint64_t sum = 0;
    for (const std::uint64_t n : alerts) sum += n;
    return sum;
  }
  bool reached(Level level) const {
    return std::any_of(alerts.begin() + static_cast<int>(level), alerts.end(), [](std::uint64_t n) { return n > 0; });
  }
};

double counted(const Counters& counters, std::string_view name) {
  double sum = 0;
  for (const Counters::Sample& s : counters.samples()) {
    if (s.name == name) sum += s.value;
  }
  return sum;
}

// One line on a terminal, rewritten in place.
class Progress {
 public:
  explicit Progress(bool shown) : shown_(shown), begin_(Clock::now()) {}
  void show(const Counters& counters, std::uint64_t read, std::uint64_t total, std::uint64_t alerts) {
    if (!shown_ || Clock::now() - drawn_ < std::chrono::milliseconds(200)) return;
    drawn_ = Clock::now();
    const double spent = seconds(drawn_ - begin_);
    const double packets = counted(counters, "sekisho_decoded_packets_total");
    std::string line = fmt::format("{:.1f} MB", static_cast<double>(read) / 1e6);
    if (total > 0) {
      const double part = static_cast<double>(read) / static_cast<double>(total);
      line += fmt::format(" of {:.1f} ({:.0f} %)", static_cast<double>(total) / 1e6, 100 * part);
      if (part > 0.01) line += fmt::format(", {:.0f} s left", spent / part - spent);
    }
    std::cerr << fmt::format("\r\033[K{}, {:.0f} packets/s, {} alerts", line, spent > 0 ? packets / spent : 0, alerts) << std::flush;
    dirty_ = true;
  }
  void clear() {
    if (std::exchange(dirty_, false)) std::cerr << "\r\033[K" << std::flush;
  }

 private:
  static double seconds(Clock::duration d) { return std::chrono::duration<double>(d).count(); }
  bool shown_;
  bool dirty_ = false;
  Clock::time_point begin_;
  Clock::time_point drawn_;
};

class Replay {
 public:
  Replay(const Options& options, const settings::Settings& settings) : options_(options), settings_(settings), progress_(shows_progress(options)) {}

  /// Judges @p paths as one capture. Anything but kOk ends the replay.
  int captures(const std::vector<std::string>& paths) {
    Counters counters;
    auto source = capture::open_files({paths, options_.filter, options_.pace}, counters);
    if (!source) {
      tally_.problems.push_back(source.error().message);
      return kOk;
    }
    auto parts = assemble(settings_, counters, kReplaySeed);
    if (!parts) return failed(parts.error(), kBadConfig);
    const std::vector<std::string>& names = (*source)->names();
    parts->sources.push_back(std::move(*source));
    return judge(std::move(*parts), names, counters);
  }

  /// Judges the logs @p paths together.
  int logs(const std::vector<std::string>& paths) {
    Counters counters;
    auto source = zeek::Source::open({.paths = paths}, counters, kReplaySeed);
    if (!source) {
      tally_.problems.push_back(source.error().message);
      return kOk;
    }
    auto parts = assemble(settings_, counters, kReplaySeed);
    if (!parts) return failed(parts.error(), kBadConfig);
    const std::vector<std::string>& names = (*source)->names();
    parts->events = std::move(*source);
    tally_.logs += names.size();
    return judge(std::move(*parts), names, counters);
  }

  Tally& tally() { return tally_; }

 private:
  static bool shows_progress(const Options& options) { return !options.quiet && isatty(STDERR_FILENO) == 1; }

  int judge(pipeline::PipelineParts parts, const std::vector<std::string>& names, Counters& counters) {
    if (const std::string& problem = parts.knowledge->state_problem(); !problem.empty()) {
      std::cerr << "sekisho: " << problem << "; learning begins anew\n";
    }
    parts.stats_interval = kStatsAtTheEnd;
    if (options_.pace <= 0) parts.hold = kUnhurried;
    auto outputs = replay_outputs(options_, settings_, tally_.total() == 0 ? Table::Begins : Table::GoesOn, names, counters);
    if (!outputs) return failed(outputs.error(), kCannotWrite);
    parts.outputs = std::move(*outputs);
    auto pipeline = pipeline::Pipeline::create(std::move(parts), counters);
    if (!pipeline) return failed(pipeline.error(), kRuntimeFailure);
    (*pipeline)->start();
    watch(**pipeline, counters);
    (*pipeline)->join();
    progress_.clear();
    account(**pipeline, counters);
    return kOk;
  }

  int failed(const Error& error, int code) {
    std::cerr << error.message << '\n';
    return code;
  }

  void watch(pipeline::Pipeline& pipeline, const Counters& counters) {
    while (!pipeline.ended()) {
      if (const int signal = signals_.wait(kBeat); signal != 0) stop(pipeline, signal);
      std::uint64_t alerts = tally_.total();
      for (unsigned level = 0; level < 5; ++level) alerts += pipeline.analysis().alerts_raised(static_cast<Level>(level));
      progress_.show(counters, pipeline.bytes_read(), pipeline.bytes_total(), alerts);
    }
  }

  void stop(pipeline::Pipeline& pipeline, int signal) {
    if (tally_.stopped) {
      progress_.clear();
      std::cerr << "sekisho: second signal, leaving at once; what was not written is lost\n";
      std::_Exit(128 + signal);  // threads that hang in a read or a write cannot be joined
    }
    tally_.stopped = true;
    tally_.problems.emplace_back(fmt::format("stopped by {} before the end; what was read is judged", signal == SIGINT ? "SIGINT" : "SIGTERM"));
    pipeline.stop();
  }

  void account(pipeline::Pipeline& pipeline, const Counters& counters) {
    for (unsigned level = 0; level < 5; ++level) tally_.alerts[level] += pipeline.analysis().alerts_raised(static_cast<Level>(level));
    tally_.bytes += pipeline.bytes_read();
    tally_.all_flows += pipeline.analysis().all_flows();
    tally_.home_flows += pipeline.analysis().home_flows();
    tally_.inputs += pipeline.inputs().size();
    const auto& problems = pipeline.problems();
    tally_.problems.insert(tally_.problems.end(), problems.begin(), problems.end());
    const std::string note = pipeline.note();
    if (!note.empty() && std::find(tally_.notes.begin(), tally_.notes.end(), note) == tally_.notes.end()) tally_.notes.push_back(note);
    if (!pipeline.outputs().unhealthy().empty()) tally_.unwritten = true;
    if (const std::string& problem = pipeline.analysis().state_problem(); !problem.empty()) {
      std::cerr << "sekisho: what was learnt is lost: " << problem << '\n';
      tally_.unwritten = true;
    }
    packets_ += counted(counters, "sekisho_decoded_packets_total");
    late_ += counted(counters, "sekisho_late_packets_total");
    rows_ += counted(counters, "sekisho_zeek_rows_total");
  }

 public:
  double packets_ = 0;
  double late_ = 0;
  double rows_ = 0;

 private:
  const Options& options_;
  const settings::Settings& settings_;
  StopSignals signals_;
  Progress progress_;
  Tally tally_;
};

// Directories become their files, by name, so that each can be judged alone.
std::vector<std::string> expand(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!std::filesystem::is_directory(path, error)) {
      files.push_back(path);
      continue;
    }
    std::vector<std::string> inside;
    for (const auto& entry : std::filesystem::directory_iterator(path, error)) {
      if (entry.is_regular_file(error)) inside.push_back(entry.path().string());
    }
    std::sort(inside.begin(), inside.end());
    files.insert(files.end(), inside.begin(), inside.end());
  }
  return files;
}

// What the command line asks of logs that only captures can give; empty where nothing is wrong.
std::string unfit(const Options& options, const zeek::Sorted& inputs) {
  if (inputs.logs.empty()) return {};
  if (!options.filter.empty()) return fmt::format("--filter is for packets, and {} is a log", inputs.logs.front());
  if (options.pace > 0) return fmt::format("--pace is for packets, and {} is a log", inputs.logs.front());
  if (inputs.others.empty() || options.separate) return {};
  return fmt::format("{} is a log and {} is none: both cannot be parts of one; replay them apart, or with --separate", inputs.logs.front(),
                     inputs.others.front());
}

int replay_as_one(Replay& replay, const zeek::Sorted& inputs) {
  return inputs.logs.empty() ? replay.captures(inputs.others) : replay.logs(inputs.logs);
}

// Each capture by itself; of logs those that lie in one folder belong together.
int replay_each(Replay& replay, const zeek::Sorted& inputs) {
  for (const std::string& path : expand(inputs.others)) {
    if (const int code = replay.captures({path}); code != kOk) return code;
    if (replay.tally().stopped) return kOk;
  }
  std::map<std::filesystem::path, std::vector<std::string>> folders;
  for (const std::string& path : inputs.logs) folders[std::filesystem::path(path).parent_path()].push_back(path);
  for (const auto& [folder, logs] : folders) {
    if (const int code = replay.logs(logs); code != kOk) return code;
    if (replay.tally().stopped) return kOk;
  }
  return kOk;
}

void summarise(const Replay& replay, const Tally& tally, double spent) {
  std::string levels;
  for (int level = 4; level >= 0; --level) {
    const std::uint64_t n = tally.alerts[static_cast<std::size_t>(level)];
    if (n > 0) levels += fmt::format("{}{} {}", levels.empty() ? "" : ", ", n, alerts::level_name(static_cast<Level>(level)));
  }
  const auto named = [](std::size_t n, std::string_view what) { return fmt::format("{} {}{}, ", n, what, n == 1 ? "" : "s"); };
  std::string read;
  if (const std::size_t captures = tally.inputs - tally.logs; captures > 0)
    read += named(captures, "capture") + fmt::format("{:.0f} packets, ", replay.packets_);
  if (tally.logs > 0) read += named(tally.logs, "log") + fmt::format("{:.0f} rows, ", replay.rows_);
  for (const std::string& note : tally.notes) std::cerr << "note: " << note << '\n';
  std::cerr << fmt::format("{}{} flows in {:.1f} s: {}\n", read, tally.all_flows, spent, levels.empty() ? "no alerts" : "alerts: " + levels);
  if (tally.all_flows > 0 && tally.home_flows == 0) {
    std::cerr << "note: no flow had a home address, so whoever began a flow counts as the client; name your networks under network.home\n";
  }
  if (replay.late_ > 0.5 * replay.packets_) {
    std::cerr << "note: most packets were older than those before them; captures that are not parts of one belong to --separate\n";
  }
}

Level level_from(const std::string& name) {
  for (const Level level : {Level::Low, Level::Medium, Level::High}) {
    if (alerts::level_name(level) == name) return level;
  }
  return Level::Critical;
}

int exit_code(const Options& options, const Tally& tally) {
  if (tally.unwritten) return kCannotWrite;
  if (!options.fail_on.empty() && tally.reached(level_from(options.fail_on))) return kFailOnMet;
  return tally.problems.empty() ? kOk : kInputProblem;
}

}  // namespace

int replay(const Options& options) {
  forbid_core_dumps();
  const auto settings = load_settings(options);
  if (!settings) {
    std::cerr << settings.error().message << '\n';
    return kBadConfig;
  }
  if (const auto filter = capture::check_filter(options.filter); !filter) {
    std::cerr << "sekisho replay: " << filter.error().message << '\n';
    return kUsage;
  }
  if (auto cleared = clear_files(options); !cleared) {
    std::cerr << cleared.error().message << '\n';
    return kCannotWrite;
  }
  const auto begin = Clock::now();
  const zeek::Sorted inputs = zeek::logs_among(options.paths);
  if (const std::string wrong = unfit(options, inputs); !wrong.empty()) {
    std::cerr << "sekisho replay: " << wrong << '\n';
    return kUsage;
  }
  Replay replay(options, *settings);
  if (!inputs.strangers.empty()) {
    replay.tally().notes.push_back(fmt::format("beside logs lie files that are none, and were left out: {}", fmt::join(inputs.strangers, ", ")));
  }
  if (const int code = options.separate ? replay_each(replay, inputs) : replay_as_one(replay, inputs); code != kOk) return code;
  const Tally& tally = replay.tally();
  for (const std::string& problem : tally.problems) std::cerr << problem << '\n';
  if (tally.unwritten) std::cerr << "sekisho: an output could not be written to the end; is the disk full, or the reader gone?\n";
  if (!options.quiet) summarise(replay, tally, std::chrono::duration<double>(Clock::now() - begin).count());
  return exit_code(options, tally);
}

}  // namespace sekisho::app

// The command line. The short flags of Suricata and Zeek work without a sub-command: -i is run, -r is replay, -T is check.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "flow/base/result.hpp"
#include "sensor/alerts/alert.hpp"

namespace sekisho::app {

/// Exit codes of the program; scripts rely on them.
enum Exit : int {
  kOk = 0,
  kRuntimeFailure = 1,
  kUsage = 2,
  kBadConfig = 3,
  kCannotCapture = 4,
  kInputProblem = 5,
  kCannotWrite = 6,
  kFailOnMet = 10,
};

enum class Command : std::uint8_t { Run, Replay, Check, Detectors, SelfTest, Version };

struct Options {
  Command command = Command::Run;
  std::string config;                   ///< -c; empty: the built-in defaults.
  std::string log_dir;                  ///< -l; EVE goes to DIR/eve.json.
  unsigned verbose = 0;                 ///< -v: debug messages.
  bool quiet = false;                   ///< No progress, no closing line.
  std::string filter;                   ///< BPF.
  std::vector<std::string> interfaces;  ///< -i
  std::vector<std::string> paths;       ///< replay's inputs.
  std::string format;                   ///< "text", "json"; empty: text on a terminal, json to a pipe.
  std::string alerts = "-";             ///< replay: where alerts go.
  std::string flows;                    ///< replay: where all other events go; empty: nowhere.
  double pace = 0;
  unsigned workers = 0;   ///< 0: as the configuration says.
  bool separate = false;  ///< replay: every file is a capture of its own.
  bool no_dpi = false;
  std::string fail_on;     ///< A level; empty: never.
  bool json = false;       ///< detectors --json
  bool navigator = false;  ///< detectors --navigator
};

/// Parses the command line, or says how to leave: the exit code, after help or an error message has been printed.
std::variant<Options, int> parse_options(int argc, char** argv);

}  // namespace sekisho::app

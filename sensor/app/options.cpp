#include "sensor/app/options.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <string_view>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "detectors/api/config_view.hpp"

namespace sekisho::app {
namespace {

constexpr const char* kDescription =
    "sekisho finds Command-and-Control traffic (MITRE ATT&CK TA0011) on a mirror port or in captures,\n"
    "and says for every alert who talks to whom and why it is suspicious.\n";

constexpr const char* kExamples =
    "Examples\n"
    "  sekisho replay capture.pcap                 judge a capture, print a table\n"
    "  sekisho replay --format json *.pcap | jq .  the same as EVE JSON lines\n"
    "  sekisho replay /opt/zeek/logs/2026-11-24    judge a day of Zeek's logs (conn, dns, ssl, http; also .gz)\n"
    "  sudo sekisho run -i eth1 -l /var/log/sekisho not port 22\n"
    "  sekisho check -c /etc/sekisho/sekisho.yaml  test configuration, interfaces and rights\n"
    "  sekisho detectors                           what is built in, and its parameters\n"
    "\n"
    "Exit codes: 0 ok, 1 runtime failure, 2 usage, 3 bad configuration, 4 capture cannot start, 5 an input was unreadable\n"
    "or cut short, 6 an output cannot be written, 10 --fail-on was met.\n"
    "Short forms: -i IF = run -i IF, -r FILE = replay FILE, -T = check, -V = version.";

// Suricata and Zeek users type `-r FILE` or `-i IF` without a sub-command; give them the one they mean.
std::vector<std::string> with_command(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  const auto has = [&](std::string_view flag) {
    return std::any_of(words.begin(), words.end(), [&](const std::string& w) { return w == flag || (w.starts_with(flag) && !w.starts_with("--")); });
  };
  if (words.empty() || !words.front().starts_with("-") || words.front() == "-h" || words.front() == "--help") return words;
  const char* command = nullptr;
  if (words.front() == "-V" || words.front() == "--version") {
    return {"version"};
  }
  if (has("-T")) {
    command = "check";
  } else if (has("-r")) {
    command = "replay";
  } else if (has("-i")) {
    command = "run";
  }
  if (command != nullptr) words.insert(words.begin(), command);
  return words;
}

// Says so where the first word should be a sub-command and is none.
bool names_no_command(const std::vector<std::string>& words, const CLI::App& app) {
  if (words.empty() || words.front().starts_with("-")) return false;
  const std::string& word = words.front();
  std::vector<std::string> commands;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) commands.push_back(command->get_name());
  if (std::find(commands.begin(), commands.end(), word) != commands.end()) return false;
  std::error_code ignored;
  const bool is_input = std::filesystem::exists(word, ignored);
  const std::string near = is_input ? "replay " + word : nearest(word, commands);
  std::cerr << fmt::format("sekisho: there is no command \"{}\"{}; commands are {}\n", word,
                           near.empty() ? "" : fmt::format("; did you mean \"sekisho {}\"?", near), fmt::join(commands, ", "));
  return true;
}

void add_common(CLI::App& app, Options& o) {
  app.add_option("-c,--config", o.config, "Configuration file; without one the built-in defaults hold (config/sekisho.yaml shows them)")
      ->type_name("FILE");
  app.add_flag("-v,--verbose", o.verbose, "Say more on standard error");
}

void add_run(CLI::App& app, Options& o, std::vector<std::string>& words) {
  add_common(app, o);
  app.add_option("-i,--interface", o.interfaces, "Interface to capture from; repeat for several")->type_name("IF")->allow_extra_args(false);
  app.add_option("-l,--log-dir", o.log_dir, "Write events to DIR/eve.json, whatever the configuration says")->type_name("DIR");
  app.add_option("--workers", o.workers, "Capture threads per interface, sharing it by PACKET_FANOUT")->check(CLI::Range(1, 64));
  app.add_option("--format", o.format, "Alerts on standard output as well: text or json")->check(CLI::IsMember({"text", "json"}));
  app.add_flag("--no-dpi", o.no_dpi, "Label by port only; detectors that need contents fall silent");
  app.add_option("bpf", words, "Capture filter, as tcpdump's: host 10.0.0.1 and not port 22")->type_name("BPF…");
}

void add_replay(CLI::App& app, Options& o, std::vector<std::string>& more) {
  add_common(app, o);
  app.add_option("-r,--read", more, "The same as naming FILE")->type_name("FILE")->allow_extra_args(false);
  app.add_option("inputs", o.paths, "Captures (pcap, pcapng) or logs of Zeek's, directories of either, or - for a capture on standard input")
      ->type_name("FILE|DIR|-…");
  app.add_option("-l,--log-dir", o.log_dir, "Write all events to DIR/eve.json")->type_name("DIR");
  app.add_option("--format", o.format, "text or json; default: a table on a terminal, EVE JSON lines to a pipe")
      ->check(CLI::IsMember({"text", "json"}));
  app.add_option("--alerts", o.alerts, "Where alerts go; - is standard output")->type_name("FILE|-")->capture_default_str();
  app.add_option("--flows", o.flows, "Write flow, DNS, TLS, HTTP and DHCP events there as EVE JSON lines")->type_name("FILE|-");
  app.add_option("--pace", o.pace, "1 replays in real time, N times faster with N; 0 as fast as it can be read")->check(CLI::Range(0.0, 1e9));
  app.add_option("--workers", o.workers, "Flow threads; the alerts are the same for any number")->check(CLI::Range(1, 64));
  app.add_option("--filter", o.filter, "BPF, as tcpdump's")->type_name("BPF");
  app.add_flag("--separate", o.separate, "Every file is a capture of its own: judge each afresh (default: parts of one, in order)");
  app.add_option("--fail-on", o.fail_on, "Exit with 10 if an alert of this level or above was raised")
      ->check(CLI::IsMember({"low", "medium", "high", "critical"}));
  app.add_flag("--no-dpi", o.no_dpi, "Label by port only; detectors that need contents fall silent");
  app.add_flag("-q,--quiet", o.quiet, "No progress and no summary on standard error");
}

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& w : words) text += (text.empty() ? "" : " ") + w;
  return text;
}

}  // namespace

std::variant<Options, int> parse_options(int argc, char** argv) {
  Options o;
  std::vector<std::string> bpf;
  std::vector<std::string> more_paths;
  bool test_flag = false;
  CLI::App app(kDescription, "sekisho");
  app.footer(kExamples);
  app.require_subcommand(1);
  CLI::App* run = app.add_subcommand("run", "Watch interfaces until told to stop");
  CLI::App* replay = app.add_subcommand("replay", "Judge captures, or logs of Zeek's");
  CLI::App* check = app.add_subcommand("check", "Test configuration, interfaces, rights and outputs, really");
  CLI::App* detectors = app.add_subcommand("detectors", "List what is built in, its ATT&CK techniques and its parameters");
  CLI::App* self_test = app.add_subcommand("self-test", "Send built-in traffic through the whole path; it must alert");
  CLI::App* version = app.add_subcommand("version", "Print the version and what it was built with");
  add_run(*run, o, bpf);
  add_replay(*replay, o, more_paths);
  add_common(*check, o);
  check->add_flag("-T", test_flag, "Accepted for Suricata's sake");
  check->add_option("-i,--interface", o.interfaces, "Also test this interface")->type_name("IF")->allow_extra_args(false);
  add_common(*detectors, o);
  CLI::Option* json = detectors->add_flag("--json", o.json, "Machine-readable");
  detectors->add_flag("--navigator", o.navigator, "As an ATT&CK Navigator layer")->excludes(json);
  add_common(*self_test, o);

  std::vector<std::string> words = with_command(argc, argv);
  if (names_no_command(words, app)) return kUsage;
  std::reverse(words.begin(), words.end());  // CLI11 takes its vector form back to front
  try {
    app.parse(words);
  } catch (const CLI::ParseError& e) {
    const int code = app.exit(e, std::cout, std::cerr);
    return code == 0 ? kOk : kUsage;
  }
  o.paths.insert(o.paths.begin(), more_paths.begin(), more_paths.end());
  if (run->parsed()) {
    o.command = Command::Run;
    o.filter = join(bpf);
  } else if (replay->parsed()) {
    o.command = Command::Replay;
    if (o.paths.empty()) {
      std::cerr << "sekisho replay: name a capture, a directory, or - for standard input; see sekisho replay --help\n";
      return kUsage;
    }
    if (o.format == "text" && !o.flows.empty() && o.flows == o.alerts) {
      std::cerr << "sekisho replay: --format text is for alerts alone; send --flows elsewhere, or leave --format out\n";
      return kUsage;
    }
  } else if (check->parsed()) {
    o.command = Command::Check;
  } else if (detectors->parsed()) {
    o.command = Command::Detectors;
  } else if (self_test->parsed()) {
    o.command = Command::SelfTest;
  } else if (version->parsed()) {
    o.command = Command::Version;
  }
  return o;
}

}  // namespace sekisho::app

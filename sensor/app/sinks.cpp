#include "sensor/app/sinks.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "sensor/outputs/eve/eve_output.hpp"
#include "sensor/outputs/text/text_output.hpp"

namespace sekisho::app {
namespace {

bool is_text(const Options& options) {
  if (!options.format.empty()) return options.format == "text";
  return options.alerts == "-" && options.flows != "-" && isatty(STDOUT_FILENO) == 1;
}

outputs::text::TextOptions text_options(const std::string& path) {
  outputs::text::TextOptions text;
  text.path = path;
  const bool terminal = path == "-" && isatty(STDOUT_FILENO) == 1;
  text.colour = terminal && getenv("NO_COLOR") == nullptr;  // NOLINT(concurrency-mt-unsafe): before any thread starts
  winsize size{};
  if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 60) text.width = size.ws_col;
  return text;
}

// Everything but alerts; what the configuration leaves out stays out.
std::vector<std::string> flow_types(const settings::Settings& settings) {
  std::vector<std::string> types = settings.eve.types;
  std::erase(types, "alert");
  return types;
}

Result<void> add(Outputs& all, Result<std::unique_ptr<outputs::Output>> made) {
  if (!made) return made.error();
  all.push_back(std::move(*made));
  return {};
}

Result<void> add_eve(Outputs& all, const settings::Settings& settings, const std::string& path, std::vector<std::string> types,
                     const std::vector<std::string>& names, Counters& counters) {
  outputs::eve::EveOptions eve = settings.eve;
  eve.path = path;
  eve.types = std::move(types);
  eve.pcap_names = true;
  eve.rotate_size = 0;  // a replay ends; its file is one
  eve.rotate_age = 0s;
  return add(all, outputs::eve::make_eve_output(eve, names, counters));
}

}  // namespace

Result<Outputs> replay_outputs(const Options& options, const settings::Settings& settings, Table table, const std::vector<std::string>& names,
                               Counters& counters) {
  Outputs all;
  const bool text = is_text(options);
  const bool together = !text && options.alerts == options.flows;
  if (text) {
    outputs::text::TextOptions style = text_options(options.alerts);
    style.head = table == Table::Begins;
    if (auto ok = add(all, outputs::text::make_text_output(style, names, counters)); !ok) return ok.error();
  } else {
    auto types = together ? flow_types(settings) : std::vector<std::string>{};
    types.emplace_back("alert");
    if (auto ok = add_eve(all, settings, options.alerts, types, names, counters); !ok) return ok.error();
  }
  if (!options.flows.empty() && !together) {
    if (auto ok = add_eve(all, settings, options.flows, flow_types(settings), names, counters); !ok) return ok.error();
  }
  if (!options.log_dir.empty()) {
    if (auto ok = add_eve(all, settings, options.log_dir + "/eve.json", settings.eve.types, names, counters); !ok) return ok.error();
  }
  return all;
}

Result<Outputs> live_outputs(const Options& options, const settings::Settings& settings, const std::vector<std::string>& names, Counters& counters) {
  Outputs all;
  if (settings.eve_enabled) {
    if (auto ok = add(all, outputs::eve::make_eve_output(settings.eve, names, counters)); !ok) return ok.error();
  }
  if (options.format == "text") {
    if (auto ok = add(all, outputs::text::make_text_output(text_options("-"), names, counters)); !ok) return ok.error();
  } else if (options.format == "json") {
    outputs::eve::EveOptions eve = settings.eve;
    eve.path = "-";
    eve.types = {"alert"};
    if (auto ok = add(all, outputs::eve::make_eve_output(eve, names, counters)); !ok) return ok.error();
  }
  return all;
}

Result<void> clear_files(const Options& options) {
  std::vector<std::string> paths = {options.alerts, options.flows};
  if (!options.log_dir.empty()) paths.push_back(options.log_dir + "/eve.json");
  for (const std::string& path : paths) {
    if (path.empty() || path == "-") continue;
    const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
    if (fd < 0) return Error{fmt::format("{}: cannot be written: {}", path, std::strerror(errno))};
    close(fd);
  }
  return {};
}

}  // namespace sekisho::app

#include "sensor/app/assemble.hpp"

#include <algorithm>
#include <climits>

#include <sys/random.h>
#include <unistd.h>

namespace sekisho::app {

std::vector<std::string> detector_names() {
  std::vector<std::string> names;
  for (const detectors::DetectorInfo* info : detectors::all_detectors()) names.emplace_back(info->name);
  return names;
}

Result<settings::Settings> load_settings(const Options& options) {
  settings::Settings s = settings::defaults();
  if (!options.config.empty()) {
    auto loaded = settings::load(options.config, detector_names());
    if (!loaded) return loaded.error();
    s = std::move(*loaded);
  }
  if (!options.interfaces.empty()) s.capture.interfaces = options.interfaces;
  if (!options.filter.empty()) s.capture.filter = options.filter;
  if (options.workers > 0) s.workers = options.workers;
  if (options.no_dpi) s.dpi_enabled = false;
  if (!options.log_dir.empty()) {
    s.eve_enabled = true;
    s.eve.path = options.log_dir + "/eve.json";
  }
  if (s.sensor_name.empty()) {
    char host[HOST_NAME_MAX + 1] = {};
    if (gethostname(host, sizeof host - 1) == 0) s.sensor_name = host;
  }
  s.eve.sensor_name = s.sensor_name;
  return s;
}

Result<std::vector<pipeline::ActiveDetector>> make_detectors(const settings::Settings& settings, HashSeed seed) {
  std::vector<pipeline::ActiveDetector> active;
  std::string errors;
  for (const detectors::DetectorInfo* info : detectors::all_detectors()) {
    const auto& off = settings.disabled_detectors;
    if (std::find(off.begin(), off.end(), info->name) != off.end()) continue;
    auto made = info->create(settings.detector(std::string(info->name)), seed);
    if (made) {
      active.push_back({info, std::move(*made)});
    } else {
      errors += (errors.empty() ? "" : "\n") + made.error().message;
    }
  }
  if (!errors.empty()) return Error{errors};
  return active;
}

Result<pipeline::PipelineParts> assemble(const settings::Settings& settings, Counters& counters, HashSeed seed) {
  pipeline::PipelineParts parts;
  const unsigned workers = std::max(1U, settings.workers);
  parts.workers = workers;
  parts.ingest = {settings.decode, settings.duplicates, 0s};
  parts.flow = settings.flow;
  parts.flow.home = settings.network.home;
  parts.flow.memory /= workers;
  parts.inspection = settings.inspection;
  parts.inspection.max_flows /= workers;
  parts.inspection.stream_budget /= workers;
  parts.dpi = settings.dpi;
  parts.dpi.max_flows /= workers;
  parts.dpi_enabled = settings.dpi_enabled;
  parts.alerts = settings.alerts;
  parts.output_queue = settings.output_queue;
  parts.stats_interval = settings.stats_interval;
  parts.seed = seed;
  auto knowledge = detectors::knowledge::Knowledge::create(settings.network, counters, seed);
  if (!knowledge) return knowledge.error();
  parts.knowledge = std::move(*knowledge);
  auto detectors = make_detectors(settings, seed);
  if (!detectors) return detectors.error();
  parts.detectors = std::move(*detectors);
  return parts;
}

web::WebOptions web_options(const settings::Settings& settings) {
  web::WebOptions web;
  web.listen = settings.web_listen;
  web.insecure = settings.web_insecure;
  return web;
}

HashSeed random_seed() {
  HashSeed seed;
  // getrandom cannot fail for 8 bytes once the pool is up; before that it waits.
  while (getrandom(&seed.value, sizeof seed.value, 0) != static_cast<ssize_t>(sizeof seed.value)) {
  }
  return seed;
}

}  // namespace sekisho::app

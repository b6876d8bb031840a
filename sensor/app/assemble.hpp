// From settings and command line to the parts of a pipeline.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "flow/base/counters.hpp"
#include "sensor/app/options.hpp"
#include "sensor/pipeline/pipeline.hpp"
#include "sensor/settings/settings.hpp"
#include "sensor/web/server.hpp"

namespace sekisho::app {

/// The settings of the file that @p options name (or the defaults), with what the command line overrides.
Result<settings::Settings> load_settings(const Options& options);

/// Names of all built-in detectors.
std::vector<std::string> detector_names();

/// The detectors that are switched on, made from their sections.
Result<std::vector<pipeline::ActiveDetector>> make_detectors(const settings::Settings& settings, HashSeed seed);

/// Everything but sources and outputs. Budgets are divided among the workers.
Result<pipeline::PipelineParts> assemble(const settings::Settings& settings, Counters& counters, HashSeed seed);

/// The web server's options.
web::WebOptions web_options(const settings::Settings& settings);

/// A secret seed from the kernel, for live sensors; replays use a fixed one, so that they repeat.
HashSeed random_seed();
constexpr HashSeed kReplaySeed{0x73656B6973686F01ULL};

}  // namespace sekisho::app

// The outputs that a command line and a configuration ask for.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sensor/app/options.hpp"
#include "sensor/outputs/output.hpp"
#include "sensor/settings/settings.hpp"

namespace sekisho::app {

using Outputs = std::vector<std::unique_ptr<outputs::Output>>;

/// Whether a table of alerts begins, or goes on below that of the files before.
enum class Table : std::uint8_t { Begins, GoesOn };

/// The outputs of a replay: alerts (text or JSON), flows, and DIR/eve.json of -l. @p names of the inputs; outlives the outputs.
Result<Outputs> replay_outputs(const Options& options, const settings::Settings& settings, Table table, const std::vector<std::string>& names,
                               Counters& counters);

/// The outputs of a live sensor. @p names of the interfaces; outlives the outputs.
Result<Outputs> live_outputs(const Options& options, const settings::Settings& settings, const std::vector<std::string>& names, Counters& counters);

/// Empties the files that a replay is about to write, so that running it twice gives the same files.
Result<void> clear_files(const Options& options);

}  // namespace sekisho::app

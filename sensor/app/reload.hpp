// What a reload cannot take while the sensor runs.
#pragma once

#include <string>
#include <vector>

#include "sensor/settings/settings.hpp"

namespace sekisho::app {

/// Keys of the file that differ from what the sensor was started with and take effect at its next start only: "flow.memory". Sorted.
std::vector<std::string> waiting_for_restart(const settings::Settings& started, const settings::Settings& fresh);

}  // namespace sekisho::app

// What is known to be periodic for good reasons. Nothing here silences: it takes points off, for the same protocols and names carry C2 too.
#pragma once

#include <cstdint>
#include <string_view>

#include "flow/model/app_label.hpp"
#include "flow/model/flow_record.hpp"

namespace sekisho::detectors::beacon {

struct Habit {
  std::string_view name;  ///< "time", "monitoring", …; empty where none is known.
  int points = 0;         ///< Negative.
};

/// The habit of a protocol, by label (only where packet contents decided), else by the server's port at half the points.
Habit protocol_habit(const model::AppLabel& label, model::Transport transport, std::uint16_t server_port);

/// The habit of a name: connectivity checks, certificate status, update services, telemetry.
Habit name_habit(std::string_view name);

}  // namespace sekisho::detectors::beacon

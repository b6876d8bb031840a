// Alerts as a table that a person enjoys reading: level, technique, who → whom, one sentence why.
#pragma once

#include <memory>
#include <string>

#include "sensor/outputs/output.hpp"

namespace sekisho::outputs::text {

struct TextOptions {
  std::string path = "-";
  bool colour = false;   ///< ANSI colours; the caller knows whether it is a terminal.
  unsigned width = 120;  ///< Columns to wrap at.
  bool head = true;      ///< The columns' names above the first alert; off where an earlier output of the same replay wrote them.
};

Result<std::unique_ptr<Output>> make_text_output(const TextOptions& options, const std::vector<std::string>& names, Counters& counters);

}  // namespace sekisho::outputs::text

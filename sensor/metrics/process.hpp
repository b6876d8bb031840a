// What the kernel says about this process, under the names every Prometheus client uses.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sekisho::metrics {

struct ProcessValue {
  std::string name;  ///< "process_open_fds"; a counter where it ends in "_total".
  double value = 0;
};

/// Reads @p proc ("/proc"). What cannot be read (a sandbox hides it) is left out.
std::vector<ProcessValue> process_values(const std::string& proc);

/// CPU time and start, in clock ticks, of the text of /proc/self/stat; false where it does not parse.
struct ProcessTicks {
  double cpu = 0;    ///< User and system.
  double start = 0;  ///< Since boot.
  bool valid = false;
};
ProcessTicks parse_stat(std::string_view stat);

}  // namespace sekisho::metrics

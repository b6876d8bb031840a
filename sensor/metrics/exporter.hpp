// The counters in Prometheus' text format, by prometheus-cpp's types and serializer.
#pragma once

#include <string>

#include "flow/base/counters.hpp"

namespace sekisho::metrics {

/// All of @p counters plus sekisho_build_info and process_* basics. Any thread.
std::string exposition(const Counters& counters);

}  // namespace sekisho::metrics

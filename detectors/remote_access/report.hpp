// A verdict in words and numbers.
#pragma once

#include <string>
#include <vector>

#include "detectors/api/finding.hpp"
#include "detectors/remote_access/judge.hpp"

namespace sekisho::detectors::remote_access {

/// References live for the call only.
struct Case {
  const Verdict& verdict;
  const Tool& tool;
  const Surroundings& around;
  const model::FlowRef& flow;
  const Object& object;
  model::AppLabel label;
  Timestamp time;
  Timestamp first;
  std::uint64_t flows = 1;
  std::uint64_t to_server = 0;
  std::uint64_t to_client = 0;
  Duration duration{};
};
Finding make_finding(const Case& c);

}  // namespace sekisho::detectors::remote_access

// A verdict in words and numbers.
#pragma once

#include "detectors/api/finding.hpp"
#include "detectors/policy/judge.hpp"

namespace sekisho::detectors::policy {

/// References live for the call only.
struct Case {
  const Verdict& verdict;
  Rule rule;
  Direction direction;
  const model::FlowRecord& record;
  const Object& object;
  Timestamp time;
  Timestamp first;
  std::uint64_t flows = 1;
};
Finding make_finding(const Case& c);

}  // namespace sekisho::detectors::policy

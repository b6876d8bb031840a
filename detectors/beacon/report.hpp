// A verdict in words and numbers.
#pragma once

#include "detectors/api/finding.hpp"
#include "detectors/beacon/beacon.hpp"
#include "flow/model/flow_event.hpp"

namespace sekisho::detectors::beacon {

/// All that a finding tells of. References live for the call only.
struct Case {
  const Verdict& verdict;
  const Series& series;
  const Surroundings& around;
  const PairFacts& facts;
  const Object& object;
  const model::FlowEvent& event;
};

Finding make_finding(const Case& c);

}  // namespace sekisho::detectors::beacon

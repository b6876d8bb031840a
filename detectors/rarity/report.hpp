// A verdict in words and numbers.
#pragma once

#include "detectors/api/finding.hpp"
#include "detectors/rarity/judge.hpp"

namespace sekisho::detectors::rarity {

/// References live for the call only.
struct Case {
  const Verdict& verdict;
  const Around& around;
  const model::FlowRecord& record;
  const Object& object;
  const Place& place;
};

Finding make_finding(const Case& c);

}  // namespace sekisho::detectors::rarity

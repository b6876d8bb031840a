// A hit in words and numbers.
#pragma once

#include "detectors/api/finding.hpp"
#include "detectors/watchlist/judge.hpp"

namespace sekisho::detectors::watchlist {

/// References live for the call only.
struct Case {
  const Verdict& verdict;
  const Circumstances& met;
  const Hit& hit;
  const model::FlowRef& flow;
  const model::FlowRecord* record = nullptr;  ///< Where the event had one.
  const Object& object;
  std::uint64_t times = 1;
  Timestamp first, time;
};

Finding make_finding(const Case& c);

}  // namespace sekisho::detectors::watchlist

// A verdict in words and numbers.
#pragma once

#include "detectors/api/finding.hpp"
#include "detectors/dga/judge.hpp"

namespace sekisho::detectors::dga {

/// References live for the call only.
struct Case {
  const Verdict& verdict;
  const Activity& activity;
  const Counts& counts;
  const model::FlowRef& flow;  ///< A look-up, or the connection after it.
  const Object& object;        ///< The name that worked, or the first of the burst.
  Timestamp time;
  Duration window{};
};

Finding make_finding(const Case& c);

}  // namespace sekisho::detectors::dga

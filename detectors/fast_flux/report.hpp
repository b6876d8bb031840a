// A verdict in words and numbers.
#pragma once

#include "detectors/api/finding.hpp"
#include "detectors/fast_flux/judge.hpp"

namespace sekisho::detectors::fast_flux {

/// References live for the call only.
struct Case {
  const Verdict& verdict;
  const Activity& activity;
  const model::FlowRef& flow;  ///< A look-up, or a connection to one of the addresses.
  const Object& object;
  Timestamp time;
};

Finding make_finding(const Case& c);

}  // namespace sekisho::detectors::fast_flux

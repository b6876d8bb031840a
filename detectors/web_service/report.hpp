// A verdict in words and numbers.
#pragma once

#include "detectors/api/finding.hpp"
#include "detectors/web_service/judge.hpp"

namespace sekisho::detectors::web_service {

/// References live for the call only.
struct Case {
  const Verdict& verdict;
  const Service& service;
  const Activity& activity;
  const model::FlowRef& flow;
  const Object& object;
  Timestamp time;
};
Finding make_finding(const Case& c);

}  // namespace sekisho::detectors::web_service

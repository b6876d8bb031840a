// A verdict in words and numbers.
#pragma once

#include <string_view>

#include "detectors/api/finding.hpp"
#include "detectors/dynamic_dns/judge.hpp"

namespace sekisho::detectors::dynamic_dns {

/// References live for the call only.
struct Case {
  const Verdict& verdict;
  const Use& use;
  const model::FlowRef& flow;  ///< A look-up, or a connection under the name.
  const model::AppLabel& label;
  const Object& object;
  std::string_view zone;
  Timestamp time;
};

Finding make_finding(const Case& c);

}  // namespace sekisho::detectors::dynamic_dns

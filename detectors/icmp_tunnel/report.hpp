// A verdict in words and numbers.
#pragma once

#include "detectors/api/finding.hpp"
#include "detectors/icmp_tunnel/judge.hpp"

namespace sekisho::detectors::icmp_tunnel {

/// References live for the call only.
struct Case {
  const Verdict& verdict;
  const Activity& activity;
  const model::FlowRef& flow;  ///< Its client is the suspected victim.
  const Object& object;
  Direction direction = Direction::Outbound;
  Activity::Side client = Activity::Side::Low;
  Timestamp time;
};

Finding make_finding(const Case& c);

}  // namespace sekisho::detectors::icmp_tunnel

// A verdict in words and numbers.
#pragma once

#include "detectors/api/finding.hpp"
#include "detectors/port_knock/judge.hpp"

namespace sekisho::detectors::port_knock {

/// References live for the call only.
struct Case {
  const Verdict& verdict;
  const model::FlowRef& flow;  ///< The connection that opened; for datagrams alone, the datagram's.
  const model::AppLabel& label;
  const Object& object;
  Direction direction = Direction::Outbound;
  Timestamp time;
};

Finding make_finding(const Case& c);

}  // namespace sekisho::detectors::port_knock

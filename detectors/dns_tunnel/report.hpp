// A verdict in words and numbers.
#pragma once

#include "detectors/api/finding.hpp"
#include "detectors/dns_tunnel/judge.hpp"
#include "flow/model/flow_event.hpp"

namespace sekisho::detectors::dns_tunnel {

/// References live for the call only.
struct DomainCase {
  const Verdict& verdict;
  const DomainActivity& activity;
  const Surroundings& around;
  const Object& object;
  const model::FlowEvent& event;
};
Finding domain_finding(const DomainCase& c);

struct SpreadCase {
  const Verdict& verdict;
  const Spread& spread;
  const Object& object;  ///< The domain asked last.
  const model::FlowEvent& event;
};
Finding spread_finding(const SpreadCase& c);

struct PortCase {
  const Verdict& verdict;
  const PortUse& use;
  const model::FlowRecord& record;
  const Object& object;
  Timestamp time;
};
Finding port_finding(const PortCase& c);

}  // namespace sekisho::detectors::dns_tunnel

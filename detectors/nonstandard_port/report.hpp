// A verdict in words and numbers.
#pragma once

#include "detectors/api/finding.hpp"
#include "detectors/nonstandard_port/judge.hpp"

namespace sekisho::detectors::nonstandard_port {

/// Flows of one client to one server's port in one protocol.
struct Totals {
  Timestamp first, last;
  std::uint64_t flows = 0;
  std::uint64_t to_server = 0;  ///< Payload bytes.
  std::uint64_t to_client = 0;
};

/// References live for the call only.
struct Case {
  const Verdict& verdict;
  const Subject& subject;
  const Surroundings& around;
  const model::FlowRecord& record;
  const Object& object;
  const Totals& totals;
  Timestamp time;
};

Finding make_finding(const Case& c);

}  // namespace sekisho::detectors::nonstandard_port

// A verdict in words and numbers.
#pragma once

#include "detectors/api/finding.hpp"
#include "detectors/no_dns/judge.hpp"

namespace sekisho::detectors::no_dns {

/// References live for the call only.
struct Case {
  const Verdict& verdict;
  const Contact& contact;
  const model::FlowRef& flow;
  const model::AppLabel& label;
  const Object& object;
  std::uint64_t flows = 1;    ///< Contacts of this client and server so far.
  std::uint32_t servers = 0;  ///< Servers without a name that the client talked to within ten minutes.
  std::uint64_t to_server = 0, to_client = 0;
  Timestamp first, time;
};

Finding make_finding(const Case& c);

}  // namespace sekisho::detectors::no_dns

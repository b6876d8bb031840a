// A verdict in words and numbers.
#pragma once

#include <string>
#include <string_view>

#include "detectors/api/finding.hpp"
#include "detectors/proxy/judge.hpp"

namespace sekisho::detectors::proxy {

/// All flows of one client to one server that are the same kind of carrier.
struct Totals {
  Timestamp first;
  Timestamp last;
  std::uint64_t flows = 0;
  std::uint64_t to_server = 0;
  std::uint64_t to_client = 0;
};

/// References live for the call only.
struct Case {
  const Verdict& verdict;
  Kind kind;
  std::string_view name;  ///< Of the protocol; the target of a proxied request. Hostile text.
  const Surroundings& around;
  const model::FlowRef& flow;
  const Object& object;
  const Totals& totals;
  Timestamp time;
  Evidence evidence;        ///< Of its kind.
  bool odd_target = false;  ///< CONNECT to another port than the web's.
};
Finding make_finding(const Case& c);

}  // namespace sekisho::detectors::proxy

// A verdict in words and numbers.
#pragma once

#include <string>

#include "detectors/api/finding.hpp"
#include "detectors/tool_transfer/judge.hpp"

namespace sekisho::detectors::tool_transfer {

/// References live for the call only.
struct Case {
  const Verdict& verdict;
  const Transfer& transfer;
  const model::FlowRef& flow;
  const Object& object;
  model::AppLabel label;
  Timestamp time;
  std::uint64_t bytes = 0;  ///< Of the body, or of the flow.
  bool to_server = false;   ///< The client sent it.
  Bytes first;
};

/// @p t null for a raw transfer.
Finding make_finding(const Case& c, const model::HttpTransaction* t);

}  // namespace sekisho::detectors::tool_transfer

// A verdict in words and numbers.
#pragma once

#include "detectors/api/finding.hpp"
#include "detectors/upload/judge.hpp"

namespace sekisho::detectors::upload {

/// What all cases share. References live for the call only.
struct Case {
  const Verdict& verdict;
  const model::FlowRef& flow;
  const Object& object;
  Direction direction = Direction::Outbound;
  model::AppLabel label;
  Timestamp time, first;
  std::uint64_t flows = 1;
};

Finding make_finding(const Case& c, Rule rule, const Exchange& x);
/// @p uri of the latest post.
Finding make_finding(const Case& c, const Requests& r, std::string_view uri, std::string_view user_agent);
Finding make_finding(const Case& c, const Names& n, std::string_view sample);

}  // namespace sekisho::detectors::upload

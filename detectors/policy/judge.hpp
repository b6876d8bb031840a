// Which rule a conversation breaks, and how much that says. Pure: this is where the arithmetic is tested.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "detectors/api/context.hpp"
#include "detectors/api/finding.hpp"
#include "detectors/policy/params.hpp"

namespace sekisho::detectors::policy {

/// The numbers are reason codes: they never change.
enum class Rule : std::uint8_t {
  None = 0,
  IsolatedCalls = 1,    ///< An isolated host calls somebody outside its network.
  IsolatedAnswers = 2,  ///< Somebody outside calls an isolated host.
  Elsewhere = 3,        ///< A restricted host calls somebody that it may not.
};

/// @p name what the server is called, without port; empty or an address where nobody named it.
Rule rule_of(const model::Endpoints& ends, std::string_view name, const Params& params);

struct Verdict {
  int score = 0;
  std::vector<Indicator> indicators;
};
/// @p answered the other side sent something back.
Verdict judge(Rule rule, Direction direction, std::uint64_t answered, const Params& params);

}  // namespace sekisho::detectors::policy

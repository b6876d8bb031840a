// A verdict in words and numbers.
#pragma once

#include "detectors/api/finding.hpp"
#include "detectors/multi_stage/judge.hpp"

namespace sekisho::detectors::multi_stage {

Finding make_finding(const Verdict& verdict, const Next& next, Timestamp now);

}  // namespace sekisho::detectors::multi_stage

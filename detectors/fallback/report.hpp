// A verdict in words and numbers.
#pragma once

#include "detectors/api/finding.hpp"
#include "detectors/fallback/judge.hpp"

namespace sekisho::detectors::fallback {

Finding make_finding(const Verdict& verdict, const Attempts& attempts, Timestamp now);

}  // namespace sekisho::detectors::fallback

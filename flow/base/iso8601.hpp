// The spelling of a time for writers that need many a second: no allocation, no time zone database. Keeps nothing.
#pragma once

#include <array>

#include "flow/base/time.hpp"

namespace sekisho {

/// "2026-11-24T14:13:46.123456+0000", without an end mark.
using Iso8601 = std::array<char, 31>;

/// What iso8601() gives.
Iso8601 iso8601_chars(Timestamp t);

}  // namespace sekisho

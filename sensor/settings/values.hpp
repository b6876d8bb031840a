// Words of a configuration that are neither numbers nor free text. Nothing where a word is not what it should be.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "flow/base/time.hpp"

namespace sekisho::settings {

/// "2027-01-31", 00:00 UTC.
std::optional<Timestamp> as_day(std::string_view text);

/// A decimal port.
std::optional<std::uint16_t> as_port(std::string_view text);

/// A domain in lower case without the dot at its end. Patterns ("*.example.com"), URLs and addresses are none.
std::optional<std::string> as_domain(std::string_view text);

/// A JA3 (MD5, lower-case hex) or a JA4.
bool is_fingerprint(std::string_view text);

}  // namespace sekisho::settings

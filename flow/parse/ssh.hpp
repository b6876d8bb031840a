// The identification line of SSH (RFC 4253, 4.2).
#pragma once

#include <string>

#include "flow/base/bytes.hpp"
#include "flow/parse/parsed.hpp"

namespace sekisho::parse {

/// @p stream the first bytes of a direction. Lines before the identification (servers may send some) are passed over, 1 KiB at most.
/// @p banner the line without its end, 255 bytes at most.
Progress parse_ssh_banner(Bytes stream, std::string& banner);

}  // namespace sekisho::parse

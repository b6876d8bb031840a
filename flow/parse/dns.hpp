// DNS messages (RFC 1035, 2782, 9460), all sections; also mDNS and LLMNR, whose messages have the same form.
#pragma once

#include <optional>

#include "flow/base/bytes.hpp"
#include "flow/model/observations.hpp"

namespace sekisho::parse {

/// @p message one whole message: a UDP payload, or what follows TCP's two length bytes.
/// Nothing where it is no DNS: a header that no implementation sends (opcode above 6, over 16 questions), a first question or a first record
/// that does not fit. Records after a broken one are left out and trailing_bytes is set. Compression pointers go backwards only and at most
/// 16 deep; names longer than 255 end the section.
std::optional<model::DnsMessage> parse_dns(Bytes message);

}  // namespace sekisho::parse

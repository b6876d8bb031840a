// DHCP (RFC 2131, 2132): who holds which address.
#pragma once

#include <optional>

#include "flow/base/bytes.hpp"
#include "flow/model/observations.hpp"

namespace sekisho::parse {

/// @p message a UDP payload on ports 67 and 68. Nothing where the magic cookie or the message type is missing, or the hardware is not Ethernet.
/// The address is the one given (yiaddr), else the one asked for (option 50), else the client's own (ciaddr). Option 81 (FQDN) where there is no
/// option 12. Hostnames 255 bytes at most, resolvers 8.
std::optional<model::DhcpLease> parse_dhcp(Bytes message);

}  // namespace sekisho::parse

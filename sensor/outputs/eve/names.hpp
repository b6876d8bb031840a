// Numbers and names of protocols as EVE spells them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sekisho::outputs::eve {

/// "A", "AAAA", …; "TYPE1234" (RFC 3597) for a type without a name here.
std::string dns_type_name(std::uint16_t type);
/// "NOERROR", "NXDOMAIN", …; the number for a code without a name here.
std::string dns_rcode_name(std::uint8_t rcode);
/// "TLSv1", "TLS 1.2", …; "0x7f17" for a version without a name here.
std::string tls_version_name(std::uint16_t version);
/// The name that EVE's readers know for nDPI's @p protocol: lower case, "SMBv23" → "smb".
std::string app_proto(std::string_view protocol);
/// "0a1b2c" → "0a:1b:2c", the way EVE writes fingerprints.
std::string colons(std::string_view hex);

}  // namespace sekisho::outputs::eve

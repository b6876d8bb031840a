// NetBIOS name service (RFC 1002): the names that hosts register, and answer for. Keeps nothing.
#pragma once

#include <optional>

#include "flow/base/bytes.hpp"
#include "flow/model/observations.hpp"

namespace sekisho::parse {

/// The name of a host (a unique name of its workstation or file service) from a registration, a refresh, or a positive answer; nothing from
/// questions, group names, and what is no such message. A status answer gives its first such name with an unspecified address.
std::optional<model::NetbiosName> parse_netbios(Bytes message);

}  // namespace sekisho::parse

// Protocols whose every packet speaks for itself: parsed and said without any state.
#pragma once

#include "flow/base/hash.hpp"
#include "flow/inspect/metrics.hpp"
#include "flow/inspect/sight.hpp"

namespace sekisho::inspect {

enum class Said : std::uint8_t {
  Nothing,
  Loose,     ///< A DNS message that is empty, or has more behind it: it may be something else all the same.
  Query,     ///< Something other than a response.
  Response,  ///< A DNS response.
};

/// @p protocol DNS, mDNS or LLMNR: for metrics. A payload that is no DNS message is counted.
Said say_dns(const Sight& sight, Protocol protocol, Metrics& metrics);
/// For ports where nobody expects DNS: only a plain question or its answer that fills the payload to its last byte. Nothing is counted.
Said say_unexpected_dns(const Sight& sight, Metrics& metrics);
/// Names that a host registers or answers for; other messages of NetBIOS say nothing.
void say_netbios(const Sight& sight, Metrics& metrics);
bool say_dhcp(const Sight& sight, Metrics& metrics);
/// Errors and neighbour discovery say nothing and are no mistakes.
void say_icmp(const Sight& sight, Metrics& metrics, HashSeed seed);

}  // namespace sekisho::inspect

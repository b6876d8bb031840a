// How findings spell what they name: the same words in every detector's sentences.
#pragma once

#include <string>

#include "flow/model/flow_record.hpp"

namespace sekisho::detectors::support {

/// The server of @p flow: "203.0.113.7:443/tcp", "[2001:db8::7]:53/udp", "203.0.113.7 (icmp)".
std::string server_text(const model::FlowRef& flow);

/// To three decimals, as evidence shows measured numbers.
double rounded(double x);

}  // namespace sekisho::detectors::support

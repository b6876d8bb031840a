// How a conversation opens, for detectors that know a protocol by its first bytes.
#pragma once

#include <string_view>

#include "flow/base/bytes.hpp"
#include "flow/model/flow_record.hpp"

namespace sekisho::detectors::support {

/// The first payload bytes of one direction, 16 at most.
Bytes first_to_server(const model::FlowRecord& record);
Bytes first_to_client(const model::FlowRecord& record);

/// True where @p bytes begins with @p text.
bool opens_with(Bytes bytes, std::string_view text);

/// True where a Host header, SNI or CONNECT target is an address: "192.0.2.1", "192.0.2.1:8080", "[2001:db8::1]:80".
bool is_numeric_host(std::string_view host);
/// @p host without the port that may follow it.
std::string_view without_port(std::string_view host);
/// The port that follows @p host, 0 where none does.
std::uint16_t port_after(std::string_view host);

/// True where a user agent is what browsers and web views send. A program may claim it; one that does not is none.
bool claims_browser(std::string_view user_agent);

}  // namespace sekisho::detectors::support

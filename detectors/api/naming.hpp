// How a client came to its server, as far as names go: the one owner of these facts, for detectors and for the weighing of alerts.
// Pure: nothing is kept.
#pragma once

#include <string_view>

#include "detectors/api/context.hpp"
#include "flow/model/app_label.hpp"

namespace sekisho::detectors {

/// True where a Host header, a CONNECT target or an SNI is an address: "192.0.2.1", "192.0.2.1:8080", "[2001:db8::1]:80".
bool is_numeric_host(std::string_view host);

/// What is so, not how much it weighs. All false for resolvers, mail, name and local services.
struct Naming {
  bool bare = false;              ///< Nothing names the server: neither the flow nor any answer seen.
  bool tls_without_name = false;  ///< TLS or QUIC seen from the start, and only a lookup, if anything, names the server: a hello without SNI.
  bool numeric_host = false;      ///< Bare, and HTTP: the Host header is the address, or missing.
  bool unresolved_ip = false;     ///< Bare, and the client's lookups, which are visible, never gave the address.
  bool unresolved_name = false;   ///< The flow names a host at an address that the client's visible lookups never gave.

  bool any() const { return tls_without_name || numeric_host || unresolved_ip || unresolved_name; }
};

/// @p object of @p flow; @p label what DPI says of it, with contents.
Naming naming_of(const Context& context, const model::FlowRef& flow, const Object& object, const model::AppLabel& label);

}  // namespace sekisho::detectors

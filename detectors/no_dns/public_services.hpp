// Addresses that programs are shipped with: public resolvers, which nobody can look up before there is a resolver.
#pragma once

#include "flow/base/ip_address.hpp"

namespace sekisho::detectors::no_dns {

/// A public resolver, plain or over TLS and HTTPS.
bool is_public_resolver(const IpAddress& address);

}  // namespace sekisho::detectors::no_dns

#include "detectors/api/naming.hpp"

#include <algorithm>
#include <array>

namespace sekisho::detectors {
namespace {

// Mail servers, remote desktops, directories, push and telemetry brokers: TLS to them names nobody by custom, and a name would stand elsewhere
// (MX, a profile, a device's settings).
bool names_are_elsewhere(std::uint16_t port) {
  constexpr std::array<std::uint16_t, 20> kPorts{21,  25,  53,  110, 123, 143,  389,  465,  587,  636,
                                                 853, 989, 990, 993, 995, 3389, 5222, 5223, 5228, 8883};
  return std::find(kPorts.begin(), kPorts.end(), port) != kPorts.end();
}

}  // namespace

bool is_numeric_host(std::string_view host) {
  if (host.starts_with('[')) return true;
  if (const auto colon = host.find(':'); colon != std::string_view::npos && host.find(':', colon + 1) == std::string_view::npos)
    host = host.substr(0, colon);
  return IpAddress::parse(host).has_value();
}

Naming naming_of(const Context& context, const model::FlowRef& flow, const Object& object, const model::AppLabel& label) {
  Naming n;
  const model::Endpoints& ends = flow.endpoints;
  const Direction direction = context.direction(ends);
  // Who serves the outside is found by others; a resolver is what DNS cannot find.
  if (direction == Direction::Inbound || context.is_local_scope(ends.server.address) || context.is_resolver(ends.server.address)) return n;
  const bool by_server = object.source == NameSource::Address;
  n.bare = by_server || is_numeric_host(object.name);
  if (label.sure() && !names_are_elsewhere(ends.server.port)) {
    // Who missed the hello cannot say what it lacked; a request comes again. A name that only a lookup gave is one that the hello lacks.
    const bool hello_seen = !flow.midstream && !flow.client_guessed;
    const bool unnamed = n.bare || object.source == NameSource::Dns;
    n.tls_without_name = unnamed && hello_seen && (label.protocol() == "TLS" || label.protocol() == "QUIC");
    n.numeric_host = n.bare && label.is("HTTP");
  }
  if (object.source == NameSource::Dns) return n;
  if (direction == Direction::Outbound && (by_server || !n.bare) && context.never_resolved(ends.client.address, ends.server.address)) {
    (n.bare ? n.unresolved_ip : n.unresolved_name) = true;
  }
  return n;
}

}  // namespace sekisho::detectors

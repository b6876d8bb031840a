#include "detectors/api/context.hpp"

namespace sekisho::detectors {

std::string_view direction_name(Direction d) {
  constexpr std::string_view kNames[] = {"outbound", "inbound", "internal", "external"};
  return kNames[static_cast<unsigned>(d)];
}

std::string_view name_source_name(NameSource s) {
  constexpr std::string_view kNames[] = {"sni", "http_host", "connect", "dns", "address"};
  return kNames[static_cast<unsigned>(s)];
}

std::string_view identity_source_name(IdentitySource s) {
  constexpr std::string_view kNames[] = {"", "dhcp", "netbios", "mdns", "ptr", "arp", "frame"};
  return kNames[static_cast<unsigned>(s)];
}

}  // namespace sekisho::detectors

#include "detectors/dynamic_dns/providers.hpp"

#include <algorithm>
#include <array>

namespace sekisho::detectors::dynamic_dns {
namespace {

// Zones that the providers list for their customers (No-IP, Dyn, Dynu, ChangeIP, FreeDNS, DtDNS, Oray, 3322, makers of routers and storage, and
// smaller ones), and those that the public suffix list's private section holds for them. By name, so that it can be searched in halves.
constexpr auto kZones = std::to_array<std::string_view>({
#include "detectors/dynamic_dns/zones.inc"
});
static_assert(std::is_sorted(kZones.begin(), kZones.end()));

bool lies_below(std::string_view name, std::string_view zone) {
  return name.size() > zone.size() + 1 && name.ends_with(zone) && name[name.size() - zone.size() - 1] == '.';
}

}  // namespace

std::string_view provider_zone(std::string_view name, std::span<const std::string> more) {
  for (std::size_t dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.', dot + 1)) {
    const std::string_view rest = name.substr(dot + 1);
    if (std::binary_search(kZones.begin(), kZones.end(), rest)) return dot == 0 ? std::string_view{} : rest;
  }
  for (const std::string& zone : more) {
    if (lies_below(name, zone)) return name.substr(name.size() - zone.size());
  }
  return {};
}

}  // namespace sekisho::detectors::dynamic_dns

// The zones in which dynamic DNS providers let anybody take a name.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sekisho::detectors::dynamic_dns {

/// The zone that @p name lies below; empty where it is none, or the zone itself. @p more zones of the operator's.
std::string_view provider_zone(std::string_view name, std::span<const std::string> more);

}  // namespace sekisho::detectors::dynamic_dns

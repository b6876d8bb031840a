// Zones whose names lead to many addresses for good reasons: content networks, clouds, time pools, block lists, peer-to-peer trackers.
#pragma once

#include <string_view>

namespace sekisho::detectors::fast_flux {

/// True where @p name is one of them or lies below.
bool is_shared_hosting(std::string_view name);

}  // namespace sekisho::detectors::fast_flux

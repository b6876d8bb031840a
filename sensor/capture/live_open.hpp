// Opens one interface for capture, and says what to do where that fails.
#pragma once

#include <optional>
#include <string>

#include "flow/base/result.hpp"
#include "sensor/capture/packet_source.hpp"
#include "sensor/capture/pcap_handle.hpp"

namespace sekisho::capture {

/// An active, non-blocking handle on @p name with filter and ring. The Error names the interface, its state and the remedy.
Result<PcapHandle> open_interface(const LiveOptions& options, const std::string& name);

/// Joins the PACKET_FANOUT group @p group, or a new one without it; its number. Packets are spread by the kernel's hash over addresses and
/// ports, which is the same in both directions; IPv4 fragments are put together before, so that they go where their flow goes.
Result<int> join_fanout(pcap_t* handle, std::optional<int> group);

}  // namespace sekisho::capture

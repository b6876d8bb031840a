// The live half of packet_source.hpp.
#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sensor/capture/link_state.hpp"
#include "sensor/capture/live_source.hpp"

namespace sekisho::capture {
namespace {

constexpr int kLinkHeaders = 22;  // Ethernet and two VLAN tags, beyond the MTU
constexpr int kLongest = 65'535;  // no IP packet needs more, whatever the loopback's MTU says

}  // namespace

Result<std::vector<std::unique_ptr<PacketSource>>> open_live(const LiveOptions& options, Counters& counters) {
  if (options.interfaces.empty()) return Error{fmt::format("no interface named; there are: {}", fmt::join(interfaces(), ", "))};
  for (auto name = options.interfaces.begin(); name != options.interfaces.end(); ++name) {
    if (std::find(options.interfaces.begin(), name, *name) != name) return Error{fmt::format("interface {} is named twice", *name)};
  }
  std::vector<std::unique_ptr<PacketSource>> sources;
  std::vector<std::optional<int>> groups(options.interfaces.size());
  for (unsigned worker = 0; worker < std::max(1U, options.workers); ++worker) {
    auto source = std::make_unique<LiveSource>(options, worker, counters);
    if (auto started = source->start(groups); !started) return started.error();
    sources.push_back(std::move(source));
  }
  return sources;
}

std::vector<std::string> live_warnings(const LiveOptions& options) {
  std::vector<std::string> warnings;
  for (const std::string& name : options.interfaces) {
    const LinkState state = link_state(name, true);
    if (!state.exists) {
      warnings.push_back(fmt::format("interface {} does not exist; there are: {}", name, fmt::join(interfaces(), ", ")));
      continue;
    }
    if (!state.up) warnings.push_back(fmt::format("interface {} is down and shows no packets; bring it up: sudo ip link set {} up", name, name));
    if (state.merges_packets) {
      warnings.push_back(fmt::format(
          "interface {} joins packets before they are captured (GRO or LRO), which falsifies sizes and counts; switch it off: sudo ethtool -K {} "
          "gro off lro off",
          name, name));
    }
    if (const int frame = std::min(state.mtu + kLinkHeaders, kLongest); options.snaplen < frame) {
      warnings.push_back(
          fmt::format("snaplen {} cuts packets of interface {} (MTU {}), and names and certificates may lie behind the cut; set it to {}",
                      options.snaplen, name, state.mtu, frame));
    }
  }
  return warnings;
}

std::vector<std::string> interfaces() {
  std::vector<std::string> names;
  pcap_if_t* all = nullptr;
  std::array<char, PCAP_ERRBUF_SIZE> reason{};
  if (pcap_findalldevs(&all, reason.data()) != 0) return names;
  for (const pcap_if_t* device = all; device != nullptr; device = device->next) {
    // libpcap also lists buses and queues (bluetooth, nflog); those are no links.
    if (const LinkState state = link_state(device->name); state.exists && state.index != 0) {
      names.push_back(fmt::format("{} ({})", device->name, state.text()));
    }
  }
  pcap_freealldevs(all);
  return names;
}

}  // namespace sekisho::capture

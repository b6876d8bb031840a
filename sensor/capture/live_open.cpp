#include "sensor/capture/live_open.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <filesystem>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <linux/if_packet.h>
#include <sys/socket.h>

#include "flow/packet/link_types.hpp"
#include "sensor/capture/link_state.hpp"

namespace sekisho::capture {
namespace {

// How long the kernel may hold a block of packets that is not full, ms. Less wakes the sensor more often, more delays alerts and mixes the order
// of several interfaces.
constexpr int kBlockTimeout = 20;

std::string own_path() {
  std::error_code error;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? "sekisho" : path.string();
}

/// "eth9 does not exist; there are: eth1 (up), lo (up)".
std::string no_such_interface(const std::string& name) {
  return fmt::format("interface {} does not exist; there are: {}", name, fmt::join(interfaces(), ", "));
}

std::string time_stamp_types(pcap_t* handle) {
  int* types = nullptr;
  const int count = pcap_list_tstamp_types(handle, &types);
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) {
    if (const char* name = pcap_tstamp_type_val_to_name(types[i]); name != nullptr) names.emplace_back(name);
  }
  if (count > 0) pcap_free_tstamp_types(types);
  return names.empty() ? "only the default; leave the setting empty" : fmt::format("{}", fmt::join(names, ", "));
}

std::string activation_error(pcap_t* handle, const LiveOptions& options, const std::string& name, int status) {
  const LinkState state = link_state(name);
  switch (status) {
    case PCAP_ERROR_NO_SUCH_DEVICE:
      return state.exists ? fmt::format("interface {} ({}): {}", name, state.text(), pcap_geterr(handle)) : no_such_interface(name);
    case PCAP_ERROR_PERM_DENIED:
    case PCAP_ERROR_PROMISC_PERM_DENIED:
      return fmt::format("no right to capture on interface {} ({}); grant it once: sudo setcap cap_net_raw,cap_net_admin=eip {} (or run as root)",
                         name, state.text(), own_path());
    case PCAP_ERROR_IFACE_NOT_UP:
      return fmt::format("interface {} is down; bring it up: sudo ip link set {} up", name, name);
    case PCAP_ERROR_CANTSET_TSTAMP_TYPE:
    case PCAP_WARNING_TSTAMP_TYPE_NOTSUP:
      return fmt::format("interface {} ({}) has no time stamps of type \"{}\"; it offers: {}", name, state.text(), options.timestamp_type,
                         time_stamp_types(handle));
    default: {
      const std::string detail = pcap_geterr(handle);
      const std::string reason = detail.empty() ? pcap_statustostr(status) : detail;
      return fmt::format("interface {} ({}) cannot be captured: {} (ring of {} MiB, snaplen {})", name, state.text(), reason,
                         options.buffer_bytes / (1024UL * 1024), options.snaplen);
    }
  }
}

std::optional<std::string> set_time_stamp_type(pcap_t* handle, const LiveOptions& options, const std::string& name) {
  if (options.timestamp_type.empty()) return std::nullopt;
  const int type = pcap_tstamp_type_name_to_val(options.timestamp_type.c_str());
  if (type < 0) {
    return fmt::format("\"{}\" is no time stamp type; interface {} offers: {}", options.timestamp_type, name, time_stamp_types(handle));
  }
  const int status = pcap_set_tstamp_type(handle, type);
  if (status != 0) return activation_error(handle, options, name, status);
  return std::nullopt;
}

}  // namespace

Result<PcapHandle> open_interface(const LiveOptions& options, const std::string& name) {
  if (!link_state(name).exists) return Error{no_such_interface(name)};
  std::array<char, PCAP_ERRBUF_SIZE> reason{};
  PcapHandle handle(pcap_create(name.c_str(), reason.data()));
  if (handle == nullptr) return Error{fmt::format("interface {}: {}", name, reason.data())};
  const std::size_t ring = options.buffer_bytes / std::max(1U, options.workers);
  pcap_set_snaplen(handle.get(), options.snaplen);
  pcap_set_promisc(handle.get(), options.promiscuous ? 1 : 0);
  pcap_set_timeout(handle.get(), kBlockTimeout);
  pcap_set_buffer_size(handle.get(), static_cast<int>(std::min<std::size_t>(ring, INT_MAX)));
  (void)pcap_set_tstamp_precision(handle.get(), PCAP_TSTAMP_PRECISION_NANO);  // where refused, microseconds stay
  if (const auto wrong = set_time_stamp_type(handle.get(), options, name)) return Error{*wrong};

  const int status = pcap_activate(handle.get());
  if (status < 0 || status == PCAP_WARNING_TSTAMP_TYPE_NOTSUP) return Error{activation_error(handle.get(), options, name, status)};
  const int link_type = pcap_datalink(handle.get());
  if (!packet::is_known_link_type(link_type)) {
    return Error{fmt::format("interface {}: link type {} is not supported", name, link_type_name(link_type))};
  }
  if (const auto wrong = set_filter(handle.get(), options.filter)) {
    return Error{fmt::format("interface {}: filter \"{}\": {}", name, options.filter, *wrong)};
  }
  // A blocking read on a silent link does not come back before a packet does.
  if (pcap_setnonblock(handle.get(), 1, reason.data()) != 0) return Error{fmt::format("interface {}: {}", name, reason.data())};
  return handle;
}

Result<int> join_fanout(pcap_t* handle, std::optional<int> group) {
  const int descriptor = pcap_fileno(handle);
  const unsigned mode = PACKET_FANOUT_HASH | PACKET_FANOUT_FLAG_DEFRAG | (group ? 0U : PACKET_FANOUT_FLAG_UNIQUEID);
  const unsigned wanted = static_cast<unsigned>(group.value_or(0)) | mode << 16;
  unsigned got = 0;
  socklen_t size = sizeof got;
  if (::setsockopt(descriptor, SOL_PACKET, PACKET_FANOUT, &wanted, sizeof wanted) != 0 ||
      ::getsockopt(descriptor, SOL_PACKET, PACKET_FANOUT, &got, &size) != 0) {
    return Error{fmt::format("cannot share it among workers (PACKET_FANOUT): {}; use one worker", std::strerror(errno))};
  }
  return static_cast<int>(got & 0xFFFFU);
}

}  // namespace sekisho::capture

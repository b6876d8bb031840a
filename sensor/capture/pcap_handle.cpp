#include "sensor/capture/pcap_handle.hpp"

#include <fmt/format.h>

namespace sekisho::capture {

std::optional<std::string> set_filter(pcap_t* handle, const std::string& filter) {
  if (filter.empty()) return std::nullopt;
  bpf_program program{};
  if (pcap_compile(handle, &program, filter.c_str(), 1, PCAP_NETMASK_UNKNOWN) != 0) return pcap_geterr(handle);
  const int failed = pcap_setfilter(handle, &program);
  pcap_freecode(&program);
  if (failed != 0) return pcap_geterr(handle);
  return std::nullopt;
}

std::string link_type_name(int link_type) {
  const char* name = pcap_datalink_val_to_name(link_type);
  const char* description = pcap_datalink_val_to_description(link_type);
  if (name == nullptr) return fmt::format("number {}", link_type);
  return description == nullptr ? name : fmt::format("{} ({})", name, description);
}

}  // namespace sekisho::capture

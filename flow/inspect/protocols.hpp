// The protocols that flow/parse knows, and the label each gives to a flow whose contents it has read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "flow/model/app_label.hpp"

namespace sekisho::inspect {

enum class Protocol : std::uint8_t { None, Dns, Mdns, Llmnr, Tls, Quic, Http, Ssh, Dhcp, Icmp, Icmpv6, Netbios };
constexpr std::size_t kProtocols = 12;

/// "dns", "tls", …; for metrics.
std::string_view metric_name(Protocol p);
/// As nDPI 4.2 spells it, confidence Dpi; unknown for None.
model::AppLabel label_of(Protocol p);
/// True where @p label names one of these protocols.
bool is_readable(const model::AppLabel& label);
/// True where @p label names another of these protocols than @p proven: DPI has taken the bytes for something that, read to the end, they
/// are not (TLS on port 53 for DNS).
bool contradicts(Protocol proven, const model::AppLabel& label);
/// The kind of DNS that @p port stands for.
constexpr Protocol dns_of_port(std::uint16_t port) {
  constexpr std::uint16_t kMdns = 5353, kLlmnr = 5355;
  if (port == kMdns) return Protocol::Mdns;
  return port == kLlmnr ? Protocol::Llmnr : Protocol::Dns;
}

}  // namespace sekisho::inspect

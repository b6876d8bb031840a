#include "flow/inspect/protocols.hpp"

#include <algorithm>
#include <array>

namespace sekisho::inspect {
namespace {

struct Names {
  std::string_view metric, label, category;
};
constexpr std::array<Names, kProtocols> kNames{{
    {"", "", ""},
    {"dns", "DNS", "Network"},
    {"mdns", "MDNS", "Network"},
    {"llmnr", "LLMNR", "Network"},
    {"tls", "TLS", "Web"},
    {"quic", "QUIC", "Web"},
    {"http", "HTTP", "Web"},
    {"ssh", "SSH", "RemoteAccess"},
    {"dhcp", "DHCP", "Network"},
    {"icmp", "ICMP", "Network"},
    {"icmpv6", "ICMPV6", "Network"},
    {"netbios", "NetBIOS", "System"},
}};

}  // namespace

std::string_view metric_name(Protocol p) { return kNames[static_cast<std::size_t>(p)].metric; }

bool is_readable(const model::AppLabel& label) {
  return label.known() && std::any_of(kNames.begin() + 1, kNames.end(), [&](const Names& n) { return n.label == label.protocol(); });
}

bool contradicts(Protocol proven, const model::AppLabel& label) {
  return is_readable(label) && label.protocol() != kNames[static_cast<std::size_t>(proven)].label;
}

model::AppLabel label_of(Protocol p) {
  model::AppLabel label;
  if (p == Protocol::None) return label;
  const Names& names = kNames[static_cast<std::size_t>(p)];
  label.app = names.label;
  label.category = names.category;
  label.confidence = model::Confidence::Dpi;
  return label;
}

}  // namespace sekisho::inspect

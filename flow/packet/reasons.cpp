#include "flow/packet/reasons.hpp"

#include <string>
#include <string_view>

namespace sekisho::packet {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Broken::kCount)> kBroken{
    "link_type",  "truncated",  "link",        "ipv4_header", "ipv6_header",  "ip_length",   "fragment",
    "tcp_header", "udp_header", "icmp_header", "sctp_header", "tunnel_inner", "tunnel_depth"};
constexpr std::array<std::string_view, static_cast<std::size_t>(Ignored::kCount)> kIgnored{"arp",   "stp",         "lldp", "slow_protocols",
                                                                                           "eapol", "ppp_control", "mpls", "non_ip"};

}  // namespace

Reasons::Reasons(Counters& counters) {
  for (std::size_t i = 0; i < kBroken.size(); ++i) {
    broken_[i] = &counters.counter("sekisho_decode_errors_total", "Broken or unsupported headers met while decoding, by reason",
                                   {{"reason", std::string(kBroken[i])}});
  }
  for (std::size_t i = 0; i < kIgnored.size(); ++i) {
    ignored_[i] =
        &counters.counter("sekisho_decode_ignored_total", "Frames that carry no IP packet, by what they are", {{"reason", std::string(kIgnored[i])}});
  }
}

}  // namespace sekisho::packet

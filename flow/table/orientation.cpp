#include "flow/table/orientation.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace sekisho::table {
namespace {

// Ports that servers listen on and that ephemeral ranges do not usually yield, in order. Well-known ports that both sides of a protocol
// use (NTP, IKE, DNS between resolvers) do no harm: two service ports decide nothing.
constexpr std::array<std::uint16_t, 62> kServices{20,   21,   22,   23,   25,   53,   67,   69,   80,   88,   110,  111,  119,  123,  135,  137,
                                                  139,  143,  161,  162,  179,  389,  443,  445,  465,  500,  514,  546,  547,  554,  587,  631,
                                                  636,  853,  873,  989,  990,  993,  995,  1080, 1194, 1433, 1521, 1723, 1812, 1883, 1900, 2049,
                                                  3128, 3306, 3389, 4500, 5060, 5061, 5222, 5353, 5355, 5432, 5900, 5985, 6379, 6667};
constexpr std::array<std::uint16_t, 12> kMoreServices{8000, 8008, 8080, 8081, 8443, 8883, 8888, 9001, 9030, 9200, 27017, 51820};
static_assert(std::is_sorted(kServices.begin(), kServices.end()) && std::is_sorted(kMoreServices.begin(), kMoreServices.end()));

constexpr std::uint16_t kPrivileged = 1024;   // below: bound by servers, as a rule
constexpr std::uint16_t kEphemeral = 32'768;  // from here on: what Linux, BSD and Windows hand to clients

bool is_service(std::uint16_t port) {
  return std::binary_search(kServices.begin(), kServices.end(), port) || std::binary_search(kMoreServices.begin(), kMoreServices.end(), port);
}

/// 1: @p a looks like the server's port, -1: @p b does, 0: neither more than the other.
int more_like_a_server(std::uint16_t a, std::uint16_t b) {
  if (is_service(a) != is_service(b)) return is_service(a) ? 1 : -1;
  if ((a < kPrivileged) != (b < kPrivileged)) return a < kPrivileged ? 1 : -1;
  return 0;
}

Orientation from_midstream(const packet::PacketView& p, const std::vector<Network>& home) {
  int sender = more_like_a_server(p.source_port, p.destination_port);
  if (sender == 0 && (p.source_port < kEphemeral) != (p.destination_port < kEphemeral)) sender = p.source_port < kEphemeral ? 1 : -1;
  if (sender == 0) {
    const bool from_home = contains(home, p.source);
    if (from_home != contains(home, p.destination)) sender = from_home ? -1 : 1;
  }
  return {sender <= 0, true, true};
}

}  // namespace

Orientation orient(const packet::PacketView& p, const std::vector<Network>& home) {
  switch (p.transport) {
    case model::Transport::Tcp:
      if ((p.tcp_flags & packet::kSyn) != 0) return {(p.tcp_flags & packet::kAck) == 0, false, false};
      return from_midstream(p, home);
    case model::Transport::Udp:
    case model::Transport::Sctp:
      if (p.destination.is_multicast() || p.destination.is_broadcast()) return {};
      if (more_like_a_server(p.source_port, p.destination_port) > 0) return {false, true, false};
      return {};
    case model::Transport::Icmp:
      return {p.icmp_type != 0, p.icmp_type == 0, false};
    case model::Transport::Icmpv6:
      return {p.icmp_type != 129, p.icmp_type == 129, false};
    default:
      return {};
  }
}

}  // namespace sekisho::table

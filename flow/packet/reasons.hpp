// Why a frame, or a part of it, was not used: two fixed sets of counters, made once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "flow/base/counters.hpp"

namespace sekisho::packet {

/// Bytes that contradict the protocol they claim to be: sekisho_decode_errors_total{reason}.
enum class Broken : std::uint8_t {
  LinkType,   ///< A link type the decoder does not know.
  Truncated,  ///< The capture ends inside the headers.
  Link,       ///< A link header that contradicts itself, or more of them than anyone stacks.
  Ipv4Header,
  Ipv6Header,  ///< Extension headers included.
  IpLength,    ///< The IP length exceeds the frame; what is there was used.
  Fragment,    ///< A fragment that no datagram can hold.
  TcpHeader,
  UdpHeader,
  IcmpHeader,
  SctpHeader,
  TunnelInner,  ///< A tunnel's inside is broken; the outer packet was used.
  TunnelDepth,  ///< More nested tunnels than allowed; the innermost one removed was used.
  kCount
};

/// Whole frames without anything to track: sekisho_decode_ignored_total{reason}.
enum class Ignored : std::uint8_t { Arp, Stp, Lldp, SlowProtocols, Eapol, PppControl, Mpls, NonIp, kCount };

class Reasons {
 public:
  explicit Reasons(Counters& counters);
  void add(Broken reason) { broken_[static_cast<std::size_t>(reason)]->add(); }
  void add(Ignored reason) { ignored_[static_cast<std::size_t>(reason)]->add(); }

 private:
  std::array<Counter*, static_cast<std::size_t>(Broken::kCount)> broken_{};
  std::array<Counter*, static_cast<std::size_t>(Ignored::kCount)> ignored_{};
};

}  // namespace sekisho::packet

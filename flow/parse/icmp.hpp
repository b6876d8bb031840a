// ICMP and ICMPv6 messages measured: what their payload looks like, never what it says.
#pragma once

#include <optional>

#include "flow/base/hash.hpp"
#include "flow/model/observations.hpp"

namespace sekisho::parse {

/// The parts of an ICMP packet that a measurement needs.
struct IcmpInput {
  bool v6 = false;
  std::uint8_t type = 0, code = 0;
  std::uint16_t id = 0, sequence = 0;  ///< Echo only.
  Bytes payload;                       ///< After the 8-byte header, as captured.
  std::uint32_t payload_length = 0;    ///< As sent.
};

/// Nothing for errors (destination unreachable, time exceeded, parameter problem, redirect, source quench, packet too big) and for
/// neighbour and router discovery and multicast listener messages; echo and every other type is measured. `from_client` is the caller's.
std::optional<model::IcmpMessage> parse_icmp(const IcmpInput& input, HashSeed seed);

}  // namespace sekisho::parse

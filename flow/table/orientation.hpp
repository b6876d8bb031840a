// Who is the client of a flow, decided from its first packet.
#pragma once

#include <vector>

#include "flow/base/ip_address.hpp"
#include "flow/packet/packet_view.hpp"

namespace sekisho::table {

struct Orientation {
  bool sender_is_client = true;
  bool guessed = false;    ///< Ports or home networks decided.
  bool midstream = false;  ///< TCP, and the first packet was neither SYN nor SYN-ACK.
};

/// TCP: a SYN comes from the client, a SYN-ACK from the server; otherwise the side with a service port is the server, then the side
/// outside @p home, then the receiver. UDP and SCTP: the first sender is the client unless it alone uses a service port.
/// ICMP: the first sender is the client unless it sends an echo reply.
Orientation orient(const packet::PacketView& packet, const std::vector<Network>& home);

}  // namespace sekisho::table

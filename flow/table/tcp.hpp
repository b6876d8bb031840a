// TCP as a bystander sees it: what each packet adds to a flow's history and sequence numbers, and what Zeek would call the outcome.
#pragma once

#include "flow/packet/packet_view.hpp"
#include "flow/table/flow.hpp"

namespace sekisho::table {

/// Payload of one packet, sorted into new and already seen.
struct Segment {
  std::uint32_t fresh = 0;
  std::uint32_t repeated = 0;
};

/// Follows one TCP packet of @p flow sent by @p side. @p holes by Side, or nullptr where the entry keeps none.
/// A keep-alive (one byte or none, just before what is expected) is neither fresh nor repeated. An RST far from the expected sequence
/// number is left out of the history: the endpoints would not believe it either.
Segment follow_tcp(HalfOpen& flow, std::array<Hole, 2>* holes, Side side, const packet::PacketView& packet);

/// True where @p packet is a SYN that cannot belong to the flow it matches: after FIN or RST, or, with another sequence number, into a
/// connection that was silent for @p long_time.
bool begins_anew(const HalfOpen& flow, Side side, const packet::PacketView& packet, Duration long_time);

/// True once both sides have sent FIN or either an RST.
bool is_closed(const History& history);

/// Zeek's conn_state. UDP: SF answered, S0 unanswered, SHR only the server was seen; other transports: OTH.
InlineString<7> conn_state(const HalfOpen& flow);

}  // namespace sekisho::table

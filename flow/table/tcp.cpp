#include "flow/table/tcp.hpp"

namespace sekisho::table {
namespace {

using packet::kAck;
using packet::kFin;
using packet::kRst;
using packet::kSyn;

// Differences of sequence numbers beyond this are no window's: the flow is picked up anew at the new place.
constexpr std::int32_t kFar = 1 << 30;
// An RST is believed within this distance of the expected number. Exact matches (RFC 5961) would lose those behind a packet the capture
// missed; this leaves a blind forger one chance in 2,000.
constexpr std::int32_t kResetWindow = 1 << 20;

std::int32_t ahead(std::uint32_t of, std::uint32_t a) { return static_cast<std::int32_t>(a - of); }

bool known(const HalfOpen& flow, Side side) { return side == Side::Client ? flow.client_sequence_known : flow.server_sequence_known; }
void set_known(HalfOpen& flow, Side side) {
  if (side == Side::Client) {
    flow.client_sequence_known = true;
  } else {
    flow.server_sequence_known = true;
  }
}

bool believable_reset(const HalfOpen& flow, Side side, std::uint32_t sequence) {
  if (!known(flow, side)) return true;
  const std::int32_t distance = ahead(flow.next_sequence[at(side)], sequence);
  return distance > -kResetWindow && distance < kResetWindow;
}

void note_flags(History& history, Side side, const packet::PacketView& p) {
  const unsigned flags = p.tcp_flags;
  const bool syn = (flags & kSyn) != 0;
  const bool fin = (flags & kFin) != 0;
  const bool rst = (flags & kRst) != 0;
  if (syn) history.add((flags & kAck) != 0 ? Letter::H : Letter::S, side);
  if (syn && (fin || rst)) history.add(Letter::Q, side);
  if (fin && rst) history.add(Letter::I, side);
  if (!syn && !fin && !rst && (flags & kAck) != 0 && p.payload_length == 0) history.add(Letter::A, side);
  if (p.tcp_window == 0 && !syn && !fin && !rst) history.add(Letter::W, side);
}

/// Takes [begin, end) out of @p hole if it lies inside. Of a hole split in two the later part is forgotten: one hole a direction is enough
/// to tell reordering from retransmission, and a second look at its bytes would count them as sent again.
bool fill(Hole& hole, std::uint32_t begin, std::uint32_t end) {
  if (ahead(hole.begin, begin) < 0 || ahead(end, hole.end) < 0) return false;
  if (begin == hole.begin) {
    hole.begin = end;
  } else {
    hole.end = begin;
  }
  return true;
}

Segment sort_payload(HalfOpen& flow, Hole* hole, Side side, const packet::PacketView& p) {
  const std::uint32_t length = p.payload_length;
  const std::uint32_t begin = p.tcp_sequence + ((p.tcp_flags & kSyn) != 0 ? 1 : 0);
  const std::uint32_t end = begin + length;
  const std::uint32_t after = end + ((p.tcp_flags & kFin) != 0 ? 1 : 0);
  std::uint32_t& next = flow.next_sequence[at(side)];
  if (!known(flow, side)) {
    set_known(flow, side);
    next = after;
    return {length, 0};
  }
  const std::int32_t distance = ahead(next, begin);
  if (distance >= kFar || distance <= -kFar) {
    next = after;
    if (hole != nullptr) *hole = {};
    return {length, 0};
  }
  if (distance > 0 && hole != nullptr) {
    if (hole->begin != hole->end) flow.history.add(Letter::G, side);
    *hole = {next, begin};
  }
  Segment segment{length, 0};
  if (distance < 0 && length > 0) {
    if (distance == -1 && length == 1) return {};  // a keep-alive
    if (hole == nullptr || hole->begin == hole->end || !fill(*hole, begin, end)) {
      segment.repeated = std::min(length, static_cast<std::uint32_t>(-distance));
      segment.fresh = length - segment.repeated;
    }
  }
  if (ahead(next, after) > 0) next = after;
  return segment;
}

}  // namespace

Segment follow_tcp(HalfOpen& flow, std::array<Hole, 2>* holes, Side side, const packet::PacketView& p) {
  if ((p.tcp_flags & kRst) != 0) {
    if (believable_reset(flow, side, p.tcp_sequence)) {
      note_flags(flow.history, side, p);
      flow.history.add(Letter::R, side);
    }
    return {};
  }
  if (holes != nullptr && (p.tcp_flags & kAck) != 0) {
    // The other side acknowledges what was never seen here: it is not late, the capture missed it.
    Hole& theirs = (*holes)[at(other(side))];
    if (theirs.begin != theirs.end && ahead(theirs.end, p.tcp_acknowledgement) >= 0) {
      flow.history.add(Letter::G, other(side));
      theirs = {};
    }
  }
  note_flags(flow.history, side, p);
  const Segment segment = sort_payload(flow, holes == nullptr ? nullptr : &(*holes)[at(side)], side, p);
  if (segment.fresh > 0) flow.history.add(Letter::D, side);
  if (segment.repeated > 0) flow.history.add(Letter::T, side);
  if ((p.tcp_flags & kFin) != 0) flow.history.add(Letter::F, side);
  return segment;
}

bool begins_anew(const HalfOpen& flow, Side side, const packet::PacketView& p, Duration long_time) {
  if ((p.tcp_flags & (kSyn | kAck | kRst | kFin)) != kSyn) return false;
  if (known(flow, side) && p.tcp_sequence + 1 == flow.next_sequence[at(side)]) return false;  // the same SYN again
  if (flow.history.saw(Letter::F) || flow.history.saw(Letter::R)) return true;
  return p.time - flow.last >= long_time;
}

bool is_closed(const History& history) {
  return history.saw(Letter::R) || (history.saw(Letter::F, Side::Client) && history.saw(Letter::F, Side::Server));
}

namespace {

/// What cut the connection short: an RST, unless both sides had said FIN before.
bool aborted_by(const History& h, Side side) {
  const unsigned reset = h.place(Letter::R, side);
  if (!h.saw(Letter::R, side) || h.place(Letter::R, other(side)) < reset) return false;
  return h.place(Letter::F, Side::Client) > reset || h.place(Letter::F, Side::Server) > reset;
}

std::string_view tcp_outcome(const HalfOpen& flow) {
  const History& h = flow.history;
  const bool client_silent = flow.packets[0] == 0;
  const bool server_silent = flow.packets[1] == 0;
  const bool opened = h.saw(Letter::S, Side::Client);
  const bool accepted = h.saw(Letter::H, Side::Server);
  if (aborted_by(h, Side::Server)) {
    if (opened && !accepted && !h.saw(Letter::D, Side::Server)) return "REJ";
    return client_silent ? "RSTRH" : "RSTR";
  }
  if (aborted_by(h, Side::Client)) return server_silent ? "RSTOS0" : "RSTO";
  const bool client_finished = h.saw(Letter::F, Side::Client);
  const bool server_finished = h.saw(Letter::F, Side::Server);
  if (client_finished && server_finished) return "SF";
  if (client_finished) return server_silent ? "SH" : "S2";
  if (server_finished) return client_silent ? "SHR" : "S3";
  if (opened && server_silent) return "S0";
  return opened && accepted ? "S1" : "OTH";
}

}  // namespace

InlineString<7> conn_state(const HalfOpen& flow) {
  if (flow.ref.transport == model::Transport::Tcp) return tcp_outcome(flow);
  if (flow.ref.transport != model::Transport::Udp) return "OTH";
  if (flow.packets[1] == 0) return "S0";
  return flow.packets[0] == 0 ? "SHR" : "SF";
}

}  // namespace sekisho::table

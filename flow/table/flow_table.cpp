#include "flow/table/flow_table.hpp"

#include <algorithm>
#include <limits>

#include "flow/table/impl.hpp"
#include "flow/table/orientation.hpp"

namespace sekisho::table {
namespace {

constexpr Duration kSilence = 1s;  // DataBurst: what parts one burst from the next

/// Whole seconds; how active_seconds tells them apart.
std::int64_t second_of(Timestamp t) { return std::chrono::floor<std::chrono::seconds>(t).time_since_epoch().count(); }

/// On the wire, from the IP header on.
std::uint64_t wire_bytes(const packet::PacketView& p) {
  return p.l3.size() + p.payload_length - std::min<std::size_t>(p.payload.size(), p.payload_length);
}

void add_capped(std::uint32_t& sum, std::uint32_t n) { sum += std::min(n, std::numeric_limits<std::uint32_t>::max() - sum); }

/// Asks for a whole entry at once: in a large table its six cache lines would otherwise be waited for one after another.
void fetch(const void* entry, std::size_t size) {
  for (std::size_t i = 64; i < size; i += 64) __builtin_prefetch(static_cast<const char*>(entry) + i, 1);
}

std::uint8_t keep_first(std::array<std::uint8_t, 16>& to, Bytes payload) {
  const std::size_t n = std::min(to.size(), payload.size());
  std::copy_n(payload.begin(), n, to.begin());
  return static_cast<std::uint8_t>(n);
}

}  // namespace

Conversation FlowTable::Impl::conversation(const packet::PacketView& p) const {
  const bool ports = model::has_ports(p.transport);
  Conversation c;
  c.sender = {p.source, ports ? p.source_port : std::uint16_t{0}};
  c.receiver = {p.destination, ports ? p.destination_port : std::uint16_t{0}};
  c.key = model::FlowKey::of(c.sender, c.receiver, p.transport, options_.vlan_in_key ? p.vlan : model::VlanStack{});
  c.hash = static_cast<std::uint32_t>(c.key.hash(seed_) >> 32);
  return c;
}

Ref FlowTable::Impl::find(const Conversation& c, Side& side) const {
  const bool ports = model::has_ports(c.key.transport);
  const auto same = [&](const model::Endpoint& a, const model::Endpoint& b) { return a.address == b.address && (!ports || a.port == b.port); };
  return index_.find(c.hash, [&](Ref ref) {
    const model::FlowRef& f = flow(ref).ref;
    fetch(&f, (ref & kEstablished) != 0 ? sizeof(Established) : sizeof(HalfOpen));
    if (f.transport != c.key.transport || (options_.vlan_in_key && f.vlan != c.key.vlan)) return false;
    const model::Endpoints& ends = f.endpoints;
    if (same(c.sender, ends.client) && same(c.receiver, ends.server)) {
      side = Side::Client;
      return true;
    }
    side = Side::Server;
    return same(c.sender, ends.server) && same(c.receiver, ends.client);
  });
}

void FlowTable::Impl::packet(const packet::PacketView& p) {
  advance(p.time);
  const Conversation c = conversation(p);
  Side side = Side::Client;
  Ref ref = find(c, side);
  if (ref == kNoRef) {
    ref = create(c, p, 0, side);
  } else if (HalfOpen& f = flow(ref); p.transport == model::Transport::Tcp && begins_anew(f, side, p, options_.tcp_new)) {
    // One reuse within the nanosecond gets an id of its own; capture clocks are too coarse and TCP too slow for a second.
    const std::uint32_t repeat = f.ref.start == now_ ? 1 : 0;
    end(ref, model::EndReason::TcpReuse, now_);
    ref = create(c, p, repeat, side);
  } else if (options_.active > 0s && now_ - f.ref.start >= options_.active) {
    restart(ref);
  }
  account(ref, side, p);
}

void FlowTable::Impl::account(Ref ref, Side side, const packet::PacketView& p) {
  if ((ref & kEstablished) == 0 && outgrows(flow(ref), side, p)) ref = promote(ref);
  HalfOpen& f = flow(ref);
  Established* e = established(ref);
  f.last = now_;
  ++f.packets[at(side)];
  f.bytes[at(side)] += wire_bytes(p);
  std::uint32_t fresh = p.payload_length;
  if (p.transport == model::Transport::Tcp) {
    f.tcp_flags[at(side)] |= p.tcp_flags;
    const Segment segment = follow_tcp(f, e != nullptr ? &e->holes : nullptr, side, p);
    fresh = segment.fresh;
    if (e != nullptr) add_capped(e->retransmitted[at(side)], segment.repeated);
  } else if (fresh > 0 && !model::is_icmp(p.transport)) {
    f.history.add(Letter::D, side);
  }
  const bool was_closed = f.state == model::FlowState::Closed;
  if (fresh > 0) count_payload(ref, side, fresh, p);
  update_state(f, e, side, p);
  inspect(f, side, p);
  if (f.timer.slot == Timer::kUnset || was_closed != (f.state == model::FlowState::Closed)) arm(ref, now_);
}

/// A half-open flow has room for one packet with payload and for a TCP handshake without its last step; other transports for one side.
bool FlowTable::Impl::outgrows(const HalfOpen& f, Side side, const packet::PacketView& p) {
  if (p.payload_length > 0 && f.has_payload) return true;
  if (p.transport != model::Transport::Tcp) return f.packets[at(other(side))] > 0;
  constexpr unsigned kOpening = packet::kSyn | packet::kRst;
  return side == Side::Client && (p.tcp_flags & packet::kAck) != 0 && (p.tcp_flags & kOpening) == 0 && f.history.saw(Letter::H, Side::Server);
}

void FlowTable::Impl::count_payload(Ref ref, Side side, std::uint32_t fresh, const packet::PacketView& p) {
  HalfOpen& f = flow(ref);
  Established* e = established(ref);
  if (!f.has_payload) {
    f.first_side = side;
    f.first_size = fresh;
    f.first_kept = keep_first(f.first, p.payload);
    f.first_shape = model::shape_of(p.payload);
  } else if (e != nullptr) {
    if (side != f.first_side && e->payload_packets[at(side)] == 0) {
      e->reply_kept = keep_first(e->reply, p.payload);
      e->reply_size = fresh;
      e->reply_shape = model::shape_of(p.payload);
    }
    e->longest_silence = std::max(e->longest_silence, now_ - f.last_payload);
  }
  if (e != nullptr) {
    if (!f.has_payload || second_of(now_) != second_of(f.last_payload)) ++e->active_seconds;
    e->payload[at(side)] += fresh;
    add_capped(e->payload_packets[at(side)], 1);
    if (fresh > 1) add_to_burst(ref, side, fresh);
  }
  f.has_payload = true;
  f.last_payload = now_;
}

void FlowTable::Impl::add_to_burst(Ref ref, Side side, std::uint32_t fresh) {
  Established& e = *established(ref);
  Burst& b = e.burst;
  const bool opens = !b.begun || now_ - b.last >= kSilence;
  if (opens) {
    const std::uint32_t index = b.begun ? b.index + 1 : 0;
    if (b.begun && !b.sent) send_burst(e, now_);  // the first one: now it is known that another follows
    b = Burst{};
    b.begun = true;
    b.index = index;
    b.start = now_;
    b.from_client = side == Side::Client;
  }
  b.last = now_;
  const bool from_client = side == Side::Client;
  add_capped(from_client ? b.to_server : b.to_client, fresh);
  if (from_client != b.from_client && b.reply_after == 0ns) b.reply_after = std::max<Duration>(now_ - b.start, 1ns);
  if (opens && b.index > 0) arm(ref, now_);
}

void FlowTable::Impl::update_state(HalfOpen& f, const Established* e, Side side, const packet::PacketView& p) {
  if (f.state == model::FlowState::New && e != nullptr) {
    bool answered = f.packets[0] > 0 && f.packets[1] > 0;
    if (p.transport == model::Transport::Tcp) {
      constexpr unsigned kOpening = packet::kSyn | packet::kRst;
      const bool shaken =
          side == Side::Client && (p.tcp_flags & packet::kAck) != 0 && (p.tcp_flags & kOpening) == 0 && f.history.saw(Letter::H, Side::Server);
      answered = shaken || (e->payload[0] > 0 && e->payload[1] > 0);
    }
    if (answered) {
      set_state(f, model::FlowState::Established);
      const bool from_client = side == Side::Client;
      emit(f, now_, model::FlowEstablished{from_client ? p.source_mac : p.destination_mac, from_client ? p.destination_mac : p.source_mac});
    }
  }
  if (p.transport == model::Transport::Tcp && f.state != model::FlowState::Closed && is_closed(f.history)) set_state(f, model::FlowState::Closed);
}

void FlowTable::Impl::inspect(HalfOpen& f, Side side, const packet::PacketView& p) {
  if (f.inspection == 0) {
    if (model::has_ports(p.transport) && p.payload_length == 0) return;
    if (f.inspected) {
      if (!f.classified) settle(f, now_);  // a flow begun anew: what its predecessor was found to be
      return;
    }
    f.inspected = true;
    f.about = take_about();
    f.inspection = inspector_.open(f.ref, abouts_[f.about - 1]);
    if (f.inspection == 0) {
      settle(f, now_);
      return;
    }
  }
  inspect::Inspected& about = abouts_[f.about - 1];
  bool more = true;
  {
    const Speaking speaking(*this, f, now_);
    more = inspector_.packet(f.inspection, f.ref, p, side == Side::Client, about, *this);
  }
  if (!more) {
    close_inspection(f, now_);
  } else if (about.classified && !f.classified) {
    f.classified = true;
    emit(f, now_, model::FlowClassified{record(f, model::EndReason::Active)});
  }
}

void FlowTable::Impl::close_inspection(HalfOpen& f, Timestamp time) {
  {
    const Speaking speaking(*this, f, time);
    inspector_.close(f.inspection, f.ref, f.packets[0] > 0 && f.packets[1] > 0, abouts_[f.about - 1], *this);
  }
  f.inspection = 0;
  settle(f, time);
}

/// Inspection is over: its facts move into the entry.
void FlowTable::Impl::settle(HalfOpen& f, Timestamp time) {
  if (f.about != 0) {
    inspect::Inspected& about = abouts_[f.about - 1];
    f.label = labels_.keep(about.label);
    f.risks = about.risks;
    name_bytes_ -= f.server_name.bytes();
    f.server_name.assign(about.server_name);
    name_bytes_ += f.server_name.bytes();
    about = {};
    free_abouts_.push_back(f.about);
    f.about = 0;
  }
  if (f.classified) return;
  f.classified = true;
  emit(f, time, model::FlowClassified{record(f, model::EndReason::Active)});
}

void FlowTable::Impl::observe(model::FlowEventBody&& body) {
  if (speaking_ != nullptr) emit(*speaking_, speaking_time_, std::move(body));
}

FlowTable::FlowTable(const FlowTableOptions& options, inspect::Inspector& inspector, model::EventSink& sink, Counters& counters, HashSeed seed)
    : impl_(std::make_unique<Impl>(options, inspector, sink, counters, seed)) {}
FlowTable::~FlowTable() = default;
void FlowTable::packet(const packet::PacketView& packet) { impl_->packet(packet); }
void FlowTable::advance(Timestamp now) { impl_->advance(now); }
void FlowTable::finish(model::EndReason reason) { impl_->finish(reason); }
std::size_t FlowTable::active() const { return impl_->active(); }
std::size_t FlowTable::bytes() const { return impl_->bytes(); }
FlowTable::EntryBytes FlowTable::entry_bytes() { return {kEntryBytes<HalfOpen>, kEntryBytes<Established>}; }

std::uint64_t shard_hash(const packet::PacketView& packet) {
  constexpr HashSeed kSeed{0x6d61726b6574ULL};  // fixed: the spread must repeat, and nothing is looked up by it
  const std::uint64_t a = packet.source.hash(kSeed);
  const std::uint64_t b = packet.destination.hash(kSeed);
  return mix(a + b, a ^ b);
}

}  // namespace sekisho::table

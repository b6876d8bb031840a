// How flows begin, grow, and end; and who leaves when there is no room.
//
// Two pools. A flow begins in the small one and moves to the large one when it has more to remember than one packet with payload or an
// unfinished handshake. A flood of half-open flows therefore competes with half-open flows only. In each pool the least valuable of a few
// entries behind a moving hand leaves: the oldest of the half-open; of the established those that are closed, then those that never carried
// payload both ways, then those silent for long in relation to how long they lived, so that a flood of short sessions goes before one
// long, slow session does.

#include <algorithm>
#include <tuple>

#include "flow/table/impl.hpp"
#include "flow/table/orientation.hpp"

namespace sekisho::table {
namespace {

constexpr unsigned kHalfOpenSample = 8;  // entries looked at for a victim
constexpr unsigned kEstablishedSample = 16;
constexpr unsigned kSweep = 4;        // entries looked at per new flow in emergency: faster than flows come in
constexpr unsigned kMostVictims = 4;  // for one new flow, when names rather than slots are what is short
constexpr double kRecovered = 0.8;    // of emergency_at: where emergency ends

std::size_t at_least_one(double n) { return std::max<std::size_t>(1, static_cast<std::size_t>(n)); }

double worth(const Established& e, Timestamp now) {
  if (e.state == model::FlowState::Closed) return 0;
  const double ratio = (seconds(e.last - e.ref.start) + 1) / (seconds(now - e.last) + 1);
  constexpr double kAnswered = 1e12;  // above any ratio
  return e.payload[0] > 0 && e.payload[1] > 0 ? kAnswered + ratio : ratio;
}

/// ICMP as community_id wants it: type and code of the request, whichever side was heard first.
model::Endpoints icmp_endpoints(const model::Endpoints& ends, const packet::PacketView& p, bool reversed) {
  std::uint8_t type = p.icmp_type;
  if (reversed) type = p.transport == model::Transport::Icmp ? 8 : 128;
  return {{ends.client.address, type}, {ends.server.address, p.icmp_code}};
}

}  // namespace

FlowTable::Impl::Impl(const FlowTableOptions& options, inspect::Inspector& inspector, model::EventSink& sink, Counters& counters, HashSeed seed)
    : options_(options),
      inspector_(inspector),
      sink_(sink),
      seed_(seed),
      metrics_(counters),
      labels_(counters),
      established_budget_(static_cast<std::size_t>(static_cast<double>(options.memory) * (1 - std::clamp(options.half_open_share, 0.05, 0.95)))),
      half_open_((options.memory - std::min(established_budget_, options.memory)) / kEntryBytes<HalfOpen>),
      established_(established_budget_ / kEntryBytes<Established>),
      index_(half_open_.capacity() + established_.capacity()),
      alarming_{at_least_one(options.emergency_at * static_cast<double>(half_open_.capacity())),
                at_least_one(options.emergency_at * static_cast<double>(established_budget_))},
      recovered_{at_least_one(kRecovered * static_cast<double>(alarming_.half_open)),
                 at_least_one(kRecovered * static_cast<double>(alarming_.established_bytes))},
      wheel_(Timers{this}) {
  metrics_.bytes_limit.set(static_cast<double>(options.memory));
}

Ref FlowTable::Impl::create(const Conversation& c, const packet::PacketView& p, std::uint32_t repeat, Side& side) {
  make_room_half_open();
  const Ref ref = half_open_.take();
  HalfOpen& f = half_open_[ref];
  const Orientation o = orient(p, options_.home);
  side = o.sender_is_client ? Side::Client : Side::Server;
  f.ref.start = now_;
  f.ref.id = c.key.id(now_, repeat);
  f.ref.endpoints = o.sender_is_client ? model::Endpoints{c.sender, c.receiver} : model::Endpoints{c.receiver, c.sender};
  if (model::is_icmp(p.transport)) f.ref.endpoints = icmp_endpoints(f.ref.endpoints, p, !o.sender_is_client);
  f.ref.transport = p.transport;
  f.ref.vlan = p.vlan;
  f.ref.interface = p.interface;
  f.ref.tunnel = p.tunnel;
  f.ref.client_guessed = o.guessed;
  f.ref.midstream = o.midstream;
  f.last = f.last_payload = now_;
  f.hash = c.hash;
  if (!o.sender_is_client) f.history.set_reversed();
  index_.insert(c.hash, ref);
  ++states_[static_cast<std::size_t>(f.state)];
  metrics_.begun(p.transport);
  return ref;
}

Ref FlowTable::Impl::promote(Ref half) {
  make_room_established();
  wheel_.remove(half);
  const std::uint32_t slot = established_.take();
  const Ref ref = slot | kEstablished;
  established_[slot] = Established(std::move(half_open_[half]));
  index_.replace(established_[slot].hash, half, ref);
  half_open_.give_back(half);
  return ref;  // account() sets the timer
}

/// options.active: what was counted so far is sent as a flow of its own, and the flow goes on from zero.
void FlowTable::Impl::restart(Ref ref) {
  HalfOpen& f = flow(ref);
  wheel_.remove(ref);
  if (Established* e = established(ref); e != nullptr && e->burst.begun && !e->burst.sent && e->burst.index > 0) send_burst(*e, now_);
  if (f.inspection != 0) close_inspection(f, now_);
  model::FlowRecord last = record(f, model::EndReason::Active);
  metrics_.ended(last);
  emit(f, now_, model::FlowEnded{std::move(last)});
  metrics_.begun(f.ref.transport);

  HalfOpen fresh;
  fresh.ref = f.ref;
  const bool ports = model::has_ports(f.ref.transport);
  model::Endpoints ends = f.ref.endpoints;
  if (!ports) ends.client.port = ends.server.port = 0;
  fresh.ref.start = fresh.last = fresh.last_payload = now_;
  fresh.ref.id = model::FlowKey::of(ends.client, ends.server, f.ref.transport, options_.vlan_in_key ? f.ref.vlan : model::VlanStack{}).id(now_, 0);
  fresh.ref.midstream = f.ref.transport == model::Transport::Tcp;
  fresh.next_sequence = f.next_sequence;
  fresh.client_sequence_known = f.client_sequence_known;
  fresh.server_sequence_known = f.server_sequence_known;
  fresh.hash = f.hash;
  fresh.server_name = std::move(f.server_name);
  fresh.risks = f.risks;
  fresh.label = f.label;
  fresh.inspected = f.inspected;
  fresh.state = f.state;
  fresh.live = true;
  if (Established* e = established(ref)) {
    *e = Established(std::move(fresh));
  } else {
    f = std::move(fresh);
  }
}

void FlowTable::Impl::end(Ref ref, model::EndReason reason, Timestamp time) {
  HalfOpen& f = flow(ref);
  wheel_.remove(ref);
  if (Established* e = established(ref); e != nullptr && e->burst.begun && !e->burst.sent && e->burst.index > 0) send_burst(*e, time);
  if (f.inspection != 0) close_inspection(f, time);
  model::FlowRecord last = record(f, reason);
  metrics_.ended(last);
  emit(f, time, model::FlowEnded{std::move(last)});
  --states_[static_cast<std::size_t>(f.state)];
  name_bytes_ -= f.server_name.bytes();
  index_.erase(f.hash, ref);
  if ((ref & kEstablished) != 0) {
    established_.give_back(ref & ~kEstablished);
  } else {
    half_open_.give_back(ref);
  }
}

void FlowTable::Impl::finish(model::EndReason reason) {
  if (active() == 0) return;
  // To the end of the second: shards reach the last packet's second together, but not its nanosecond.
  const Timestamp until = std::chrono::floor<std::chrono::seconds>(now_) + 1s;
  advance(until);
  std::vector<std::tuple<Timestamp, model::FlowId, Ref>> flows;
  flows.reserve(active());
  half_open_.for_each([&](Ref slot) { flows.emplace_back(half_open_[slot].ref.start, half_open_[slot].ref.id, slot); });
  established_.for_each([&](Ref slot) { flows.emplace_back(established_[slot].ref.start, established_[slot].ref.id, slot | kEstablished); });
  std::sort(flows.begin(), flows.end());
  for (const auto& [start, id, ref] : flows) end(ref, reason, until);
  check_emergency();
  publish();
}

void FlowTable::Impl::set_state(HalfOpen& f, model::FlowState state) {
  --states_[static_cast<std::size_t>(f.state)];
  f.state = state;
  ++states_[static_cast<std::size_t>(f.state)];
}

std::uint32_t FlowTable::Impl::take_about() {
  if (free_abouts_.empty()) {
    abouts_.emplace_back();
    return static_cast<std::uint32_t>(abouts_.size());
  }
  const std::uint32_t about = free_abouts_.back();
  free_abouts_.pop_back();
  return about;
}

std::size_t FlowTable::Impl::established_bytes() const {
  return established_.used() * kEntryBytes<Established> + name_bytes_ + (abouts_.size() - free_abouts_.size()) * sizeof(inspect::Inspected);
}

void FlowTable::Impl::make_room_half_open() {
  check_emergency();
  for (unsigned i = 0; emergency_ && i < kSweep && half_open_.used() > 0; ++i) {
    const Ref ref = half_open_.next_live();
    if (expiry(half_open_[ref]) <= now_) end(ref, expiry_reason(half_open_[ref]), now_);
  }
  if (!half_open_.full()) return;
  metrics_.evicted(Evicted::HalfOpenFull);
  end(half_open_.least(kHalfOpenSample, [](const HalfOpen& f) { return f.last; }), model::EndReason::Evicted, now_);
}

void FlowTable::Impl::make_room_established() {
  check_emergency();
  for (unsigned i = 0; emergency_ && i < kSweep && established_.used() > 0; ++i) {
    const Ref ref = established_.next_live() | kEstablished;
    if (expiry(flow(ref)) <= now_) end(ref, expiry_reason(flow(ref)), now_);
  }
  const std::size_t needed = kEntryBytes<Established>;
  for (unsigned i = 0; i < kMostVictims && established_.used() > 0; ++i) {
    const bool full = established_.full();
    if (!full && established_bytes() + needed <= established_budget_) return;
    metrics_.evicted(full ? Evicted::EstablishedFull : Evicted::EstablishedMemory);
    end(established_.least(kEstablishedSample, [&](const Established& e) { return worth(e, now_); }) | kEstablished, model::EndReason::Evicted, now_);
  }
}

void FlowTable::Impl::check_emergency() {
  const Fill& limit = emergency_ ? recovered_ : alarming_;
  const bool high = half_open_.used() >= limit.half_open || established_bytes() >= limit.established_bytes;
  if (high == emergency_) return;
  emergency_ = high;
  if (high) metrics_.emergency_entered.add();
  metrics_.emergency.set(emergency_ ? 1 : 0);
}

}  // namespace sekisho::table

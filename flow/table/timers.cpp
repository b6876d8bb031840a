// What time alone brings: the end of a burst, milestones, expiry. Each happens at a time that follows from the flow's own packets, never
// from when advance() is called or from other flows, so the events do not depend on how flows are spread over tables. A flow has one timer,
// set to the earliest of the three; packets that move expiry back leave it alone, and it is set anew when it fires.

#include <algorithm>

#include "flow/table/impl.hpp"

namespace sekisho::table {
namespace {

constexpr Duration kSilence = 1s;       // DataBurst: what ends a burst
constexpr Duration kLeastTimeout = 1s;  // a flow lives at least this long, in emergency too
constexpr int kEmergencyDivisor = 10;

/// Age of the milestone that follows @p reached others.
Duration milestone_age(unsigned reached) {
  constexpr std::array<Duration, 5> kFirst{1min, 5min, 10min, 15min, 30min};
  if (reached < kFirst.size()) return kFirst[reached];
  return Duration(1h) * static_cast<Duration::rep>(reached - kFirst.size() + 1);
}

}  // namespace

void FlowTable::Impl::advance(Timestamp now) {
  if (now <= now_) return;
  // now_ runs ahead of the timers that fire below; none of what they call reads it.
  now_ = now;
  wheel_.advance(now, [this](Ref ref, Timestamp due) { fire(ref, due); });
  if (const auto second = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count(); second != published_) {
    published_ = second;
    check_emergency();
    publish();
  }
}

void FlowTable::Impl::fire(Ref ref, Timestamp due) {
  HalfOpen& f = flow(ref);
  if (Established* e = established(ref); e != nullptr && e->burst.index > 0 && !e->burst.sent && e->burst.last + kSilence <= due) send_burst(*e, due);
  if (expiry(f) <= due) {
    end(ref, expiry_reason(f), due);
    return;
  }
  if (const Duration age = milestone_age(f.milestones); f.ref.start + age <= due) {
    ++f.milestones;
    emit(f, due, model::FlowMilestone{age, record(f, model::EndReason::Active)});
  }
  arm(ref, due);
}

/// Sets the timer to what the flow waits for first, at the earliest just after @p after. Leaves a timer that fires before then alone.
void FlowTable::Impl::arm(Ref ref, Timestamp after) {
  const HalfOpen& f = flow(ref);
  Timestamp due = std::min(expiry(f), f.ref.start + milestone_age(f.milestones));
  if (const Established* e = established(ref); e != nullptr && e->burst.index > 0 && !e->burst.sent) due = std::min(due, e->burst.last + kSilence);
  due = std::max(due, after + 1ns);
  if (f.timer.slot != Timer::kUnset) {
    if (f.timer.due <= due) return;
    wheel_.remove(ref);
  }
  wheel_.add(ref, due);
}

Timestamp FlowTable::Impl::expiry(const HalfOpen& f) const {
  const Duration nominal = timeout(f);
  return f.last + std::max(kLeastTimeout, emergency_ ? nominal / kEmergencyDivisor : nominal);
}

Duration FlowTable::Impl::timeout(const HalfOpen& f) const {
  switch (f.ref.transport) {
    case model::Transport::Tcp:
      if (f.state == model::FlowState::Closed) return options_.tcp_closed;
      // Joined mid-stream or seen one way only, a flow with several packets of data is more than an attempt.
      return f.state == model::FlowState::New && !f.promoted ? options_.tcp_new : options_.tcp_established;
    case model::Transport::Udp:
      return f.state == model::FlowState::New ? options_.udp_new : options_.udp_established;
    case model::Transport::Icmp:
    case model::Transport::Icmpv6:
      return options_.icmp;
    default:
      return options_.other;
  }
}

model::EndReason FlowTable::Impl::expiry_reason(const HalfOpen& f) const {
  return f.state == model::FlowState::Closed ? model::EndReason::Closed : model::EndReason::Timeout;
}

void FlowTable::Impl::send_burst(Established& e, Timestamp time) {
  Burst& b = e.burst;
  b.sent = true;
  model::DataBurst burst;
  burst.from_client = b.from_client;
  burst.start = b.start;
  burst.to_server = b.to_server;
  burst.to_client = b.to_client;
  burst.reply_after = b.reply_after;
  burst.index = b.index;
  emit(e, time, burst);
}

void FlowTable::Impl::publish() {
  metrics_.active(states_);
  metrics_.bytes.set(static_cast<double>(bytes()));
}

}  // namespace sekisho::table

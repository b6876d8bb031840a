#include "detectors/port_knock/port_knock.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "detectors/port_knock/report.hpp"

namespace sekisho::detectors::port_knock {
namespace {

constexpr std::array<std::string_view, 2> kTechniques{"T1205", "T1205.001"};
constexpr Duration kForget = 10min;
constexpr Duration kRemember = 24h;
constexpr std::uint16_t kServicePorts = 1024;  // Below live protocols of their own, whose lost questions are no signals.

bool low_is_client(const model::Endpoints& ends) { return ends.client.address < ends.server.address; }

bool is_closed(const model::FlowRecord& r) { return r.conn_state == "S0" || r.conn_state == "REJ" || r.conn_state == "RSTOS0"; }

/// What @p record failed at, seen from who sent; nothing if it did not.
std::optional<Knock> knock_of(const model::FlowRecord& record) {
  const model::Endpoints& ends = record.ref.endpoints;
  Knock k;
  k.at = record.ref.start;
  if (record.ref.transport == model::Transport::Tcp) {
    if (!is_closed(record) || record.ref.midstream) return {};
    k.port = ends.server.port;
    k.source = ends.client.port;
    k.from_low = low_is_client(ends);
    return k;
  }
  if (record.ref.transport != model::Transport::Udp) return {};
  const bool forward = record.to_server.payload_packets == 1 && record.to_client.packets == 0;
  // A datagram from a low port looks like an answer: then the flow's server is who knocked.
  const bool backward = record.to_client.payload_packets == 1 && record.to_server.packets == 0 && record.ref.client_guessed;
  if (!forward && !backward) return {};
  const std::uint64_t payload = forward ? record.to_server.payload : record.to_client.payload;
  const auto& first = forward ? record.first_to_server : record.first_to_client;
  const std::size_t size = forward ? record.first_to_server_size : record.first_to_client_size;
  k.port = forward ? ends.server.port : ends.client.port;
  k.size = static_cast<std::uint16_t>(std::min<std::uint64_t>(payload, 0xFFFF));
  k.source = forward ? ends.client.port : ends.server.port;
  k.datagram = true;
  k.sealed = k.port >= kServicePorts && !record.label.sure() && looks_sealed(Bytes(first).first(size));
  k.from_low = low_is_client(ends) == forward;
  return k;
}

}  // namespace

PortKnock::PortKnock(const Params& params, HashSeed seed)
    : params_(params), seed_(seed), pairs_(params.max_pairs), sequences_(params.max_sequences) {}

std::uint64_t PortKnock::key_of(const model::Endpoints& ends) const {
  return mix(ends.client.address.hash(seed_) + ends.server.address.hash(seed_), 1);
}

void PortKnock::on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) {
  if (const auto* classified = std::get_if<model::FlowClassified>(&event.body)) {
    const model::FlowRecord& r = classified->record;
    if (r.ref.transport != model::Transport::Tcp || r.ref.midstream) return;
    if (waiting_.size() >= params_.max_successes) {
      waiting_.pop_front();
      ++dropped_;
    }
    waiting_.push_back({key_of(r.ref.endpoints), r.ref, r.label});
  } else if (const auto* ended = std::get_if<model::FlowEnded>(&event.body)) {
    closing_ = closing_ || ended->record.reason == model::EndReason::Shutdown;
    failure(ended->record, event.time, context, sink);
  }
}

void PortKnock::failure(const model::FlowRecord& record, Timestamp now, const Context& context, FindingSink& sink) {
  const model::Endpoints& ends = record.ref.endpoints;
  if (context.is_local_scope(ends.server.address) || context.is_local_scope(ends.client.address)) return;
  const std::optional<Knock> knock = knock_of(record);
  if (!knock) return;
  Pair& pair = pairs_.touch(key_of(ends));
  pair.knocks.add(*knock);
  const Verdict verdict = judge(pair.knocks, *knock);
  if (verdict.score < params_.report_at || !worth_saying(pair, verdict.score, now)) return;
  const Object object = context.object_of(record.ref, {});
  sink.finding(make_finding({verdict, record.ref, record.label, object, context.direction(ends), now}));
}

void PortKnock::judge_opened(const Waiting& waiting, Timestamp now, const Context& context, FindingSink& sink) {
  Pair* pair = pairs_.find(waiting.key);
  if (pair == nullptr) return;
  const model::Endpoints& ends = waiting.flow.endpoints;
  const bool first = pair->opened_at == Timestamp{};
  if (first) pair->opened_at = waiting.flow.start;
  Verdict verdict = judge(pair->knocks, {waiting.flow.start, ends.server.port, low_is_client(ends), context.direction(ends) == Direction::Outbound},
                          first, params_);
  if (verdict.score == 0) return;
  if (verdict.sequence != 0) {
    Sequence& sequence = sequences_.touch(waiting.key);
    if (sequence.hash == verdict.sequence && now - sequence.last <= kRemember) repeated(verdict, sequence.times);
    sequence.times = sequence.hash == verdict.sequence ? sequence.times + 1 : 1;
    sequence.hash = verdict.sequence;
    sequence.last = now;
  }
  if (verdict.score < params_.report_at || !worth_saying(*pair, verdict.score, now)) return;
  const Object object = context.object_of(waiting.flow, {});
  sink.finding(make_finding({verdict, waiting.flow, waiting.label, object, context.direction(ends), now}));
}

bool PortKnock::worth_saying(Pair& pair, int score, Timestamp now) const {
  constexpr int kRise = 10;
  if (pair.said > 0 && score < pair.said + kRise && now - pair.said_at < params_.repeat) return false;
  pair.said = score;
  pair.said_at = now;
  return true;
}

void PortKnock::on_tick(Timestamp now, const Context& context, FindingSink& sink) {
  while (!waiting_.empty() && (closing_ || waiting_.front().flow.start + params_.settle <= now)) {
    const Waiting waiting = waiting_.front();
    waiting_.pop_front();
    judge_opened(waiting, now, context, sink);
  }
  closing_ = false;
  pairs_.expire([&](std::uint64_t, const Pair& p) { return p.knocks.last() < now - kForget; });
  sequences_.expire([&](std::uint64_t, const Sequence& s) { return s.last < now - kRemember; });
}

Result<void> PortKnock::reconfigure(const ConfigView& config) { return renew(params_, config); }

StateUsage PortKnock::usage() const {
  StateUsage u;
  u.keys = pairs_.size() + sequences_.size() + waiting_.size();
  u.max_keys = pairs_.capacity() + sequences_.capacity() + params_.max_successes;
  u.bytes = pairs_.bytes() + sequences_.bytes() + waiting_.size() * sizeof(Waiting);
  u.evictions = pairs_.evictions() + sequences_.evictions() + dropped_;
  return u;
}

extern const DetectorInfo kDetector{
    .name = "port_knock",
    .summary = "Closed ports or a single datagram are the signal that opens a port",
    .number = 18,
    .techniques = kTechniques,
    .maturity = "experimental",
    .reads = model::event_bit<model::FlowClassified>() | model::event_bit<model::FlowEnded>(),
    .create = &create_detector<PortKnock, Params>,
    .parameters = &Params::keys,
};

}  // namespace sekisho::detectors::port_knock

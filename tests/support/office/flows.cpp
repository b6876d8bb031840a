#include "tests/support/office/flows.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "flow/model/flow_key.hpp"

namespace sekisho::test::office {
namespace {

constexpr Duration kSilence = 1s;
constexpr Duration kClosed = 10s, kDatagrams = 5min, kEcho = 15min, kIdle = 1h;
constexpr std::uint64_t kSegment = 1'400;
constexpr HashSeed kSeed{0x6F66666963650002ULL};

Duration milestone(unsigned reached) {
  constexpr std::array<Duration, 5> kFirst{1min, 5min, 10min, 15min, 30min};
  return reached < kFirst.size() ? kFirst[reached] : Duration(1h) * static_cast<Duration::rep>(reached - kFirst.size() + 1);
}

void carry(model::Volume& volume, std::uint64_t payload, std::uint64_t acknowledged) {
  const std::uint64_t segments = (payload + kSegment - 1) / kSegment;
  const std::uint64_t packets = std::max<std::uint64_t>(segments, (acknowledged + 2 * kSegment - 1) / (2 * kSegment));
  volume.packets += packets;
  volume.bytes += payload + packets * 40;
  volume.payload += payload;
  volume.payload_packets += segments;
}

void begin_with(std::string_view bytes, std::uint64_t segment, std::array<std::uint8_t, 16>& first, std::uint8_t& size, std::uint32_t& length,
                model::PayloadShape& shape) {
  if (bytes.empty() || size > 0) return;
  size = static_cast<std::uint8_t>(std::min(bytes.size(), first.size()));
  std::copy_n(bytes.begin(), size, first.begin());
  length = static_cast<std::uint32_t>(std::min<std::uint64_t>(segment, kSegment));
  shape = model::shape_of(as_bytes(bytes));
}

}  // namespace

model::AppLabel label(std::string_view master, std::string_view app, std::string_view category) {
  model::AppLabel l;
  l.master = master;
  l.app = app;
  l.category = category;
  l.confidence = model::Confidence::Dpi;
  return l;
}

Duration round_trip(const IpAddress& server) {
  if ((server.v4_bits() >> 24U) == 10) return 400us;
  return std::chrono::microseconds(4'000 + server.hash(kSeed) % 86'000);
}

Flows::Flow* Flows::find(Id id) {
  const auto it = flows_.find(static_cast<std::uint64_t>(id));
  return it == flows_.end() ? nullptr : &it->second;
}

bool Flows::is_open(Id id) const {
  const auto it = flows_.find(static_cast<std::uint64_t>(id));
  return it != flows_.end() && !it->second.closed;
}

void Flows::say(Flow& flow, Timestamp time, model::FlowEventBody body) {
  flow.said = std::max(flow.said, time);
  events_.push_back({flow.said, flow.record.ref, flow.events++, std::move(body)});
}

Flows::Id Flows::open(const model::Endpoints& ends, model::Transport transport) {
  const Timestamp now = simulation_.now();
  const Id id = model::FlowKey::of(ends.client, ends.server, transport, {}).id(now, ++opened_);
  Flow& f = flows_[static_cast<std::uint64_t>(id)];
  model::FlowRecord& r = f.record;
  r.ref.id = id;
  r.ref.start = r.last = r.last_payload = f.said = now;
  r.ref.endpoints = ends;
  r.ref.transport = transport;
  r.state = model::FlowState::Established;
  if (transport == model::Transport::Tcp) {
    r.to_server = {2, 100, 0, 0, 0, 0x12};
    r.to_client = {1, 60, 0, 0, 0, 0x12};
    r.conn_state.assign("S1");
    r.history.assign("ShA");
  } else {
    r.conn_state.assign("SF");
    r.history.assign("Dd");
  }
  f.clock = now + round_trip(ends.server.address);
  say(f, f.clock, model::FlowEstablished{});
  arm(f);
  return id;
}

void Flows::handshake(Id id, const Hello& hello) {
  Flow* f = find(id);
  if (f == nullptr) return;
  model::FlowRecord& r = f->record;
  const Duration trip = round_trip(r.ref.endpoints.server.address);
  model::TlsClientHello client;
  client.server_name = hello.name;
  client.version = hello.stack->version;
  client.ja4 = hello.stack->ja4;
  client.alpn = {"h2", "http/1.1"};
  const std::uint64_t order = hello.stack->shuffles ? static_cast<std::uint64_t>(id) : 0;
  client.ja3 = fmt::format("{:016x}{:016x}", keyed_hash(hello.stack->ja4, kSeed), mix(order, 3));
  client.quic = hello.quic;
  say(*f, f->clock + 1ms, std::move(client));
  f->clock += trip;
  model::TlsServerHello server;
  server.version = hello.identity != nullptr ? 0x0303 : std::min<std::uint16_t>(hello.stack->version, 0x0304);
  server.cipher = hello.identity != nullptr ? 0xC02F : 0x1301;
  server.ja3s = fmt::format("{:032x}", server.cipher);
  say(*f, f->clock + 2ms, std::move(server));
  if (hello.identity != nullptr) {
    const Identity& own = *hello.identity;
    model::TlsCertificate certificate;
    certificate.subject = own.subject;
    certificate.issuer = own.issuer;
    certificate.names = own.names;
    certificate.self_signed = own.self_signed;
    certificate.not_before = r.ref.start - own.age;
    certificate.not_after = certificate.not_before + own.validity;
    certificate.sha256 = fmt::format("{:064x}", keyed_hash(own.subject, kSeed));
    certificate.sha1 = certificate.sha256.substr(24);
    certificate.serial = certificate.sha256.substr(48);
    say(*f, f->clock + 3ms, std::move(certificate));
  }
  constexpr std::string_view kHello("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\x8e\x41\xd7\x0c\x99", 16);
  constexpr std::string_view kAnswer("\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03\x5b\xe2\x10\xa7\x64", 16);
  carry(r.to_server, 517 + 80, 0);
  carry(r.to_client, hello.identity != nullptr ? 3'400 : 2'900, 0);
  begin_with(kHello, 517, r.first_to_server, r.first_to_server_size, r.first_segment_to_server, r.shape_to_server);
  begin_with(kAnswer, kSegment, r.first_to_client, r.first_to_client_size, r.first_segment_to_client, r.shape_to_client);
  r.active_seconds += 1;
  f->burst.begun = true;
  f->burst.sent = false;
  f->burst.data = {true, r.ref.start + trip, 597, 3'000, trip, 0};
  f->burst.last = r.last = r.last_payload = f->clock;
  r.label = hello.label;
  r.server_name = hello.name;
  classified(*f);
}

void Flows::classify(Id id, const model::AppLabel& what, std::string_view name, std::string_view first_up, std::string_view first_down) {
  Flow* f = find(id);
  if (f == nullptr) return;
  model::FlowRecord& r = f->record;
  r.label = what;
  r.server_name = name;
  begin_with(first_up, first_up.size(), r.first_to_server, r.first_to_server_size, r.first_segment_to_server, r.shape_to_server);
  begin_with(first_down, first_down.size(), r.first_to_client, r.first_to_client_size, r.first_segment_to_client, r.shape_to_client);
}

void Flows::classified(Flow& flow) {
  if (std::exchange(flow.classified, true)) return;
  say(flow, flow.clock + 4ms, model::FlowClassified{flow.record});
}

void Flows::exchange(Id id, const Exchange& data) {
  Flow* f = find(id);
  if (f == nullptr || f->closed) return;
  model::FlowRecord& r = f->record;
  const Duration trip = round_trip(r.ref.endpoints.server.address);
  const Timestamp start = std::max(simulation_.now(), f->clock);
  Burst& b = f->burst;
  if (b.begun && start - b.last >= kSilence) {
    if (!b.sent) send_burst(*f, b.data.index == 0 ? start : b.last + kSilence);
    r.longest_silence = std::max(r.longest_silence, start - r.last_payload);
    b.data = {data.from_client, start, 0, 0, {}, b.data.index + 1};
    b.sent = false;
  } else if (!std::exchange(b.begun, true)) {
    b.data = {data.from_client, start, 0, 0, {}, 0};
    b.sent = false;
  }
  b.data.to_server += static_cast<std::uint32_t>(std::min<std::uint64_t>(data.up, UINT32_MAX / 2));
  b.data.to_client += static_cast<std::uint32_t>(std::min<std::uint64_t>(data.down, UINT32_MAX / 2));
  if (b.data.reply_after == 0s && data.up > 0 && data.down > 0) b.data.reply_after = trip;
  carry(r.to_server, data.up, data.down);
  carry(r.to_client, data.down, data.up);
  f->clock = b.last = r.last = r.last_payload = start + trip + data.lasts;
  r.active_seconds += 1 + static_cast<std::uint32_t>(seconds(data.lasts));
  classified(*f);
  arm(*f);
}

void Flows::request(Id id, model::HttpTransaction transaction) {
  Flow* f = find(id);
  if (f == nullptr || f->closed) return;
  transaction.request_time = std::max(simulation_.now(), f->clock);
  if (f->record.server_name.empty()) f->record.server_name = transaction.host;
  const Exchange data{350 + transaction.request_length, 300 + transaction.response_length, true, {}};
  const Timestamp answered = transaction.request_time + round_trip(f->record.ref.endpoints.server.address);
  say(*f, answered, std::move(transaction));
  exchange(id, data);
}

void Flows::message(Id id, model::FlowEventBody body) {
  Flow* f = find(id);
  if (f != nullptr) say(*f, std::max(simulation_.now(), f->clock), std::move(body));
}

void Flows::send_burst(Flow& flow, Timestamp time) {
  flow.burst.sent = true;
  say(flow, time, flow.burst.data);
}

void Flows::close(Id id) {
  Flow* f = find(id);
  if (f == nullptr || f->closed) return;
  f->closed = true;
  if (f->record.ref.transport != model::Transport::Tcp) return;  // nobody says that datagrams are over
  f->record.last = std::max(simulation_.now(), f->clock);
  f->record.state = model::FlowState::Closed;
  f->record.conn_state.assign("SF");
  f->record.history.assign("ShADadFf");
  arm(*f);
}

/// One timer a flow, as flow/table has it: the earliest of the end of a burst, a milestone and the flow's end.
void Flows::arm(Flow& flow) {
  const model::FlowRecord& r = flow.record;
  const bool tcp = r.ref.transport == model::Transport::Tcp;
  const Duration idle = tcp ? (flow.closed ? kClosed : kIdle) : (model::is_icmp(r.ref.transport) ? kEcho : kDatagrams);
  Timestamp due = std::min(r.last + idle, r.ref.start + milestone(flow.milestones));
  if (flow.burst.data.index > 0 && !flow.burst.sent) due = std::min(due, flow.burst.last + kSilence);
  if (due >= flow.armed) return;
  flow.armed = due;
  simulation_.at(due, [this, id = r.ref.id] { fire(id); });
}

void Flows::fire(Id id) {
  Flow* f = find(id);
  const Timestamp now = simulation_.now();
  if (f == nullptr || f->armed > now) return;
  f->armed = Timestamp::max();
  if (f->burst.data.index > 0 && !f->burst.sent && f->burst.last + kSilence <= now) send_burst(*f, now);
  const bool tcp = f->record.ref.transport == model::Transport::Tcp;
  const Duration idle = tcp ? (f->closed ? kClosed : kIdle) : (model::is_icmp(f->record.ref.transport) ? kEcho : kDatagrams);
  if (f->record.last + idle <= now) {
    end(*f, now);
    flows_.erase(static_cast<std::uint64_t>(id));
    return;
  }
  if (f->record.ref.start + milestone(f->milestones) <= now) {
    say(*f, now, model::FlowMilestone{milestone(f->milestones++), f->record});
  }
  arm(*f);
}

void Flows::end(Flow& flow, Timestamp time) {
  if (flow.burst.data.index > 0 && !flow.burst.sent) send_burst(flow, time);
  flow.record.reason = flow.closed ? model::EndReason::Closed : model::EndReason::Timeout;
  say(flow, time, model::FlowEnded{flow.record});
}

void Flows::fail(const model::Endpoints& ends, model::Transport transport, std::uint32_t payload) {
  const Timestamp now = simulation_.now();
  Flow f;
  model::FlowRecord& r = f.record;
  r.ref.id = model::FlowKey::of(ends.client, ends.server, transport, {}).id(now, ++opened_);
  r.ref.start = r.last_payload = f.said = now;
  r.ref.endpoints = ends;
  r.ref.transport = transport;
  r.last = now + (transport == model::Transport::Tcp ? 7s : 0s);  // the SYN again after 1, 3 and 7 s
  r.to_server = {transport == model::Transport::Tcp ? 4U : 1U, 240, payload, payload > 0 ? 1U : 0U, 0, 2};
  r.conn_state.assign("S0");
  r.history.assign("S");
  r.reason = model::EndReason::Timeout;
  say(f, r.last + 1min, model::FlowEnded{r});
}

}  // namespace sekisho::test::office

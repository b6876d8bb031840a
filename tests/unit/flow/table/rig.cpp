#include "tests/unit/flow/table/rig.hpp"

#include <gtest/gtest.h>

namespace sekisho::table {
namespace {

const std::vector<std::uint8_t>& filler() {
  static const std::vector<std::uint8_t> kBytes = [] {
    std::vector<std::uint8_t> bytes(70'000);
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i);
    return bytes;
  }();
  return kBytes;
}

void set_payload(packet::PacketView& p, std::size_t headers, std::size_t payload) {
  p.l3 = Bytes(filler()).first(headers + payload);
  p.payload = p.l3.subspan(headers);
  p.payload_length = static_cast<std::uint32_t>(payload);
  p.wire_length = static_cast<std::uint32_t>(14 + headers + payload);
}

}  // namespace

IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }

packet::PacketView bare(const End& from, const End& to, model::Transport transport, std::size_t payload) {
  packet::PacketView p;
  p.source = from.address;
  p.destination = to.address;
  p.transport = transport;
  set_payload(p, 20, payload);
  return p;
}

packet::PacketView udp(const End& from, const End& to, std::size_t payload) {
  packet::PacketView p = bare(from, to, model::Transport::Udp, payload);
  p.source_port = from.port;
  p.destination_port = to.port;
  set_payload(p, 28, payload);
  return p;
}

packet::PacketView tcp(const End& from, const End& to, unsigned flags, std::uint32_t sequence, std::size_t payload) {
  packet::PacketView p = bare(from, to, model::Transport::Tcp, payload);
  p.source_port = from.port;
  p.destination_port = to.port;
  p.tcp_flags = static_cast<std::uint8_t>(flags);
  p.tcp_sequence = sequence;
  p.tcp_window = 1000;
  set_payload(p, 40, payload);
  return p;
}

packet::PacketView icmp(const End& from, const End& to, std::uint8_t type, std::uint8_t code, std::size_t payload) {
  packet::PacketView p = bare(from, to, from.address.is_v4() ? model::Transport::Icmp : model::Transport::Icmpv6, payload);
  p.icmp_type = type;
  p.icmp_code = code;
  return p;
}

Rig::Rig(const FlowTableOptions& options, HashSeed seed)
    : inspector((inspect::script() = {}, nullptr), {}, counters, seed), table(options, inspector, *this, counters, seed) {}

void Rig::event(model::FlowEvent&& event) {
  if (event.time < watermark) ever_early = true;
  events.push_back(std::move(event));
}

void Rig::at(Duration after, packet::PacketView p) {
  p.time = kStart + after;
  table.advance(p.time);
  watermark = std::max(watermark, p.time);
  table.packet(p);
}

model::FlowRecord Rig::ended() const {
  const auto records = bodies<model::FlowEnded>();
  EXPECT_EQ(records.size(), 1U);
  return records.empty() ? model::FlowRecord{} : records.front().record;
}

double Rig::metric(std::string_view name, std::string_view label_value) const {
  double sum = 0;
  bool found = false;
  for (const auto& sample : counters.samples()) {
    if (sample.name != name) continue;
    bool wanted = label_value.empty();
    for (const auto& [key, value] : sample.labels) wanted = wanted || value == label_value;
    if (!wanted) continue;
    found = true;
    sum += sample.value;
  }
  EXPECT_TRUE(found) << name << ' ' << label_value;
  return sum;
}

void Connection::open(Duration t) {
  client(t, kS);
  server(t + 1ms, kS | kA);
  client(t + 2ms, kA);
}

void Connection::client(Duration t, unsigned flags, std::size_t payload) {
  auto p = tcp(client_, server_, flags, client_sequence, payload);
  p.tcp_acknowledgement = server_sequence;
  client_sequence += static_cast<std::uint32_t>(payload) + ((flags & (kS | kF)) != 0 ? 1 : 0);
  rig_.at(t, p);
}

void Connection::server(Duration t, unsigned flags, std::size_t payload) {
  auto p = tcp(server_, client_, flags, server_sequence, payload);
  p.tcp_acknowledgement = client_sequence;
  server_sequence += static_cast<std::uint32_t>(payload) + ((flags & (kS | kF)) != 0 ? 1 : 0);
  rig_.at(t, p);
}

namespace {

std::string text(const model::Volume& v) {
  return std::to_string(v.packets) + '/' + std::to_string(v.bytes) + '/' + std::to_string(v.payload) + '/' + std::to_string(v.payload_packets) + '/' +
         std::to_string(v.retransmitted) + '/' + std::to_string(v.tcp_flags);
}

std::string text(const model::FlowRecord& r) {
  return iso8601(r.last) + ' ' + iso8601(r.last_payload) + ' ' + text(r.to_server) + ' ' + text(r.to_client) + ' ' +
         std::string(model::flow_state_name(r.state)) + ' ' + std::string(model::end_reason_name(r.reason)) + ' ' + std::string(r.conn_state.view()) +
         ' ' + std::string(r.history.view()) + ' ' + std::string(r.label.app.view()) + ' ' + r.server_name + ' ' + std::to_string(r.active_seconds) +
         ' ' + std::to_string(r.longest_silence.count());
}

}  // namespace

std::string describe(const model::FlowEvent& e) {
  const model::Endpoints& ends = e.flow.endpoints;
  std::string out = std::to_string(e.time.time_since_epoch().count()) + ' ' + std::to_string(static_cast<std::uint64_t>(e.flow.id)) + ' ' +
                    std::to_string(e.index) + ' ' + std::to_string(e.body.index()) + ' ' + ends.client.address.to_string() + ':' +
                    std::to_string(ends.client.port) + '>' + ends.server.address.to_string() + ':' + std::to_string(ends.server.port) + ' ';
  if (const auto* c = std::get_if<model::FlowClassified>(&e.body)) out += text(c->record);
  if (const auto* m = std::get_if<model::FlowMilestone>(&e.body)) out += std::to_string(m->age.count()) + ' ' + text(m->record);
  if (const auto* f = std::get_if<model::FlowEnded>(&e.body)) out += text(f->record);
  if (const auto* b = std::get_if<model::DataBurst>(&e.body)) {
    out += std::to_string(b->from_client) + ' ' + std::to_string(b->start.time_since_epoch().count()) + ' ' + std::to_string(b->to_server) + ' ' +
           std::to_string(b->to_client) + ' ' + std::to_string(b->reply_after.count()) + ' ' + std::to_string(b->index);
  }
  return out;
}

}  // namespace sekisho::table

// Shows one flow's packets to an inspector without DPI: streams in any order, every parser, every way a flow can end.
//
// Input: one byte for the transport, one for the server's port, then packets: one byte (bit 0: from the client, bit 1: captured short, bit 2:
// a bare acknowledgement, bits 3-4: where its sequence number lies), two for the length, then the payload.
#include <algorithm>
#include <array>
#include <cstdlib>

#include "flow/inspect/inspector.hpp"

namespace {

using namespace sekisho;
using model::Transport;

constexpr std::array<Transport, 4> kTransports{Transport::Tcp, Transport::Udp, Transport::Icmp, Transport::Sctp};
constexpr std::array<std::uint16_t, 8> kPorts{443, 80, 53, 22, 5353, 67, 4444, 5355};
constexpr std::size_t kStreamBudget = 16'384;

void require(bool holds) {
  if (!holds) std::abort();
}

struct Sink final : inspect::ObservationSink {
  void observe(model::FlowEventBody&& /*body*/) override { ++count; }
  unsigned count = 0;
};

double metric(const Counters& counters, std::string_view name) {
  for (const auto& s : counters.samples()) {
    if (s.name == name) return s.value;
  }
  return -1;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Counters counters;
  inspect::InspectorOptions options;
  options.max_flows = 4;
  options.stream_budget = kStreamBudget;
  Sink sink;
  inspect::Inspector inspector(dpi::make_port_classifier(), options, counters, HashSeed{1});
  ByteReader reader(Bytes(data, size));
  model::FlowRef flow;
  flow.id = model::FlowId{1};
  flow.transport = kTransports[reader.u8() % kTransports.size()];
  flow.endpoints.client.port = 40'000;
  flow.endpoints.server.port = kPorts[reader.u8() % kPorts.size()];
  inspect::Inspected about;
  const inspect::Inspector::Handle handle = inspector.open(flow, about);
  require(handle != 0);
  std::array<std::uint32_t, 2> next{0xFFFFFF00U, 7};
  Timestamp time{};
  while (reader.left() >= 3) {
    const std::uint8_t control = reader.u8();
    const bool from_client = (control & 1U) != 0;
    std::uint32_t& sequence = next[from_client ? 0 : 1];
    packet::PacketView p;
    p.time = time += 1ms;
    p.transport = flow.transport;
    p.source_port = from_client ? 40'000 : flow.endpoints.server.port;
    p.destination_port = from_client ? flow.endpoints.server.port : std::uint16_t{40'000};
    const Bytes payload = reader.take(std::min<std::size_t>(reader.u16(), reader.left()));
    if ((control & 4U) == 0) p.payload = payload;
    p.payload_length = static_cast<std::uint32_t>(p.payload.size()) + ((control & 2U) != 0 ? 100 : 0);
    p.tcp_flags = packet::kAck;
    p.tcp_acknowledgement = next[from_client ? 1 : 0];
    constexpr std::array<std::uint32_t, 4> kOff{0, 0xFFFFFFC0U, 64, 3'000'000};
    p.tcp_sequence = sequence + kOff[control >> 3 & 3U];
    sequence += p.payload_length;
    if (!inspector.packet(handle, flow, p, from_client, about, sink)) break;
    require(metric(counters, "sekisho_stream_bytes") <= kStreamBudget);
  }
  inspector.close(handle, flow, true, about, sink);
  require(about.classified);
  require(metric(counters, "sekisho_stream_bytes") == 0);
  require(metric(counters, "sekisho_inspection_flows") == 0);
  return 0;
}

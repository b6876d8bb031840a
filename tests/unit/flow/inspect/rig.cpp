#include "tests/unit/flow/inspect/rig.hpp"

#include <stdexcept>

namespace sekisho::inspect {

dpi::Inspection FakeClassifier::open() {
  if (off) return dpi::Inspection::None;
  ++opened;
  flows_.push_back(0);
  return static_cast<dpi::Inspection>(flows_.size());
}

bool FakeClassifier::feed(dpi::Inspection flow, const packet::PacketView& /*packet*/, bool /*from_client*/) {
  ++fed;
  return ++flows_.at(static_cast<std::size_t>(flow) - 1) >= wants;
}

dpi::Verdict FakeClassifier::close(dpi::Inspection flow, bool /*bidirectional*/) {
  if (static_cast<std::size_t>(flow) - 1 >= flows_.size()) throw std::logic_error("closes what was not opened");
  ++closed;
  return verdict;
}

model::AppLabel FakeClassifier::by_port(model::Transport /*transport*/, std::uint16_t server_port) const {
  return label("port " + std::to_string(server_port), model::Confidence::Port);
}

model::AppLabel label(std::string_view app, model::Confidence confidence, std::string_view master) {
  model::AppLabel out;
  out.app = app;
  out.master = master;
  out.confidence = confidence;
  return out;
}

Rig::Rig(const InspectorOptions& options) {
  auto fake = std::make_unique<FakeClassifier>();
  classifier = fake.get();
  inspector = std::make_unique<Inspector>(std::move(fake), options, counters, HashSeed{7});
}

Flow Rig::flow(model::Transport transport, std::string_view client, std::string_view server) {
  Flow flow;
  const test::Endpoint c = test::Endpoint::parse(client);
  const test::Endpoint s = test::Endpoint::parse(server);
  flow.ref.id = static_cast<model::FlowId>(next_id_++);
  flow.ref.start = test::kStart;
  flow.ref.endpoints = {{c.address, c.port}, {s.address, s.port}};
  flow.ref.transport = transport;
  return flow;
}

void Rig::give(Flow& flow, const test::PacketBuilder& packet, bool from_client) {
  const packet::PacketView view = packet.view();
  if (!flow.opened) {
    if (model::has_ports(view.transport) && view.payload_length == 0) return;
    flow.opened = true;
    flow.handle = inspector->open(flow.ref, flow.about);
  }
  if (flow.handle == 0) return;
  ++flow.shown;
  if (!inspector->packet(flow.handle, flow.ref, view, from_client, flow.about, *this)) end(flow);
}

void Rig::end(Flow& flow) {
  if (flow.handle == 0) return;
  inspector->close(flow.handle, flow.ref, true, flow.about, *this);
  flow.handle = 0;
}

double Rig::metric(std::string_view name, std::string_view label_value) const {
  double sum = 0;
  for (const auto& s : counters.samples()) {
    if (s.name == name && (label_value.empty() || s.labels.at(0).second == label_value)) sum += s.value;
  }
  return sum;
}

Connection::Connection(Rig& rig, std::string_view client, std::string_view server)
    : flow(rig.flow(model::Transport::Tcp, client, server)), rig_(rig), client_(client), server_(server) {}

std::uint32_t Connection::segment(std::uint32_t sequence, const test::Frame& bytes, bool from_client) {
  const std::string& from = from_client ? client_ : server_;
  const std::string& to = from_client ? server_ : client_;
  rig_.give(flow, test::tcp(from, to).push().seq(sequence).payload(bytes), from_client);
  return sequence + static_cast<std::uint32_t>(bytes.size());
}

void Connection::client_acknowledges(std::uint32_t offset) {
  rig_.give(flow, test::tcp(client_, server_).ack().seq(client_next_).ack_number(kServerStart + offset), true);
}

}  // namespace sekisho::inspect

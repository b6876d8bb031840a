#include "sensor/outputs/eve/event_writer.hpp"

#include <algorithm>
#include <array>

#include "sensor/outputs/eve/names.hpp"

namespace sekisho::outputs::eve {
namespace {

constexpr std::size_t kMostName = 255;  // bytes of a host name shown: DNS allows no more

/// Two hex digits.
class HexByte {
 public:
  explicit HexByte(std::uint8_t value) : digits_{digit(value >> 4U), digit(value & 0xFU)} {}
  operator std::string_view() const { return {digits_.data(), digits_.size()}; }  // NOLINT(google-explicit-constructor): it is a string

 private:
  static char digit(unsigned value) { return "0123456789abcdef"[value]; }
  std::array<char, 2> digits_;
};

}  // namespace

void EventWriter::begin(Timestamp time, const model::FlowRef& flow, std::string_view event_type, std::string_view app_proto) {
  json_.start();
  json_.time("timestamp", time);
  json_.number("flow_id", static_cast<std::uint64_t>(flow.id));
  if (origin_.names != nullptr && flow.interface < origin_.names->size()) {
    const std::string& name = (*origin_.names)[flow.interface];
    if (origin_.pcap_names) {
      json_.text("pcap_filename", name);
    } else {
      json_.text("in_iface", name);
    }
  }
  json_.literal("event_type", event_type);
  if (flow.vlan.count > 0) {
    json_.open_array("vlan");
    for (std::size_t i = 0; i < std::min<std::size_t>(flow.vlan.count, flow.vlan.ids.size()); ++i) json_.number_element(flow.vlan.ids[i]);
    json_.close_array();
  }
  json_.address("src_ip", flow.endpoints.client.address);
  if (model::has_ports(flow.transport)) json_.number("src_port", flow.endpoints.client.port);
  json_.address("dest_ip", flow.endpoints.server.address);
  if (model::has_ports(flow.transport)) json_.number("dest_port", flow.endpoints.server.port);
  json_.literal("proto", model::transport_name(flow.transport));
  if (model::is_icmp(flow.transport)) {
    json_.number("icmp_type", flow.endpoints.client.port);
    json_.number("icmp_code", flow.endpoints.server.port);
  }
  if (flow.tunnel != model::TunnelKind::None) {
    json_.open("tunnel");
    json_.literal("proto", model::tunnel_name(flow.tunnel));
    json_.close();
  }
  if (!app_proto.empty()) json_.text("app_proto", app_proto);
}

std::string_view EventWriter::end(const model::FlowRef& flow) {
  json_.literal("community_id", ids_.of(flow));
  if (!origin_.sensor_name.empty()) json_.text("host", origin_.sensor_name);
  return json_.finish();
}

void EventWriter::tcp(const model::FlowRecord& record) {
  struct Flag {
    std::uint8_t bit;
    std::string_view name;
  };
  constexpr std::array<Flag, 8> kFlags{
      {{0x02, "syn"}, {0x01, "fin"}, {0x04, "rst"}, {0x08, "psh"}, {0x10, "ack"}, {0x20, "urg"}, {0x40, "ecn"}, {0x80, "cwr"}}};
  const std::uint8_t all = record.to_server.tcp_flags | record.to_client.tcp_flags;
  json_.open("tcp");
  json_.literal("tcp_flags", HexByte(all));
  json_.literal("tcp_flags_ts", HexByte(record.to_server.tcp_flags));
  json_.literal("tcp_flags_tc", HexByte(record.to_client.tcp_flags));
  for (const Flag& flag : kFlags) {
    if ((all & flag.bit) != 0) json_.boolean_member(flag.name, true);
  }
  json_.number("retransmitted_toserver", record.to_server.retransmitted);
  json_.number("retransmitted_toclient", record.to_client.retransmitted);
  json_.close();
}

std::string_view EventWriter::flow(Timestamp time, const model::FlowRecord& record, RecordKind kind, bool alerted) {
  const model::FlowRef& ref = record.ref;
  begin(time, ref, "flow", app_proto(record.label.protocol()));
  json_.open("flow");
  json_.number("pkts_toserver", record.to_server.packets);
  json_.number("pkts_toclient", record.to_client.packets);
  json_.number("bytes_toserver", record.to_server.bytes);
  json_.number("bytes_toclient", record.to_client.bytes);
  json_.number("payload_toserver", record.to_server.payload);
  json_.number("payload_toclient", record.to_client.payload);
  json_.time("start", ref.start);
  json_.time("end", record.last);
  json_.number("age", std::max<std::int64_t>(0, std::chrono::floor<std::chrono::seconds>(record.duration()).count()));
  json_.literal("state", model::flow_state_name(record.state));
  json_.literal("reason", model::end_reason_name(record.reason));
  json_.boolean("alerted", alerted);
  json_.boolean("interim", kind == RecordKind::Interim);
  json_.literal("conn_state", record.conn_state);
  json_.literal("history", record.history);
  if (!record.server_name.empty()) json_.text("server_name", record.server_name, kMostName);
  if (ref.client_guessed) json_.boolean("client_guessed", true);
  if (ref.midstream) json_.boolean("midstream", true);
  json_.close();
  if (ref.transport == model::Transport::Tcp) tcp(record);
  if (record.label.known()) {
    json_.open("dpi");
    json_.text("protocol", record.label.protocol());
    json_.text("application", record.label.app);
    if (!record.label.category.empty()) json_.text("category", record.label.category);
    json_.literal("confidence", model::confidence_name(record.label.confidence));
    json_.close();
  }
  return end(ref);
}

// Metric names as Prometheus shows them, so that one vocabulary serves both. Labelled metrics are objects: {"queue=eve": 0}.
std::string_view EventWriter::stats(const StatsEvent& stats) {
  json_.start();
  json_.time("timestamp", stats.time);
  json_.literal("event_type", "stats");
  json_.open("stats");
  json_.real("uptime", stats.uptime_seconds);
  const std::string* open = nullptr;
  for (const Counters::Sample& sample : stats.samples) {  // ordered by name, then labels
    if (open != nullptr && *open != sample.name) {
      json_.close();
      open = nullptr;
    }
    if (sample.labels.empty()) {
      json_.real_member(sample.name, sample.value);
      continue;
    }
    if (open == nullptr) json_.open_member(sample.name);
    open = &sample.name;
    std::string labels;
    for (const auto& [name, value] : sample.labels) {
      if (!labels.empty()) labels += ',';
      labels.append(name).append("=").append(value);
    }
    json_.real_member(labels, sample.value);
  }
  if (open != nullptr) json_.close();
  json_.close();
  if (!origin_.sensor_name.empty()) json_.text("host", origin_.sensor_name);
  return json_.finish();
}

}  // namespace sekisho::outputs::eve

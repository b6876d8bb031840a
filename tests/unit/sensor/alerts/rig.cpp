#include "tests/unit/sensor/alerts/rig.hpp"

#include <algorithm>
#include <array>

namespace sekisho::alerts {
namespace {

detectors::DetectorInfo detector(std::string_view name, std::uint16_t number) {
  detectors::DetectorInfo info{};
  info.name = name;
  info.number = number;
  return info;
}

}  // namespace

const detectors::DetectorInfo kBeacon = detector("beacon", 4);
const detectors::DetectorInfo kTunnel = detector("dns_tunnel", 3);
const detectors::DetectorInfo kSession = detector("long_session", 5);
const detectors::DetectorInfo kPort = detector("nonstandard_port", 1);
const detectors::DetectorInfo kIcmp = detector("icmp_tunnel", 2);

detectors::Direction Net::direction(const model::Endpoints& ends) const {
  using detectors::Direction;
  const bool server = is_home(ends.server.address);
  if (is_home(ends.client.address)) return server ? Direction::Internal : Direction::Outbound;
  return server ? Direction::Inbound : Direction::External;
}

bool Net::is_sanctioned(std::string_view kind, const IpAddress& server, std::string_view name) const {
  const auto address = [&](const auto& row) { return row.first == kind && row.second == server; };
  const auto by_name = [&](const auto& row) { return row.first == kind && row.second == name; };
  return std::any_of(sanctioned_addresses.begin(), sanctioned_addresses.end(), address) ||
         std::any_of(sanctioned_names.begin(), sanctioned_names.end(), by_name);
}

FindingBuilder::FindingBuilder() {
  f.reason = {1, "periodic contact"};
  f.score = 45;
  f.flow.id = model::FlowId{77};
  f.flow.transport = model::Transport::Tcp;
  f.flow.endpoints.client.port = 40'000;
  f.techniques = {"T1071.001"};
  f.indicators = {{"interval", 60, 15, 39}, {"size", 0.9, 0.8, 6}};
  f.sentence = "10.0.0.1 contacted it";
  when(0s).client("10.0.0.1").server("203.0.113.9").named("cdn.example.com");
}

FindingBuilder& FindingBuilder::server(std::string_view text, std::uint16_t port) {
  f.flow.endpoints.server = {address(text), port};
  return *this;
}

FindingBuilder& FindingBuilder::named(std::string_view name, detectors::NameSource source) {
  std::string domain(name);
  if (const auto last = domain.rfind('.'); last != std::string::npos && last > 0) {
    if (const auto before = domain.rfind('.', last - 1); before != std::string::npos) domain = domain.substr(before + 1);
  }
  f.object = {std::string(name), domain, source};
  return *this;
}

FindingBuilder& FindingBuilder::bare() {
  f.object = {f.flow.endpoints.server.address.to_string(), "", detectors::NameSource::Address};
  return *this;
}

FindingBuilder& FindingBuilder::label(std::string_view protocol) {
  f.label.app.assign(protocol);
  f.label.confidence = model::Confidence::Dpi;
  return *this;
}

bool Rig::say(const detectors::DetectorInfo& detector, detectors::Finding f) {
  const std::size_t before = alerts.size();
  manager.finding(detector, std::move(f));
  return alerts.size() > before;
}

double Rig::metric(std::string_view name, std::string_view label, std::string_view value) const {
  double sum = -1;
  for (const Counters::Sample& s : counters.samples()) {
    const auto fits = [&](const auto& l) { return l.first == label && l.second == value; };
    if (s.name != name || (!label.empty() && std::none_of(s.labels.begin(), s.labels.end(), fits))) continue;
    sum = std::max(sum, 0.0) + s.value;
  }
  return sum;
}

std::optional<int> points(const std::vector<detectors::Indicator>& context, std::string_view name) {
  const auto it = std::find_if(context.begin(), context.end(), [&](const auto& i) { return i.name == name; });
  return it == context.end() ? std::nullopt : std::optional(it->points);
}

model::FlowEvent hello(std::string_view client, std::string_view server, std::string_view ja3, std::string_view ja4, std::uint16_t port) {
  model::TlsClientHello body;
  body.ja3 = ja3;
  body.ja4 = ja4;
  model::FlowEvent event;
  event.flow.endpoints = {{address(client), 40'000}, {address(server), port}};
  event.flow.transport = model::Transport::Tcp;
  event.body = std::move(body);
  return event;
}

}  // namespace sekisho::alerts

namespace sekisho::detectors {

std::span<const DetectorInfo* const> all_detectors() {
  static constexpr std::array<const DetectorInfo*, 2> kAll{&alerts::kBeacon, &alerts::kTunnel};
  return kAll;
}

}  // namespace sekisho::detectors

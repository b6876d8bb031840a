// An alert manager with a network that the test describes, and findings as code.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sensor/alerts/alert_manager.hpp"

namespace sekisho::alerts {

inline Timestamp at(Duration since) { return Timestamp{} + 1'800'000'000s + since; }
inline IpAddress address(std::string_view text) { return IpAddress::parse(text).value(); }
inline Network network(std::string_view text) { return Network::parse(text).value(); }

extern const detectors::DetectorInfo kBeacon, kTunnel, kSession, kPort, kIcmp;

/// 10.0.0.0/8 is home; everything else is the test's to say.
class Net final : public detectors::Context {
 public:
  detectors::Prevalence known;
  std::vector<IpAddress> resolvers, unresolved;
  std::vector<std::pair<std::string, IpAddress>> sanctioned_addresses;  ///< Kind, server.
  std::vector<std::pair<std::string, std::string>> sanctioned_names;
  detectors::Place place;
  std::map<IpAddress, detectors::Identity> identities;
  std::map<IpAddress, detectors::Identity> successors;  ///< Who has the address from `handover` on.
  Timestamp handover = Timestamp::max();

  bool is_home(const IpAddress& a) const override { return a.is_v4() && a.v4_bits() >> 24 == 10; }
  detectors::Direction direction(const model::Endpoints& ends) const override;
  bool is_local_scope(const IpAddress&) const override { return false; }
  detectors::Object object_of(const model::FlowRef&, std::string_view) const override { return {}; }
  detectors::Prevalence prevalence(const detectors::Object&) const override { return known; }
  bool is_resolver(const IpAddress& a) const override { return std::find(resolvers.begin(), resolvers.end(), a) != resolvers.end(); }
  std::string_view registered_domain(std::string_view name) const override { return name; }
  std::optional<Duration> dns_ttl(const IpAddress&, const IpAddress&) const override { return std::nullopt; }
  bool never_resolved(const IpAddress&, const IpAddress& a) const override {
    return std::find(unresolved.begin(), unresolved.end(), a) != unresolved.end();
  }
  detectors::Place place_of(const IpAddress&) const override { return place; }
  detectors::Identity identity_of(const IpAddress& a, Timestamp time) const override {
    const auto& holders = time < handover ? identities : successors;
    const auto it = holders.find(a);
    return it == holders.end() ? detectors::Identity{} : it->second;
  }
  bool is_sanctioned(std::string_view kind, const IpAddress& server, std::string_view name) const override;
};

/// 10.0.0.1 to 203.0.113.9:443/tcp about cdn.example.com, "periodic contact", score 45.
struct FindingBuilder {
  detectors::Finding f;
  FindingBuilder();
  FindingBuilder& score(int s) { return f.score = s, *this; }
  FindingBuilder& when(Duration since) { return f.time = at(since), *this; }
  FindingBuilder& client(std::string_view text) { return f.flow.endpoints.client.address = address(text), *this; }
  FindingBuilder& server(std::string_view text, std::uint16_t port = 443);
  FindingBuilder& transport(model::Transport t) { return f.flow.transport = t, *this; }
  FindingBuilder& reason(std::uint8_t code) { return f.reason.code = code, *this; }
  /// The object is a name; its domain the last two labels.
  FindingBuilder& named(std::string_view name, detectors::NameSource source = detectors::NameSource::Sni);
  /// The object is the server's address.
  FindingBuilder& bare();
  FindingBuilder& label(std::string_view protocol);
  operator detectors::Finding() const { return f; }  // NOLINT(google-explicit-constructor): it builds one
};
inline FindingBuilder finding() { return {}; }

struct Rig final : AlertSink {
  explicit Rig(AlertOptions options = {}) : manager(options, net, *this, counters) {}
  void alert(Alert&& a) override { alerts.push_back(std::move(a)); }
  /// Lets @p detector say it; whether that raised an alert.
  bool say(const detectors::DetectorInfo& detector, detectors::Finding f);
  bool say(detectors::Finding f) { return say(kBeacon, std::move(f)); }
  /// Sum of a metric's cells with this label value; with an empty one of all. Missing cells are -1.
  double metric(std::string_view name, std::string_view label = {}, std::string_view value = {}) const;

  Net net;
  Counters counters;
  std::vector<Alert> alerts;
  AlertManager manager;
};

/// Points of a context entry; nothing where it is absent.
std::optional<int> points(const std::vector<detectors::Indicator>& context, std::string_view name);

model::FlowEvent hello(std::string_view client, std::string_view server, std::string_view ja3, std::string_view ja4, std::uint16_t port = 443);

}  // namespace sekisho::alerts

// A context for detector tests: 10.0.0.0/8 is home, names are given by the test, nothing is learnt.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "detectors/api/context.hpp"
#include "detectors/api/detector.hpp"

namespace sekisho::detectors {

class FakeContext final : public Context {
 public:
  std::map<std::string, std::string> names;  ///< Address to name.
  std::vector<IpAddress> resolvers;
  std::optional<Duration> ttl;
  Prevalence known;

  bool is_home(const IpAddress& address) const override { return address.is_v4() && address.v4_bits() >> 24 == 10; }
  Direction direction(const model::Endpoints& e) const override {
    const bool client = is_home(e.client.address);
    const bool server = is_home(e.server.address);
    if (client) return server ? Direction::Internal : Direction::Outbound;
    return server ? Direction::Inbound : Direction::External;
  }
  bool is_local_scope(const IpAddress& a) const override { return a.is_multicast() || a.is_broadcast() || a.is_link_local() || a.is_unspecified(); }
  Object object_of(const model::FlowRef& flow, std::string_view server_name) const override {
    if (!server_name.empty()) return {std::string(server_name), std::string(registered_domain(server_name)), NameSource::Sni};
    const std::string address = flow.endpoints.server.address.to_string();
    if (const auto it = names.find(address); it != names.end()) return {it->second, std::string(registered_domain(it->second)), NameSource::Dns};
    return {address, "", NameSource::Address};
  }
  Prevalence prevalence(const Object&) const override { return known; }
  bool is_resolver(const IpAddress& address) const override { return std::find(resolvers.begin(), resolvers.end(), address) != resolvers.end(); }
  /// The last two labels.
  std::string_view registered_domain(std::string_view name) const override {
    const auto last = name.rfind('.');
    if (last == std::string_view::npos || last == 0) return name;
    const auto before = name.rfind('.', last - 1);
    return before == std::string_view::npos ? name : name.substr(before + 1);
  }
  std::optional<Duration> dns_ttl(const IpAddress&, const IpAddress&) const override { return ttl; }
  bool never_resolved(const IpAddress&, const IpAddress&) const override { return false; }
  Place place_of(const IpAddress&) const override { return {}; }
  Identity identity_of(const IpAddress&, Timestamp) const override { return {}; }
  bool is_sanctioned(std::string_view, const IpAddress&, std::string_view) const override { return false; }
};

class Findings final : public FindingSink {
 public:
  void finding(Finding&& f) override { all.push_back(std::move(f)); }
  int best() const {
    int score = 0;
    for (const Finding& f : all) score = std::max(score, f.score);
    return score;
  }
  std::vector<Finding> all;
};

inline IpAddress address(std::string_view text) { return IpAddress::parse(text).value(); }
inline Timestamp at(double s) { return Timestamp{} + 1'700'000'000s + from_seconds(s); }

inline model::FlowRef flow(std::uint64_t id, std::string_view client, std::string_view server, std::uint16_t port,
                           model::Transport transport = model::Transport::Tcp, double start = 0) {
  model::FlowRef f;
  f.id = model::FlowId{id};
  f.start = at(start);
  f.endpoints = {{address(client), static_cast<std::uint16_t>(40'000 + id % 20'000)}, {address(server), port}};
  f.transport = transport;
  return f;
}

inline model::AppLabel label(std::string_view app, std::string_view category = "") {
  model::AppLabel l;
  l.app.assign(app);
  l.category.assign(category);
  l.confidence = model::Confidence::Dpi;
  return l;
}

}  // namespace sekisho::detectors

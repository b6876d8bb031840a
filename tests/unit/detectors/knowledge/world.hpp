// Events as a network would cause them, for tests of what the sensor learns.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "detectors/knowledge/knowledge.hpp"
#include "flow/base/counters.hpp"

namespace sekisho::detectors::knowledge {

inline IpAddress address(std::string_view text) { return IpAddress::parse(text).value(); }
/// A fixed moment, so that no test depends on today: 2026-03-02 00:00:00 UTC.
inline Timestamp at(Duration after) { return Timestamp{} + 1'772'409'600s + after; }

inline model::DnsRecord a_record(std::string name, std::string_view to, std::uint32_t ttl = 300) {
  model::DnsRecord r;
  r.name = std::move(name);
  r.address = address(to);
  r.type = r.address.is_v4() ? 1 : 28;
  r.ttl = ttl;
  return r;
}
inline model::DnsRecord text_record(std::string name, std::uint16_t type, std::string data, std::uint32_t ttl = 300) {
  model::DnsRecord r;
  r.name = std::move(name);
  r.type = type;
  r.data = std::move(data);
  r.ttl = ttl;
  return r;
}
inline constexpr std::uint16_t kCname = 5, kMx = 15, kSrv = 33, kHttps = 65;

inline model::DnsMessage answer(std::string query, std::vector<model::DnsRecord> records) {
  model::DnsMessage m;
  m.response = true;
  m.recursion_available = true;
  m.query = std::move(query);
  m.query_type = 1;
  m.questions = 1;
  m.answers = std::move(records);
  return m;
}

/// A sensor's knowledge and the network it watches.
class World {
 public:
  explicit World(const KnowledgeOptions& options = defaults()) : knowledge(Knowledge::create(options, counters, HashSeed{7}).value()) {}
  static KnowledgeOptions defaults() {
    KnowledgeOptions o;
    o.home = default_home_networks();
    return o;
  }

  void move_to(Timestamp t) {
    now = t;
    knowledge->tick(t);
  }
  void wait(Duration d) { move_to(now + d); }

  model::FlowRef flow(std::string_view client, std::string_view server, std::uint16_t port) {
    model::FlowRef f;
    f.id = model::FlowId{++flows};
    f.start = now;
    f.endpoints = {{address(client), 50'000}, {address(server), port}};
    f.transport = model::Transport::Tcp;
    return f;
  }
  void say(const model::FlowRef& flow, model::FlowEventBody body, std::uint32_t index = 1) { knowledge->learn({now, flow, index, std::move(body)}); }

  /// A flow from its first packet to its label.
  model::FlowRef visit(std::string_view client, std::string_view server, std::string server_name = {}, std::uint16_t port = 443) {
    const model::FlowRef f = flow(client, server, port);
    say(f, model::FlowEstablished{}, 0);
    classify(f, std::move(server_name));
    return f;
  }
  void classify(const model::FlowRef& f, std::string server_name) {
    model::FlowClassified body;
    body.record.ref = f;
    body.record.server_name = std::move(server_name);
    say(f, body);
  }
  void end(const model::FlowRef& f) {
    model::FlowEnded body;
    body.record.ref = f;
    say(f, body, 9);
  }
  void hello(const model::FlowRef& f, std::string sni) {
    model::TlsClientHello body;
    body.server_name = std::move(sni);
    say(f, body);
  }
  void request(const model::FlowRef& f, std::string host, std::string connect_target = {}) {
    model::HttpTransaction body;
    body.host = std::move(host);
    body.connect_target = std::move(connect_target);
    say(f, body);
  }
  void ask(std::string_view client, std::string name, std::string_view server = "192.0.2.53") {
    model::DnsMessage m;
    m.query = std::move(name);
    m.query_type = 1;
    m.recursion_desired = true;
    say(flow(client, server, 53), m, 0);
  }
  void reply(std::string_view client, model::DnsMessage message, std::string_view server = "192.0.2.53", std::uint16_t port = 53) {
    say(flow(client, server, port), std::move(message));
  }
  /// @p client looked @p name up and was given @p to.
  void look_up(std::string_view client, const std::string& name, std::string_view to, std::uint32_t ttl = 300,
               std::string_view server = "192.0.2.53") {
    ask(client, name, server);
    reply(client, answer(name, {a_record(name, to, ttl)}), server);
  }

  Object object(const model::FlowRef& f, std::string_view server_name = {}) const { return knowledge->object_of(f, server_name); }
  Object object(std::string_view client, std::string_view server) { return knowledge->object_of(flow(client, server, 443), {}); }
  bool unresolved(std::string_view client, std::string_view server) const { return knowledge->never_resolved(address(client), address(server)); }
  double metric(std::string_view name, std::string_view table) const {
    for (const Counters::Sample& s : counters.samples()) {
      if (s.name == name && !s.labels.empty() && s.labels.front().second == table) return s.value;
    }
    return -1;
  }

  Counters counters;
  std::unique_ptr<Knowledge> knowledge;
  Timestamp now = at(0s);
  std::uint64_t flows = 0;
};

}  // namespace sekisho::detectors::knowledge

// Finds what carries other conversations: proxies, VPNs, Tor, tunnels through web servers and sockets, reverse-proxy agents, relays.
//
// Reads    records of flows, establishments, bursts, HTTP transactions, TLS hellos; never payload, never another detector.
// Keeps    carriers by (client, server, kind), scripts by (client, server, path), agents by (client, server, port), relays, targets of
//          CONNECT by flow: tables of at most `max_keys` each; the least telling leaves, counted.
// Time     packet time. What has been silent for a day is dropped by on_tick().
// Threads  the analysis thread only; no locks.
// Thresholds, false positives, evasions: README.md beside this file.
#pragma once

#include "detectors/api/detector.hpp"
#include "detectors/proxy/judge.hpp"
#include "detectors/proxy/params.hpp"
#include "detectors/proxy/report.hpp"
#include "flow/base/keyed_map.hpp"

namespace sekisho::detectors::proxy {

class Proxy final : public Detector {
 public:
  Proxy(const Params& params, HashSeed seed);

  void on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) override;
  void on_tick(Timestamp now, const Context& context, FindingSink& sink) override;
  Result<void> reconfigure(const ConfigView& config) override;
  StateUsage usage() const override;

 private:
  /// Flows of one client to one server, of one kind. Those that are over are in `done`.
  struct Use {
    Totals done;
    Timestamp touched;
    Timestamp said_at;
    int said = 0;
  };
  struct UseWorth {
    double operator()(const Use& u) const { return u.said; }
  };
  /// The requests of a client to one path; the path of all of them is the client's total at the server.
  struct Path {
    Script script;
    Timestamp touched;
  };
  struct PathWorth {
    double operator()(const Path& p) const { return p.script.raw_requests() + p.script.endpoints(); }
  };
  struct AgentWorth {
    double operator()(const Agent& a) const { return a.held(); }
  };
  /// What a flow's CONNECT asked for.
  struct Target {
    std::string host;
    Timestamp at;
  };
  struct LastAsked {
    Timestamp at;
    std::uint64_t path = 0;
  };
  struct Scene {
    const model::FlowEvent& event;
    const Context& context;
    FindingSink& sink;
  };

  void record(const model::FlowRecord& record, const Scene& scene);
  /// TLS and DTLS hellos to the same port of one server.
  bool is_ssl_vpn(const model::FlowRecord& record, Timestamp now);
  void agent(const model::FlowRecord& record, const Scene& scene);
  void burst(const model::DataBurst& burst, const Scene& scene);
  void transaction(const model::HttpTransaction& t, const Scene& scene);
  void request(const model::HttpTransaction& t, const Proxied& asked, const Scene& scene);
  void script(const model::HttpTransaction& t, const Scene& scene);
  void hello(const model::TlsClientHello& hello, const Scene& scene);
  void onward(const Scene& scene);
  void tell(const Verdict& verdict, const Case& c, Use& use, const Scene& scene);
  Surroundings surroundings(const model::FlowRef& flow, const Object& object, const Context& context) const;
  std::uint64_t pair_key(const model::FlowRef& flow) const;
  std::uint64_t use_key(const model::FlowRef& flow, Kind kind) const { return mix(pair_key(flow), static_cast<std::uint64_t>(kind)); }

  Params params_;
  HashSeed seed_;
  KeyedMap<Use, UseWorth> uses_;
  KeyedMap<Path, PathWorth> paths_;
  KeyedMap<Agent, AgentWorth> agents_;
  KeyedMap<Target> targets_;
  KeyedMap<LastAsked> asked_;
  KeyedMap<Timestamp> tls_;
  Relays relays_;
};

extern const DetectorInfo kDetector;

}  // namespace sekisho::detectors::proxy

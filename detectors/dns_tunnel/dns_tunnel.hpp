// Finds data carried in DNS: names that hold it, answers that bring it back, and the DNS port used for something else.
//
// Reads    DNS messages; established flows (a name that is connected to is no tunnel's); milestones and ends of flows to
//          port 53 (how much of them was DNS). Never packets, never another detector.
// Keeps    what is known of (client, registered domain), at most `max_domains`; a few unusual look-ups of each client, at most
//          `max_clients`; DNS bytes of open flows, at most `max_flows`. Past that the least promising leaves and is counted.
// Time     packet time. A domain that nobody asked for during a day is dropped by on_tick().
// Threads  the analysis thread only; no locks.
// Thresholds, false positives, evasions: README.md beside this file.
#pragma once

#include "detectors/api/detector.hpp"
#include "detectors/dns_tunnel/judge.hpp"
#include "detectors/dns_tunnel/params.hpp"
#include "flow/base/keyed_map.hpp"

namespace sekisho::detectors::dns_tunnel {

class DnsTunnel final : public Detector {
 public:
  DnsTunnel(const Params& params, HashSeed seed);

  void on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) override;
  void on_tick(Timestamp now, const Context& context, FindingSink& sink) override;
  Result<void> reconfigure(const ConfigView& config) override;
  StateUsage usage() const override;

 private:
  struct Said {
    Timestamp at;
    int score = 0;
  };
  struct Domain {
    DomainActivity activity;
    Said said;
    std::uint64_t looked_queries = 0;
    Timestamp looked;
  };
  struct DomainWorth {
    double operator()(const Domain& d) const { return d.activity.worth(); }
  };
  struct Client {
    Spread spread;
    Said said;
  };
  struct ClientWorth {
    double operator()(const Client& c) const { return static_cast<double>(c.spread.turns()); }
  };
  struct OpenFlow {
    std::uint64_t dns_up = 0;  ///< Bytes of DNS messages.
    std::uint64_t dns_down = 0;
    Timestamp since;  ///< First message counted.
    Said said;
  };
  struct Scene {
    const model::FlowEvent& event;
    const Context& context;
    FindingSink& sink;
  };
  /// A name cut into what may carry data and the domain it was asked of. Views: nearly all look-ups go without a finding.
  struct Subject {
    std::string_view below;
    std::string_view name;        ///< The domain, or the reputation zone; empty where nameless.
    std::string_view domain;      ///< Registered domain.
    std::uint64_t name_hash = 0;  ///< Of `name`; where nameless, of the server's address.
    std::uint64_t key = 0;        ///< With the client.
    bool nameless = false;        ///< No registered domain: the server stands for it.
    bool reputation_zone = false;
  };

  void message(const model::DnsMessage& message, const Scene& scene);
  void query(const model::DnsMessage& message, const Subject& subject, const Scene& scene);
  void response(const model::DnsMessage& message, const Subject& subject, const Scene& scene);
  void turn(const model::DnsMessage& message, const Subject& subject, const Scene& scene);
  void connection(const Scene& scene);
  void port_use(const model::FlowRecord& record, const Scene& scene);
  std::optional<Subject> subject_of(const model::DnsMessage& message, const Scene& scene) const;
  Answered measure(const model::DnsMessage& message, const Context& context) const;
  void judge_domain(Domain& domain, const Subject& subject, const Scene& scene);
  /// The zone of reputation_zones that @p name lies in; empty without one.
  std::string_view reputation_zone(std::string_view name) const;
  static Object object_of(const Subject& subject, const Scene& scene);
  Surroundings surroundings(const Object& object, const Scene& scene) const;
  static bool louder(const Said& said, int score);
  bool worth_saying(Said& said, int score, Timestamp now) const;
  std::uint64_t client_key(const Scene& scene) const { return scene.event.flow.endpoints.client.address.hash(seed_); }

  Params params_;
  HashSeed seed_;
  KeyedMap<Domain, DomainWorth> domains_;
  KeyedMap<Client, ClientWorth> clients_;
  KeyedMap<OpenFlow> flows_;
};

extern const DetectorInfo kDetector;

}  // namespace sekisho::detectors::dns_tunnel

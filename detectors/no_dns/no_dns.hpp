// Finds contacts that no name led to: addresses that no lookup gave, TLS without a name, HTTP to an address, names that were never looked up.
//
// Reads    classifications and ends of flows, ClientHellos and HTTP requests; what was looked up it asks the context.
// Keeps    open flows whose hello names nobody, contacts without a name, and how many such servers each client talks to: three tables of
//          at most `max_keys`; the least recently used leaves, counted.
// Time     packet time. What has been silent for a day is dropped by on_tick().
// Threads  the analysis thread only; no locks.
// Thresholds, false positives, evasions: README.md beside this file.
#pragma once

#include "detectors/api/detector.hpp"
#include "detectors/no_dns/judge.hpp"
#include "detectors/no_dns/params.hpp"
#include "detectors/no_dns/report.hpp"
#include "detectors/support/distinct_counter.hpp"
#include "flow/base/keyed_map.hpp"

namespace sekisho::detectors::no_dns {

class NoDns final : public Detector {
 public:
  NoDns(const Params& params, HashSeed seed);

  void on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) override;
  void on_tick(Timestamp now, const Context& context, FindingSink& sink) override;
  Result<void> reconfigure(const ConfigView& config) override;
  StateUsage usage() const override;

 private:
  /// A flow whose ClientHello named no server.
  struct Hello {
    Timestamp time;
    bool encrypted = false;
  };
  struct Peer {
    Timestamp first, last, said_at;
    std::uint64_t flows = 0;
    int said = 0;
  };
  struct Crowd {
    support::BasicDistinctCounter<6> servers;
    Timestamp since, said_at;
    bool said = false;
  };
  struct Scene {
    const model::FlowEvent& event;
    const Context& context;
    FindingSink& sink;
  };
  /// What one event says of a flow.
  struct Sight {
    const model::AppLabel& label;
    std::string_view server_name;
    std::uint64_t to_server = 0, to_client = 0;
    bool over = false;
  };

  void on_hello(const model::TlsClientHello& hello, const Scene& scene);
  void on_record(const model::FlowRecord& record, const Scene& scene);
  void on_request(const model::HttpTransaction& http, const Scene& scene);
  void look(const Sight& sight, const Scene& scene);
  Contact contact_of(const Sight& sight, const Object& object, const Scene& scene) const;
  bool tell_crowd(const Sight& sight, const Contact& contact, const Object& object, const Scene& scene);
  bool worth_saying(Peer& peer, int score, const Sight& sight, Timestamp now) const;

  Params params_;
  HashSeed seed_;
  KeyedMap<Hello> hellos_;
  KeyedMap<Peer> peers_;
  KeyedMap<Crowd> crowds_;
};

extern const DetectorInfo kDetector;

}  // namespace sekisho::detectors::no_dns

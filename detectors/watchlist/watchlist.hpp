// Finds what the operator has listed: addresses, networks, domains, JA3 and JA4, certificates.
//
// Reads    lookups, hellos, certificates, HTTP requests, classifications and ends of flows; the lists' files at start and at a reload.
// Keeps    the lists, at most `max_entries`; hits that were told, and the domains that listed addresses answer for: two tables of at most
//          `max_keys`, the least recently used leaves, counted.
// Time     packet time. What has been silent for a week is dropped by on_tick().
// Threads  the analysis thread only; no locks.
// The form of the lists, thresholds, false positives, evasions: README.md beside this file.
#pragma once

#include "detectors/api/detector.hpp"
#include "detectors/support/distinct_counter.hpp"
#include "detectors/watchlist/judge.hpp"
#include "detectors/watchlist/list.hpp"
#include "detectors/watchlist/params.hpp"
#include "detectors/watchlist/report.hpp"
#include "flow/base/keyed_map.hpp"

namespace sekisho::detectors::watchlist {

class Watchlist final : public Detector {
 public:
  Watchlist(const Params& params, Lists&& lists, HashSeed seed);

  void on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) override;
  void on_tick(Timestamp now, const Context& context, FindingSink& sink) override;
  /// Reads the files anew.
  Result<void> reconfigure(const ConfigView& config) override;
  StateUsage usage() const override;
  std::vector<Reading> readings() const override;

 private:
  struct Told {
    Timestamp first, last, said_at;
    std::uint64_t times = 0;
    int said = 0;
  };
  /// A listed address, and what it answers for.
  struct Shared {
    support::BasicDistinctCounter<4> domains;
    Timestamp last;
  };
  struct Scene {
    const model::FlowEvent& event;
    const Context& context;
    FindingSink& sink;
  };

  void on(const model::DnsMessage& message, const Scene& scene);
  void on(const model::TlsClientHello& hello, const Scene& scene);
  void on(const model::TlsServerHello& hello, const Scene& scene);
  void on(const model::TlsCertificate& certificate, const Scene& scene);
  void on(const model::HttpTransaction& http, const Scene& scene);
  void on(const model::FlowClassified& body, const Scene& scene) { on_record(body.record, scene); }
  void on(const model::FlowEnded& body, const Scene& scene) { on_record(body.record, scene); }
  template <class Other>
  void on(const Other&, const Scene&) {}

  void on_record(const model::FlowRecord& record, const Scene& scene);
  void named(std::string_view name, const Scene& scene);
  void note_domain(const IpAddress& address, std::string_view name, const Scene& scene);
  void say(const Hit& hit, Circumstances met, const Object& object, const model::FlowRecord* record, const Scene& scene);

  Params params_;
  HashSeed seed_;
  Lists lists_;
  KeyedMap<Told> told_;
  KeyedMap<Shared> shared_;
};

extern const DetectorInfo kDetector;

}  // namespace sekisho::detectors::watchlist

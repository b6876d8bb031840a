// Finds protocols on ports where they do not belong, and protocols that nobody knows talking both ways.
//
// Reads    classifications, milestones and ends of flows with their records; never another detector.
// Keeps    services that are where they do not belong, by (client, server, port, protocol), how many use them, which clients talk
//          to many, and pairs whose protocol opens further connections: four tables of at most `max_keys` each; the
//          least recently used leaves, counted.
// Time     packet time. What has been silent for a day is dropped by on_tick().
// Threads  the analysis thread only; no locks.
// Thresholds, false positives, evasions: README.md beside this file.
#pragma once

#include "detectors/api/detector.hpp"
#include "detectors/nonstandard_port/judge.hpp"
#include "detectors/nonstandard_port/params.hpp"
#include "detectors/nonstandard_port/report.hpp"
#include "detectors/support/distinct_counter.hpp"
#include "flow/base/keyed_map.hpp"

namespace sekisho::detectors::nonstandard_port {

class NonstandardPort final : public Detector {
 public:
  NonstandardPort(const Params& params, HashSeed seed);

  void on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) override;
  void on_tick(Timestamp now, const Context& context, FindingSink& sink) override;
  Result<void> reconfigure(const ConfigView& config) override;
  StateUsage usage() const override;

 private:
  /// Flows of one client to one service. Flows that are over are in `done`, the latest open one is told from its record.
  struct Use {
    Totals done;
    Timestamp said_at;
    int said = 0;
  };
  struct UseWorth {
    double operator()(const Use& u) const { return u.said; }
  };
  /// A server's port and protocol, whoever uses it.
  struct Service {
    support::BasicDistinctCounter<6> clients;
    Timestamp last;
    std::int64_t last_day = 0;
    std::uint32_t days = 0;
  };
  /// Servers of unknown protocols that a client talked to.
  struct Crowd {
    support::BasicDistinctCounter<6> servers;
    Timestamp since;
  };
  struct Scene {
    const model::FlowEvent& event;
    const Context& context;
    FindingSink& sink;
  };

  void look(const model::FlowRecord& record, const Scene& scene);
  void note_companion(const model::FlowRecord& record);
  Surroundings surroundings(const Subject& subject, const model::FlowRecord& record, const Object& object, const Scene& scene);
  bool established(const Subject& subject, const model::FlowRecord& record, const Scene& scene);
  std::uint32_t servers_of(const model::FlowRecord& record, Timestamp now);
  bool worth_saying(Use& use, int score, Timestamp now) const;
  std::uint64_t service_key(const Subject& subject, const model::FlowRef& flow) const;
  std::uint64_t pair_key(const model::FlowRef& flow) const;

  Params params_;
  HashSeed seed_;
  KeyedMap<Use, UseWorth> uses_;
  KeyedMap<Service> services_;
  KeyedMap<Crowd> crowds_;
  KeyedMap<Timestamp> companions_;
};

extern const DetectorInfo kDetector;

}  // namespace sekisho::detectors::nonstandard_port

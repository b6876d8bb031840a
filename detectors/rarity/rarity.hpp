// Finds what this network never met before, where something else is odd about it: objects, countries, network operators.
//
// Reads    ClientHellos, HTTP requests and ends of flows; how common things are it asks the context, which remembers over restarts.
// Keeps    fingerprints and agents of open flows, what was told, and sessions with new countries: three tables of at most `max_keys`; the
//          least recently used leaves, counted.
// Time     packet time. What has been silent for a week is dropped by on_tick().
// Threads  the analysis thread only; no locks.
// Thresholds, false positives, evasions: README.md beside this file.
#pragma once

#include <string>

#include "detectors/api/detector.hpp"
#include "detectors/rarity/judge.hpp"
#include "detectors/rarity/params.hpp"
#include "detectors/rarity/report.hpp"
#include "flow/base/keyed_map.hpp"

namespace sekisho::detectors::rarity {

class Rarity final : public Detector {
 public:
  Rarity(const Params& params, HashSeed seed);

  void on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) override;
  void on_tick(Timestamp now, const Context& context, FindingSink& sink) override;
  Result<void> reconfigure(const ConfigView& config) override;
  StateUsage usage() const override;

 private:
  /// What the client of an open flow said of itself, as the context counts it.
  struct Speaker {
    Prevalence fingerprint, agent;
    Timestamp time;
  };
  struct Sessions {
    std::uint32_t count = 0;
    Timestamp last;
  };
  struct Scene {
    const model::FlowEvent& event;
    const Context& context;
    FindingSink& sink;
  };

  void on_end(const model::FlowRecord& record, const Scene& scene);
  Around around(const model::FlowRecord& record, const Object& object, const Place& place, const Scene& scene);

  Params params_;
  HashSeed seed_;
  KeyedMap<Speaker> speakers_;
  KeyedMap<Timestamp> told_;
  KeyedMap<Sessions> countries_;
};

extern const DetectorInfo kDetector;

}  // namespace sekisho::detectors::rarity

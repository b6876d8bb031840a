// Finds hosts that talk where the operator has said they do not: networks declared isolated, and hosts with a list of destinations.
//
// Reads    records of flows at milestones and at their end; never payload, never another detector.
// Keeps    pairs of hosts that broke a rule, at most `max_keys`; the least recently used leaves, counted.
// Time     packet time. A pair that has been silent for a week is dropped by on_tick().
// Threads  the analysis thread only; no locks.
// Thresholds, false positives, evasions: README.md beside this file.
#pragma once

#include "detectors/api/detector.hpp"
#include "detectors/policy/judge.hpp"
#include "detectors/policy/params.hpp"
#include "flow/base/keyed_map.hpp"

namespace sekisho::detectors::policy {

class Policy final : public Detector {
 public:
  Policy(Params params, HashSeed seed);

  void on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) override;
  void on_tick(Timestamp now, const Context& context, FindingSink& sink) override;
  Result<void> reconfigure(const ConfigView& config) override;
  StateUsage usage() const override;

 private:
  struct Breach {
    Timestamp first;
    Timestamp touched;
    Timestamp said_at;
    std::uint64_t flows = 0;
    int said = 0;
  };
  struct BreachWorth {
    double operator()(const Breach& b) const { return b.said; }
  };

  void record(const model::FlowRecord& record, Timestamp now, const Context& context, FindingSink& sink);

  Params params_;
  HashSeed seed_;
  KeyedMap<Breach, BreachWorth> breaches_;
};

extern const DetectorInfo kDetector;

}  // namespace sekisho::detectors::policy

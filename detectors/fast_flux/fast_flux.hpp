// Finds names that turn quickly between addresses of many networks, as bots that stand in front of a server do.
//
// Reads    DNS answers; established flows (which addresses are used). Never packets, never another detector.
// Keeps    a day's counts of each name with short-lived addresses, at most `max_names`; past that the one with the fewest addresses leaves, counted.
// Time     packet time. A name that nobody asks for during a day is dropped by on_tick().
// Threads  the analysis thread only; no locks.
// Thresholds, false positives, evasions: README.md beside this file.
#pragma once

#include "detectors/api/detector.hpp"
#include "detectors/fast_flux/judge.hpp"
#include "detectors/fast_flux/params.hpp"
#include "flow/base/keyed_map.hpp"

namespace sekisho::detectors::fast_flux {

class FastFlux final : public Detector {
 public:
  FastFlux(const Params& params, HashSeed seed);

  void on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) override;
  void on_tick(Timestamp now, const Context& context, FindingSink& sink) override;
  Result<void> reconfigure(const ConfigView& config) override;
  StateUsage usage() const override;

 private:
  struct Name {
    Activity activity;
    Timestamp said_at;
    int said = 0;
  };
  struct NameWorth {
    double operator()(const Name& n) const { return n.activity.addresses(); }
  };
  struct Scene {
    const model::FlowEvent& event;
    const Context& context;
    FindingSink& sink;
  };

  void answer(const model::DnsMessage& message, const Scene& scene);
  void connection(const Scene& scene);
  void judge_name(Name& name, const Object& object, const Scene& scene) const;
  bool worth_saying(Name& name, int score, Timestamp now) const;

  Params params_;
  HashSeed seed_;
  KeyedMap<Name, NameWorth> names_;
};

extern const DetectorInfo kDetector;

}  // namespace sekisho::detectors::fast_flux

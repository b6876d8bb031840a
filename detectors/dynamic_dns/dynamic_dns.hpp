// Finds clients that use names of dynamic DNS providers, and weighs what they use them for.
//
// Reads    DNS answers; classified and ended flows (names, ports, whether anybody answered). Never packets, never another detector.
// Keeps    counts of (client, name), at most `max_names`; how many names each client uses, at most `max_clients`; past that the least used leaves
//          and is counted.
// Time     packet time. A name that is not used for a day is dropped by on_tick().
// Threads  the analysis thread only; no locks.
// Thresholds, false positives, evasions: README.md beside this file.
#pragma once

#include <string_view>

#include "detectors/api/detector.hpp"
#include "detectors/dynamic_dns/judge.hpp"
#include "detectors/dynamic_dns/params.hpp"
#include "flow/base/keyed_map.hpp"

namespace sekisho::detectors::dynamic_dns {

class DynamicDns final : public Detector {
 public:
  DynamicDns(const Params& params, HashSeed seed);

  void on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) override;
  void on_tick(Timestamp now, const Context& context, FindingSink& sink) override;
  Result<void> reconfigure(const ConfigView& config) override;
  StateUsage usage() const override;

 private:
  struct Name {
    Use use;
    Timestamp said_at;
    int said = 0;
  };
  struct NameWorth {
    double operator()(const Name& n) const { return n.use.connections + n.use.dead_ends; }
  };
  struct Client {
    support::BasicDistinctCounter<4> names;
    Timestamp since, last;
  };
  struct Scene {
    const model::FlowEvent& event;
    const Context& context;
    FindingSink& sink;
  };

  void answer(const model::DnsMessage& message, const Scene& scene);
  void connection(const model::FlowRecord& record, bool answered, const Scene& scene);
  Name& name_of(std::string_view name, const Scene& scene);
  void judge_name(Name& name, const Object& object, std::string_view zone, const model::AppLabel& label, const Scene& scene) const;

  Params params_;
  HashSeed seed_;
  KeyedMap<Name, NameWorth> names_;
  KeyedMap<Client> clients_;
};

extern const DetectorInfo kDetector;

}  // namespace sekisho::detectors::dynamic_dns

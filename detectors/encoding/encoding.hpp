// Finds data that is encoded where text belongs, contents that are not what they are called, and streams that imitate a protocol or none.
//
// Reads    HTTP transactions, DNS messages, milestones and ends of TCP flows; never another detector.
// Keeps    signs by (client, host), streams that were told by (client, server or domain), flows whose requests nobody has answered, and crowds: four
//          tables of at most `max_keys` each; the least telling of the oldest leaves, counted.
// Time     packet time. What has been silent for a day is dropped by on_tick().
// Threads  the analysis thread only; no locks.
// Thresholds, false positives, evasions: README.md beside this file.
#pragma once

#include "detectors/api/detector.hpp"
#include "detectors/encoding/hosts.hpp"
#include "detectors/encoding/params.hpp"
#include "detectors/encoding/streams.hpp"
#include "detectors/support/distinct_counter.hpp"
#include "flow/base/keyed_map.hpp"

namespace sekisho::detectors::encoding {

class Encoding final : public Detector {
 public:
  Encoding(const Params& params, HashSeed seed);

  void on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) override;
  void on_tick(Timestamp now, const Context& context, FindingSink& sink) override;
  Result<void> reconfigure(const ConfigView& config) override;
  StateUsage usage() const override;

 private:
  struct Said {
    Timestamp first, last, at;
    int score = 0;
  };
  struct Host {
    Tally tally;
    Said said;
  };
  struct HostWorth {
    double operator()(const Host& h) const { return h.tally.telling; }
  };
  /// The requests of one flow.
  struct Asked {
    Timestamp last;
    bool answered = false;
  };
  struct Crowd {
    support::BasicDistinctCounter<6> servers;
    Timestamp since;
  };
  struct Scene {
    const model::FlowEvent& event;
    const Context& context;
    FindingSink& sink;
  };

  void on(const model::HttpTransaction& t, const Scene& scene);
  void on(const model::DnsMessage& m, const Scene& scene);
  void look(const model::FlowRecord& record, const Scene& scene);
  /// True once the client of @p key has met `crowd` others within an hour.
  bool in_crowd(std::uint64_t key, std::uint64_t other, Timestamp now);
  bool worth_saying(Said& said, int score, Timestamp now) const;

  Params params_;
  HashSeed seed_;
  KeyedMap<Host, HostWorth> hosts_;
  KeyedMap<Said> streams_;
  KeyedMap<Asked> asked_;
  KeyedMap<Crowd> crowds_;
};

extern const DetectorInfo kDetector;

}  // namespace sekisho::detectors::encoding

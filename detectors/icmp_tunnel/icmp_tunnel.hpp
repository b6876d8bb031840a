// Finds data in ICMP: echo answers that differ from the question or that nobody asked for, payloads that no ping program sends,
// types that are not made to carry any; ICMPv4 and ICMPv6 alike.
//
// Reads    ICMP facts (lengths, hashes, a sample); never another detector.
// Keeps    counts per pair of addresses, at most `max_pairs`; the least odd leaves, counted. The last questions of everybody,
//          4096 of 16 bytes, to place answers from other addresses.
// Time     packet time. A pair that falls silent for `forget` is dropped by on_tick().
// Threads  the analysis thread only; no locks.
// Thresholds, false positives, evasions: README.md beside this file.
#pragma once

#include "detectors/api/detector.hpp"
#include "detectors/icmp_tunnel/activity.hpp"
#include "detectors/icmp_tunnel/judge.hpp"
#include "detectors/icmp_tunnel/params.hpp"
#include "flow/base/keyed_map.hpp"

namespace sekisho::detectors::icmp_tunnel {

class IcmpTunnel final : public Detector {
 public:
  IcmpTunnel(const Params& params, HashSeed seed);

  void on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) override;
  void on_tick(Timestamp now, const Context& context, FindingSink& sink) override;
  Result<void> reconfigure(const ConfigView& config) override;
  StateUsage usage() const override;

 private:
  struct Pair {
    Activity activity;
    Timestamp said_at;
    int said = 0;
    std::uint32_t next_look = 1;  ///< At this much that is interesting; a busy tunnel is judged every 12 % more.
  };
  struct PairWorth {
    double operator()(const Pair& p) const { return p.activity.interesting(); }
  };

  void judge_pair(Pair& pair, const model::FlowEvent& event, const Context& context, FindingSink& sink) const;
  bool worth_saying(Pair& pair, int score, Timestamp now) const;

  Params params_;
  HashSeed seed_;
  KeyedMap<Pair, PairWorth> pairs_;
  KeyedMap<std::uint64_t> questions_;  ///< Asker, identifier and sequence number to payload.
};

extern const DetectorInfo kDetector;

}  // namespace sekisho::detectors::icmp_tunnel

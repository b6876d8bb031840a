// Finds signals that open a port: closed ports tried in a row before one opens, and single datagrams before a connection.
//
// Reads    ends of flows (failures are told when a flow times out), and flows with payload as they are classified. Never packets.
// Keeps    the last 24 failures of two hosts, at most `max_pairs`; connections of the last `settle`, at most `max_successes`, because the failures
//          before them are told later; sequences of a day, at most `max_sequences`. What is pushed out is counted.
// Time     packet time: both are matched by their starts. on_tick() judges what has settled.
// Threads  the analysis thread only; no locks.
// Thresholds, false positives, evasions: README.md beside this file.
#pragma once

#include <deque>

#include "detectors/api/detector.hpp"
#include "detectors/port_knock/judge.hpp"
#include "detectors/port_knock/params.hpp"
#include "flow/base/keyed_map.hpp"

namespace sekisho::detectors::port_knock {

class PortKnock final : public Detector {
 public:
  PortKnock(const Params& params, HashSeed seed);

  void on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) override;
  void on_tick(Timestamp now, const Context& context, FindingSink& sink) override;
  Result<void> reconfigure(const ConfigView& config) override;
  StateUsage usage() const override;

 private:
  struct Pair {
    Knocks knocks;
    Timestamp opened_at;  ///< The first connection with payload that was judged.
    Timestamp said_at;
    int said = 0;
  };
  struct PairWorth {
    double operator()(const Pair& p) const { return static_cast<double>(p.knocks.size()); }
  };
  struct Waiting {
    std::uint64_t key = 0;
    model::FlowRef flow;
    model::AppLabel label;
  };
  struct Sequence {
    std::uint64_t hash = 0;
    std::uint32_t times = 0;
    Timestamp last;
  };

  void failure(const model::FlowRecord& record, Timestamp now, const Context& context, FindingSink& sink);
  void judge_opened(const Waiting& waiting, Timestamp now, const Context& context, FindingSink& sink);
  std::uint64_t key_of(const model::Endpoints& ends) const;
  bool worth_saying(Pair& pair, int score, Timestamp now) const;

  Params params_;
  HashSeed seed_;
  KeyedMap<Pair, PairWorth> pairs_;
  KeyedMap<Sequence> sequences_;
  std::deque<Waiting> waiting_;
  std::uint64_t dropped_ = 0;
  bool closing_ = false;  ///< The input ended: nothing more will be told.
};

extern const DetectorInfo kDetector;

}  // namespace sekisho::detectors::port_knock

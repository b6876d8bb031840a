// Finds programs that have a list of servers: where one fails the next is tried.
//
// Reads    ends and first milestones of TCP flows; DNS answers that a name does not exist. Never packets, never another detector.
// Keeps    the last 64 attempts at 24 servers of a client that had failures, at most `max_clients`; past that the one with the fewest failures
// leaves, counted. Time     packet time: attempts are matched by their starts, and judged when the failures before them must have been told, by
// on_tick(). Threads  the analysis thread only; no locks. Thresholds, false positives, evasions: README.md beside this file.
#pragma once

#include <deque>

#include "detectors/api/detector.hpp"
#include "detectors/fallback/judge.hpp"
#include "detectors/fallback/params.hpp"
#include "flow/base/keyed_map.hpp"

namespace sekisho::detectors::fallback {

class Fallback final : public Detector {
 public:
  Fallback(const Params& params, HashSeed seed);

  void on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) override;
  void on_tick(Timestamp now, const Context& context, FindingSink& sink) override;
  Result<void> reconfigure(const ConfigView& config) override;
  StateUsage usage() const override;

 private:
  struct Client {
    Attempts attempts;
    Timestamp said_at;
    int said = 0;
    bool waiting = false;  ///< In the queue of clients to judge.
  };
  struct ClientWorth {
    double operator()(const Client& c) const { return c.attempts.worth(); }
  };
  struct Due {
    std::uint64_t client = 0;
    Timestamp at;
  };

  void flow(const model::FlowRecord& record, Timestamp now, const Context& context);
  void missing(const model::DnsMessage& message, const model::FlowEvent& event, const Context& context);
  void note(std::uint64_t client, const Attempt& attempt, Target&& what, Timestamp now);
  void judge_client(Client& client, Timestamp now, FindingSink& sink) const;

  Params params_;
  HashSeed seed_;
  KeyedMap<Client, ClientWorth> clients_;
  std::deque<Due> due_;   ///< Each client at most once: bounded by max_clients and what was evicted meanwhile.
  bool closing_ = false;  ///< The input ended: nothing more will be told.
};

extern const DetectorInfo kDetector;

}  // namespace sekisho::detectors::fallback

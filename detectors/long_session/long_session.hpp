// Finds sessions that stay: connections open for long with little to say, pairs whose sessions add up, shells that the server
// drives, and DNS conversations about one domain that never pause.
//
// Reads    milestones and ends of flows, bursts, DNS messages, ICMP facts; never payload, never another detector.
// Keeps    the shape of open connections (`max_flows`), covered time of pairs (`max_pairs`), DNS conversations
//          (`max_conversations`); past that the least telling is dropped and counted.
// Time     packet time. Open connections are judged at the flow table's milestones, so an alert does not wait for the end.
// Threads  the analysis thread only; no locks.
// Thresholds, false positives, evasions: README.md beside this file.
#pragma once

#include "detectors/api/detector.hpp"
#include "detectors/long_session/judge.hpp"
#include "detectors/long_session/params.hpp"
#include "flow/base/keyed_map.hpp"

namespace sekisho::detectors::long_session {

class LongSession final : public Detector {
 public:
  LongSession(const Params& params, HashSeed seed);

  void on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) override;
  void on_tick(Timestamp now, const Context& context, FindingSink& sink) override;
  Result<void> reconfigure(const ConfigView& config) override;
  StateUsage usage() const override;

 private:
  struct Said {
    Timestamp at;
    int score = 0;
  };
  /// All sessions of a client with a server's port: time covered once, however many run at once.
  struct Pair {
    Timestamp covered_until;
    Timestamp first;
    Timestamp touched;
    Duration covered{};
    std::uint32_t sessions = 0;
    bool odd_icmp = false;
    Said said;
  };
  struct ShapeWorth {
    double operator()(const Shape& s) const { return s.bursts(); }
  };
  struct PairWorth {
    double operator()(const Pair& p) const { return seconds(p.covered); }
  };
  struct Talk {
    Conversation conversation;
    Said said;
  };
  struct TalkWorth {
    double operator()(const Talk& t) const { return static_cast<double>(t.conversation.queries); }
  };
  struct Scene {
    const model::FlowEvent& event;
    const Context& context;
    FindingSink& sink;
  };

  void session(const model::FlowRecord& record, const Scene& scene);
  void lookup(const model::DnsMessage& message, const Scene& scene);
  void cover(Pair& pair, const model::FlowRecord& record) const;
  Session describe(const model::FlowRecord& record, const Pair& pair, const Object& object, const Scene& scene) const;
  bool worth_saying(Said& said, int score, Timestamp now) const;
  std::uint64_t pair_key(const model::FlowRef& flow) const;

  Params params_;
  HashSeed seed_;
  KeyedMap<Shape, ShapeWorth> shapes_;
  KeyedMap<Pair, PairWorth> pairs_;
  KeyedMap<Talk, TalkWorth> talks_;
};

extern const DetectorInfo kDetector;

}  // namespace sekisho::detectors::long_session

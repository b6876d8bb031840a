// Finds a client that calls one service, one name, or anything rare again and again at a steady pace: as new connections, as
// bursts inside one, as DNS lookups, or as attempts that fail.
//
// Reads    flow starts, classifications, ends, bursts; DNS messages and HTTP requests. Never payload, never another detector.
// Keeps    series of beats by keyed hash, at most `max_keys` (and `max_candidates` of one to three beats); the least
//          promising leaves, counted. What DPI said of a pair, and what was reported, in bounded tables of the same kind.
// Time     packet time. A series that falls silent for `retention` is dropped by on_tick().
// Threads  the analysis thread only; no locks.
// Thresholds, false positives, evasions: README.md beside this file.
#pragma once

#include <string>

#include "detectors/api/detector.hpp"
#include "detectors/beacon/judge.hpp"
#include "detectors/beacon/params.hpp"
#include "detectors/beacon/series.hpp"
#include "flow/base/inline_string.hpp"
#include "flow/base/keyed_map.hpp"

namespace sekisho::detectors::beacon {

/// What is known of the flows between a client and a server's port.
struct PairFacts {
  model::AppLabel label;
  InlineString<127> name;                       ///< SNI, Host or CONNECT target; empty if longer. Hostile text.
  support::Habit agent = support::Habit::None;  ///< Of the HTTP user agent.
  bool http = false;
  bool tls = false;
  bool dns = false;
  bool odd_icmp = false;  ///< An ICMP payload that no ping program sends.
};

class Beacon final : public Detector {
 public:
  Beacon(const Params& params, HashSeed seed);

  void on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) override;
  void on_tick(Timestamp now, const Context& context, FindingSink& sink) override;
  Result<void> reconfigure(const ConfigView& config) override;
  StateUsage usage() const override;

 private:
  struct SeriesWorth {
    double operator()(const Series& s) const { return s.worth(); }
  };
  struct CandidateWorth {
    double operator()(const Candidate& c) const { return c.beats; }
  };
  struct Reported {
    Timestamp at;
    int score = 0;
  };
  /// The event in hand, with what every step needs of it.
  struct Scene {
    const model::FlowEvent& event;
    const Context& context;
    FindingSink& sink;
    std::uint64_t client = 0;  ///< Keyed hash of the client's address.
    std::uint64_t pair = 0;    ///< Of client, server, port and transport.
  };
  /// One beat, as a family's key sees it.
  struct Beat {
    Family family = Family::Pair;
    std::uint64_t key = 0;
    Timestamp time;
    Object object;  ///< Of Name, Domain, Lookups and Rare.
    bool sized = false;
    std::uint64_t to_server = 0;
    std::uint64_t to_client = 0;
  };

  void on(const model::FlowEstablished& body, const Scene& scene);
  void on(const model::FlowClassified& body, const Scene& scene);
  void on(const model::FlowMilestone& body, const Scene& scene);
  void on(const model::FlowEnded& body, const Scene& scene);
  void on(const model::DataBurst& body, const Scene& scene);
  void on(const model::DnsMessage& body, const Scene& scene);
  void on(const model::HttpTransaction& body, const Scene& scene);
  void on(const model::IcmpMessage& body, const Scene& scene);
  template <class Other>
  void on(const Other&, const Scene&) {}

  static bool asks_at_home(const Scene& scene);
  void learn_facts(const model::FlowRecord& record, const Scene& scene);
  void named_beats(const Object& object, Timestamp time, const Scene& scene);
  void rare_beat(const Object& object, Timestamp time, const Scene& scene);
  std::uint64_t name_key(Family family, std::string_view name, const Scene& scene) const;
  static std::uint64_t key_of(Family family, std::uint64_t about) { return mix(about, static_cast<std::uint64_t>(family) + 1); }

  void beat(const Beat& beat, const Scene& scene);
  /// Counts a beat; the series where one exists and the contact was a beat of its own.
  Series* count(const Beat& beat);
  void judge(const Beat& beat, Series& series, const Scene& scene);
  bool worth_saying(const Object& object, int score, const Scene& scene);

  Params params_;
  HashSeed seed_;
  KeyedMap<Candidate, CandidateWorth> candidates_;
  KeyedMap<Series, SeriesWorth> series_;
  KeyedMap<PairFacts> facts_;
  KeyedMap<Reported> reported_;
};

extern const DetectorInfo kDetector;

}  // namespace sekisho::detectors::beacon

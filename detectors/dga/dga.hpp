// Finds a client that tries one generated domain after another until one exists.
//
// Reads    DNS messages; established flows (the name that worked is used). Never packets, never another detector.
// Keeps    the last 64 domains of each client, at most `max_clients`; past that the client with the fewest random names leaves, counted.
// Time     packet time. A client that asks nothing for an hour is dropped by on_tick().
// Threads  the analysis thread only; no locks.
// Thresholds, false positives, evasions: README.md beside this file.
#pragma once

#include <string>

#include "detectors/api/detector.hpp"
#include "detectors/dga/judge.hpp"
#include "detectors/dga/params.hpp"
#include "flow/base/keyed_map.hpp"

namespace sekisho::detectors::dga {

class Dga final : public Detector {
 public:
  Dga(const Params& params, HashSeed seed);

  void on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) override;
  void on_tick(Timestamp now, const Context& context, FindingSink& sink) override;
  Result<void> reconfigure(const ConfigView& config) override;
  StateUsage usage() const override;

 private:
  struct Client {
    Activity activity;
    Object burst;  ///< The first name of the burst that was reported.
    Object found;  ///< The name that resolved after it; empty without.
    Timestamp found_at;
    Timestamp said_at;
    int said = 0;
    Success success;
  };
  struct ClientWorth {
    double operator()(const Client& c) const { return c.activity.worth(); }
  };
  struct Scene {
    const model::FlowEvent& event;
    const Context& context;
    FindingSink& sink;
  };

  void message(const model::DnsMessage& message, const Scene& scene);
  void connection(const Scene& scene);
  void resolved(Client& client, const Domain& domain, std::string_view name, const Scene& scene) const;
  void judge_client(Client& client, const Scene& scene) const;
  bool worth_saying(Client& client, int score, Timestamp now) const;

  Params params_;
  HashSeed seed_;
  KeyedMap<Client, ClientWorth> clients_;
};

extern const DetectorInfo kDetector;

}  // namespace sekisho::detectors::dga

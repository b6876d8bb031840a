// Finds clients that fetch a program from one server and then call another, or the same one by another protocol.
//
// Reads    HTTP transactions and classified TCP flows. Never packets, never another detector.
// Keeps    the last 4 downloads of a client and 8 servers called after them, at most `max_clients`; past that the one with the fewest calls leaves,
// counted. Time     packet time. A client without downloads for an hour is dropped by on_tick(). Threads  the analysis thread only; no locks.
// Thresholds, false positives, evasions: README.md beside this file.
#pragma once

#include <array>

#include "detectors/api/detector.hpp"
#include "detectors/multi_stage/judge.hpp"
#include "detectors/multi_stage/params.hpp"
#include "flow/base/keyed_map.hpp"

namespace sekisho::detectors::multi_stage {

class MultiStage final : public Detector {
 public:
  MultiStage(const Params& params, HashSeed seed);

  void on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) override;
  void on_tick(Timestamp now, const Context& context, FindingSink& sink) override;
  Result<void> reconfigure(const ConfigView& config) override;
  StateUsage usage() const override;

 private:
  struct Followed {
    Next next;
    Timestamp said_at;
    int said = 0;
  };
  struct Client {
    std::array<Download, 4> downloads;
    std::array<Followed, 8> followed;
    std::size_t next_download = 0;
    std::uint32_t calls = 0;
    Timestamp last;
  };
  struct ClientWorth {
    double operator()(const Client& c) const { return c.calls; }
  };

  void download(const model::HttpTransaction& http, const model::FlowEvent& event, const Context& context);
  void call(const model::FlowRecord& record, Timestamp now, const Context& context, FindingSink& sink);
  std::uint64_t target_of(const Object& object, const IpAddress& address) const;
  const Download* before(const Client& client, const model::FlowRef& flow, std::uint64_t target, const model::AppLabel& label) const;

  Params params_;
  HashSeed seed_;
  KeyedMap<Client, ClientWorth> clients_;
};

extern const DetectorInfo kDetector;

}  // namespace sekisho::detectors::multi_stage

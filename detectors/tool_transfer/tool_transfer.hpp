// Finds programs, scripts and archives that reach a host: by their first bytes, wherever they come from and whatever they are called.
//
// Reads    HTTP transactions, classification and end of TCP flows; never another detector.
// Keeps    what was told, by (client, server, kind): at most `max_keys`; the least recently used leaves, counted.
// Time     packet time. What is older than a day is dropped by on_tick().
// Threads  the analysis thread only; no locks.
// Thresholds, false positives, evasions: README.md beside this file.
#pragma once

#include "detectors/api/detector.hpp"
#include "detectors/tool_transfer/judge.hpp"
#include "detectors/tool_transfer/params.hpp"
#include "flow/base/keyed_map.hpp"

namespace sekisho::detectors::tool_transfer {

class ToolTransfer final : public Detector {
 public:
  ToolTransfer(const Params& params, HashSeed seed);

  void on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) override;
  void on_tick(Timestamp now, const Context& context, FindingSink& sink) override;
  Result<void> reconfigure(const ConfigView& config) override;
  StateUsage usage() const override;

 private:
  struct Said {
    Timestamp at;
    int score = 0;
  };
  struct Scene {
    const model::FlowEvent& event;
    const Context& context;
    FindingSink& sink;
  };

  void on(const model::HttpTransaction& t, const Scene& scene);
  void look(const model::FlowRecord& record, const Scene& scene);
  void surround(Transfer& transfer, const Object& object, const Scene& scene) const;
  bool worth_saying(const model::FlowRef& flow, Kind kind, int score, Timestamp now);

  Params params_;
  HashSeed seed_;
  KeyedMap<Said> said_;
};

extern const DetectorInfo kDetector;

}  // namespace sekisho::detectors::tool_transfer

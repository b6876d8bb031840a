// Finds remote control: sessions that come from or go outside, vendors' services, tunnels to editors, kits by their own certificates.
//
// Reads    records of flows when classified, at milestones and at their end; certificates; never payload, never another detector.
// Keeps    uses by (client, server or vendor, tool), and the vendors of each host: two tables of at most `max_keys` each; the least
//          recently used leaves, counted.
// Time     packet time. What has been silent for `forget` is dropped by on_tick(), and new when it comes back.
// Threads  the analysis thread only; no locks.
// Thresholds, false positives, evasions: README.md beside this file.
#pragma once

#include <array>

#include "detectors/api/detector.hpp"
#include "detectors/remote_access/judge.hpp"
#include "detectors/remote_access/params.hpp"
#include "flow/base/keyed_map.hpp"

namespace sekisho::detectors::remote_access {

class RemoteAccess final : public Detector {
 public:
  RemoteAccess(const Params& params, HashSeed seed);

  void on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) override;
  void on_tick(Timestamp now, const Context& context, FindingSink& sink) override;
  Result<void> reconfigure(const ConfigView& config) override;
  StateUsage usage() const override;

 private:
  struct Use {
    Timestamp first;
    Timestamp touched;
    std::uint64_t flows = 0;
    int said = 0;
  };
  struct UseWorth {
    double operator()(const Use& u) const { return u.said; }
  };
  /// The latest vendors of one host.
  struct Host {
    struct Seen {
      std::uint64_t vendor = 0;
      Timestamp at;
    };
    std::array<Seen, 4> latest{};
    Timestamp touched;
  };
  struct Scene {
    const model::FlowEvent& event;
    const Context& context;
    FindingSink& sink;
  };

  void record(const model::FlowRecord& record, const Scene& scene);
  void certificate(const model::TlsCertificate& certificate, const Scene& scene);
  Surroundings surroundings(const Tool& tool, const Object& object, const Scene& scene);
  std::uint32_t vendors_of(const IpAddress& host, std::string_view vendor, Timestamp now);

  Params params_;
  HashSeed seed_;
  KeyedMap<Use, UseWorth> uses_;
  KeyedMap<Host> hosts_;
};

extern const DetectorInfo kDetector;

}  // namespace sekisho::detectors::remote_access

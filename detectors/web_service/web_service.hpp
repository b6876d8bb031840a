// Finds programs that use other people's services as their own: paste, chat, code, storage and tunnel services called at a steady pace or
// given much.
//
// Reads    TLS hellos, HTTP transactions, bursts, ends of flows; never payload, never another detector.
// Keeps    pairs of client and service, and the domains that each client called of late: two tables of at most `max_keys`; the least
//          telling leaves, counted.
// Time     packet time. What has been silent for a day is dropped by on_tick().
// Threads  the analysis thread only; no locks.
// Thresholds, false positives, evasions: README.md beside this file.
#pragma once

#include "detectors/api/detector.hpp"
#include "detectors/web_service/judge.hpp"
#include "detectors/web_service/params.hpp"
#include "flow/base/keyed_map.hpp"

namespace sekisho::detectors::web_service {

class WebService final : public Detector {
 public:
  WebService(const Params& params, HashSeed seed);

  void on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) override;
  void on_tick(Timestamp now, const Context& context, FindingSink& sink) override;
  Result<void> reconfigure(const ConfigView& config) override;
  StateUsage usage() const override;

 private:
  struct ActivityWorth {
    double operator()(const Activity& a) const { return a.contacts(); }
  };
  /// The latest domains that a client called.
  struct Client {
    struct Call {
      std::uint64_t domain = 0;
      Timestamp at;
    };
    std::array<Call, 8> latest{};
    Timestamp touched;
  };
  struct Scene {
    const model::FlowEvent& event;
    const Context& context;
    FindingSink& sink;
  };

  /// A contact with whatever @p name is.
  void contact(std::string_view name, bool program, Timestamp at, const Scene& scene);
  void ended(const model::FlowRecord& record, const Scene& scene);
  void burst(const model::DataBurst& burst, const Scene& scene);
  void look(const Service& service, const Object& object, Activity& activity, const Scene& scene) const;
  std::uint32_t note(std::string_view domain, Timestamp now, const Scene& scene);
  std::uint64_t key(const model::FlowRef& flow, const Service& service) const;

  Params params_;
  HashSeed seed_;
  Catalogue catalogue_;
  KeyedMap<Activity, ActivityWorth> activities_;
  KeyedMap<Client> clients_;
};

extern const DetectorInfo kDetector;

}  // namespace sekisho::detectors::web_service

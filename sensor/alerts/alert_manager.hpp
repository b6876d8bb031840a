// Turns findings into alerts: weighs context, applies the allow-list, merges repeats into episodes and episodes about one
// client and object into incidents.
//
// Keeps    open episodes and incidents, at most AlertOptions::max_episodes each; the oldest leaves, counted.
// Time     packet time.  Threads  the analysis thread only.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "detectors/api/detector.hpp"
#include "flow/base/counters.hpp"
#include "sensor/alerts/alert.hpp"

namespace sekisho::alerts {

/// What the operator accepts. All given conditions must hold; suppressed findings are counted per rule.
struct AllowRule {
  std::string name;  ///< For the counter and messages; the reason's short form.
  std::string detector = "*";
  std::vector<Network> sources;      ///< Empty: any client.
  std::vector<Network> networks;     ///< Of the server; empty: any.
  std::vector<std::string> domains;  ///< Suffixes at label boundaries, apex included; empty: any.
  std::vector<std::uint16_t> ports;
  std::vector<std::string> ja3;      ///< MD5 or JA4 of the flow's ClientHello, as the finding's evidence "ja3"/"ja4" says.
  std::string reason;                ///< Why; required.
  std::optional<Timestamp> expires;  ///< After this the rule does nothing and says so once.
};

struct AlertOptions {
  std::vector<AllowRule> allow;
  Level minimum = Level::Low;  ///< Below it findings only count in metrics.
  Duration first_repeat = 1h;  ///< Then 2 h, 4 h … 24 h; a rise in level is told at once.
  Duration episode_end = 24h;  ///< An episode without findings for this long is over.
  std::size_t max_episodes = 100'000;
  double internal_factor = 1.0;  ///< Weight of findings between two home hosts.
};

class AlertManager {
 public:
  AlertManager(const AlertOptions& options, const detectors::Context& context, AlertSink& sink, Counters& counters);
  ~AlertManager();

  /// Judges one finding of @p detector. Findings must come in (time, flow) order.
  void finding(const detectors::DetectorInfo& detector, detectors::Finding&& finding);
  /// Ends episodes that are over.
  void tick(Timestamp now);
  /// Takes a new allow-list and levels; live episodes that a new rule matches fall silent.
  void reconfigure(const AlertOptions& options);
  /// A client's TLS fingerprints, for allow rules and context ("rare_ja3").
  void learn(const model::FlowEvent& event);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sekisho::alerts

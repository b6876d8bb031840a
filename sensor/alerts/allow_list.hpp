// What the operator accepts. A finding that a rule matches never becomes an alert; it is counted under the rule's name, so that a rule
// that silences more than was meant is seen.
//
// Keeps    counters of the first 64 rule names it is ever given; later names are counted together as "other".
// Time     packet time: a rule past its day matches nothing and shows in sekisho_allow_rule_expired.
// Threads  the analysis thread only.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "flow/base/counters.hpp"
#include "sensor/alerts/alert_manager.hpp"
#include "sensor/alerts/fingerprints.hpp"

namespace sekisho::alerts {

/// The parts of a finding that rules look at.
struct Subject {
  std::string detector;
  IpAddress client, server;
  std::uint16_t port = 0;                 ///< Of the server; 0 where the transport has none, which no rule about ports matches.
  std::string name;                       ///< Empty where the object is an address.
  std::vector<std::string> fingerprints;  ///< JA3 and JA4.
};
/// @p seen the latest hello between the two, if any.
Subject subject_of(std::string_view detector, const detectors::Finding& finding, const Fingerprint* seen);

class AllowList {
 public:
  explicit AllowList(Counters& counters) : counters_(counters) {}

  void set(const std::vector<AllowRule>& rules);
  /// Marks the rules that have expired.
  void tick(Timestamp now);
  /// Whether a rule matches; counts the hit of the first that does.
  bool hit(const Subject& subject, Timestamp now);
  /// The same without counting.
  bool covers(const Subject& subject, Timestamp now) const { return match(subject, now) != nullptr; }

 private:
  static constexpr std::size_t kMostNames = 64;
  struct Cells {
    Counter* hits = nullptr;
    Gauge* expired = nullptr;
  };
  struct Rule {
    AllowRule rule;
    Cells cells;
    bool told = false;  // that it has expired
  };
  const Rule* match(const Subject& subject, Timestamp now) const;
  Cells cells(const std::string& name);

  Counters& counters_;
  std::map<std::string, Cells> cells_;
  std::vector<Rule> rules_;
};

}  // namespace sekisho::alerts

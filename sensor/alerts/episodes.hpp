// What has been said lately: episodes (one detector, reason, client and object) with their back-off, and incidents (one client and
// object) with what their alerts said. An object is known by its registered domain, or by its address.
//
// Keeps    at most `capacity` of each, about 500 and 900 bytes; past that the lowest score of the eight longest unused leaves, counted.
//          The hash is not secret: an entry costs a finding, which nobody can make by the thousand without being seen.
// Time     packet time.  Threads  the analysis thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "detectors/api/finding.hpp"
#include "flow/base/bounded_map.hpp"
#include "sensor/alerts/alert.hpp"
#include "sensor/alerts/allow_list.hpp"

namespace sekisho::alerts {

struct IncidentKey {
  IpAddress client;
  std::string object;
  friend bool operator==(const IncidentKey&, const IncidentKey&) = default;
};
IncidentKey incident_key(const detectors::Finding& finding);

struct EpisodeKey {
  std::uint16_t detector = 0;  ///< DetectorInfo::number.
  std::uint8_t reason = 0;
  IncidentKey about;
  friend bool operator==(const EpisodeKey&, const EpisodeKey&) = default;
};

struct KeyHash {
  std::size_t operator()(const IncidentKey& key) const;
  std::size_t operator()(const EpisodeKey& key) const;
};

struct Episode {
  Timestamp first, last;  ///< Findings.
  Timestamp next;         ///< Earliest repeat at the same level.
  Duration interval{};    ///< From one repeat to the next.
  Level told = Level::Info;
  std::uint32_t alerts = 0;
  std::uint64_t suppressed = 0;  ///< Findings since the last alert.
  int best = 0;
  Subject subject;  ///< Of the latest finding, for allow rules that come later.

  /// Whether a finding of @p level is told at @p now: the first, one that is worse than all told, one after the back-off.
  bool due(Level level, Timestamp now) const { return alerts == 0 || level > told || now >= next; }
  /// Takes note that it was told. Back-off: @p first_repeat, then twice as long each time, 24 h at most.
  void tell(Level level, Timestamp now, Duration first_repeat);
};

struct Incident {
  static constexpr std::size_t kMostSteps = 16;
  Timestamp first, last;
  int best = 0;
  std::vector<std::string_view> techniques;  ///< Static text, no longer than the ATT&CK table.
  std::vector<IncidentStep> timeline;        ///< The first step and the latest ones.

  /// An alert of it was raised.
  void raised(const IncidentStep& step, const std::vector<std::string_view>& named);
  void forget(std::string_view detector);
};

/// 16 hex digits of stable values: the same in every run and on every machine.
std::string incident_id(const IncidentKey& key, Timestamp first);
std::string alert_id(const EpisodeKey& key, Timestamp first, std::uint32_t update);

struct Worth {
  template <class T>
  double operator()(const T& entry) const {
    return entry.best;
  }
};
using Episodes = BoundedMap<EpisodeKey, Episode, KeyHash, Worth>;
using Incidents = BoundedMap<IncidentKey, Incident, KeyHash, Worth>;

/// The entry of @p key, begun anew at @p now where there was none or the old one has been silent for @p end. Score @p score counts for its worth.
template <class Map, class Key>
auto& open(Map& map, const Key& key, Timestamp now, Duration end, int score) {
  auto& entry = map.touch(key);
  if (entry.best == 0 || now - entry.last >= end) {
    entry = {};
    entry.first = now;
  }
  entry.last = now;
  entry.best = std::max({entry.best, score, 1});
  return entry;
}

}  // namespace sekisho::alerts

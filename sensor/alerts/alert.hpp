// What the operator gets: a finding, weighed by context, with its level, its place in an episode and an incident.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "detectors/api/finding.hpp"

namespace sekisho::alerts {

enum class Level : std::uint8_t { Info, Low, Medium, High, Critical };
/// "info", "low", "medium", "high", "critical".
std::string_view level_name(Level level);
/// critical ≥ 80, high ≥ 60, medium ≥ 40, low ≥ 20, else info.
Level level_of(int score);
/// EVE severity: 1 critical or high, 2 medium, 3 low, 4 info.
int severity_of(Level level);

/// A row of the ATT&CK table that is compiled in (enterprise matrix, tactic TA0011 and neighbours).
struct Technique {
  std::string_view id;      ///< "T1071.004"
  std::string_view name;    ///< "Application Layer Protocol: DNS"
  std::string_view tactic;  ///< "TA0011"
};
/// The technique of @p id; an entry with empty name where unknown (a contract test keeps that from happening).
Technique technique(std::string_view id);
/// "Command and Control" for "TA0011"; empty where unknown.
std::string_view tactic_name(std::string_view id);

struct Party {
  IpAddress address;
  std::uint16_t port = 0;
  bool home = false;
  std::string mac, hostname;  ///< Clients, when the flow began.
  std::string name, country;  ///< Servers.
  std::uint32_t asn = 0;
  detectors::IdentitySource mac_source{}, name_source{};
};

/// Another client that showed the same.
struct SimilarHost {
  IpAddress client;
  std::string_view why;  ///< "object", "fingerprint" or "cadence".
};

/// Something an incident's alerts said, for its timeline.
struct IncidentStep {
  Timestamp time;
  std::string_view detector;  ///< Static text, as the next.
  std::string_view title;     ///< The finding's reason.
  int score = 0;
};

/// The incident as it stands with an alert.
struct IncidentView {
  Timestamp first;
  int score = 0;                             ///< The highest of its alerts.
  std::vector<std::string_view> techniques;  ///< In the order they were first named.
  std::vector<IncidentStep> timeline;        ///< First and latest words, oldest first.
  std::vector<SimilarHost> similar;
};

struct Alert {
  std::string id;           ///< 16 hex digits, derived: same capture, same ids.
  std::string incident_id;  ///< Shared by all alerts about one client and object.
  IncidentView incident;
  std::string detector;
  std::uint32_t signature_id = 0;
  std::string signature;  ///< "sekisho beacon: periodic contact"
  detectors::Finding finding;
  int score = 0;  ///< With context, 0 … 100.
  Level level = Level::Info;
  std::vector<std::string> indicators;        ///< "beacon.interval", "no_dns.unresolved_ip", …
  std::vector<detectors::Indicator> context;  ///< The modifiers that counted, full names ("prevalence.one_client"), points signed.
  Party client, server;
  std::uint32_t episode_update = 0;  ///< 0 for the first alert of an episode, then 1, 2, …
  std::uint64_t suppressed = 0;      ///< Findings of this episode merged since its last alert.
};

class AlertSink {
 public:
  virtual ~AlertSink() = default;
  virtual void alert(Alert&& alert) = 0;
};

}  // namespace sekisho::alerts

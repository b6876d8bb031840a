// The alert record: Suricata's `alert` object, and beside it `c2`, which holds what an analyst needs to judge it.
#include <algorithm>

#include "sensor/outputs/eve/event_writer.hpp"
#include "sensor/outputs/eve/names.hpp"

namespace sekisho::outputs::eve {
namespace {

constexpr std::uint32_t kGeneratorId = 1;
constexpr std::uint32_t kRevision = 1;
constexpr std::string_view kCategory = "Malware Command and Control Activity Detected";  // the class name that rule sets use for C2
constexpr std::size_t kMostEvidenceList = 64;                                            // values of one list; evidence is for people
constexpr std::size_t kMostEvidenceText = 512;                                           // bytes of one value
constexpr std::size_t kMostName = 255;                                                   // bytes of a host name

constexpr auto kNone = detectors::IdentitySource::None;

std::string_view confidence(alerts::Level level) {
  switch (level) {
    case alerts::Level::Critical:
    case alerts::Level::High:
      return "High";
    case alerts::Level::Medium:
      return "Medium";
    default:
      return "Low";
  }
}

}  // namespace

void EventWriter::mitre_metadata(const alerts::Alert& alert) {
  std::vector<alerts::Technique> rows;
  std::vector<std::string_view> tactics;
  for (const std::string_view id : alert.finding.techniques) {
    const alerts::Technique row = alerts::technique(id);
    rows.push_back({id, row.name, row.tactic});
    if (!row.tactic.empty() && std::find(tactics.begin(), tactics.end(), row.tactic) == tactics.end()) tactics.push_back(row.tactic);
  }
  json_.open("metadata");
  json_.open_array("mitre_tactic_id");
  for (const std::string_view tactic : tactics) json_.literal_element(tactic);
  json_.close_array();
  json_.open_array("mitre_tactic_name");
  for (const std::string_view tactic : tactics) json_.literal_element(alerts::tactic_name(tactic));
  json_.close_array();
  json_.open_array("mitre_technique_id");
  for (const alerts::Technique& row : rows) json_.literal_element(row.id);
  json_.close_array();
  json_.open_array("mitre_technique_name");
  for (const alerts::Technique& row : rows) json_.literal_element(row.name);
  json_.close_array();
  json_.open_array("confidence");
  json_.literal_element(confidence(alert.level));
  json_.close_array();
  json_.close();
}

void EventWriter::evidence_value(std::string_view key, const detectors::EvidenceValue& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    json_.number_member(key, *whole);
  } else if (const auto* real = std::get_if<double>(&value)) {
    json_.real_member(key, *real);
  } else if (const auto* truth = std::get_if<bool>(&value)) {
    json_.boolean_member(key, *truth);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    json_.text_member(key, *text, kMostEvidenceText);
  } else if (const auto* reals = std::get_if<std::vector<double>>(&value)) {
    json_.open_array_member(key);
    for (std::size_t i = 0; i < std::min(reals->size(), kMostEvidenceList); ++i) json_.real_element((*reals)[i]);
    json_.close_array();
    if (reals->size() > kMostEvidenceList) json_.boolean_member(std::string(key) + "_truncated", true);
  } else if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) {
    bool whole_list = texts->size() <= kMostEvidenceList;
    json_.open_array_member(key);
    for (std::size_t i = 0; i < std::min(texts->size(), kMostEvidenceList); ++i) {
      whole_list = json_.text_element((*texts)[i], kMostEvidenceText) && whole_list;
    }
    json_.close_array();
    if (!whole_list) json_.boolean_member(std::string(key) + "_truncated", true);
  }
}

void EventWriter::indicators(const std::vector<detectors::Indicator>& list, std::string_view prefix) {
  for (const detectors::Indicator& indicator : list) {
    json_.open_element();
    json_.text("name", prefix.empty() ? indicator.name : std::string(prefix) + '.' + indicator.name);
    json_.real("value", indicator.value);
    json_.real("threshold", indicator.threshold);
    json_.number("points", indicator.points);
    json_.close();
  }
}

void EventWriter::evidence(const alerts::Alert& alert) {
  json_.open("evidence");
  for (const auto& [key, value] : alert.finding.evidence) {
    // "thresholds" is the list below; JSON readers keep only one of two equal keys.
    if (key == "thresholds") {
      evidence_value("thresholds_", value);
    } else {
      evidence_value(key, value);
    }
  }
  json_.open_array("thresholds");
  indicators(alert.finding.indicators, alert.detector);
  json_.close_array();
  json_.close();
}

void EventWriter::incident(const alerts::IncidentView& incident) {
  json_.open("incident");
  json_.time("first_seen", incident.first);
  json_.number("score", incident.score);
  json_.open_array("techniques");
  for (const std::string_view id : incident.techniques) json_.literal_element(id);
  json_.close_array();
  json_.open_array("timeline");
  for (const alerts::IncidentStep& step : incident.timeline) {
    json_.open_element();
    json_.time("time", step.time);
    json_.literal("detector", step.detector);
    json_.text("title", step.title);
    json_.number("score", step.score);
    json_.close();
  }
  json_.close_array();
  json_.open_array("similar");
  for (const alerts::SimilarHost& host : incident.similar) {
    json_.open_element();
    json_.address("ip", host.client);
    json_.literal("why", host.why);
    json_.close();
  }
  json_.close_array();
  json_.close();
}

void EventWriter::c2(const alerts::Alert& alert) {
  const detectors::Finding& finding = alert.finding;
  json_.open("c2");
  json_.text("alert_id", alert.id);
  json_.text("incident_id", alert.incident_id);
  incident(alert.incident);
  json_.text("detector", alert.detector);
  json_.number("score", alert.score);
  json_.literal("level", alerts::level_name(alert.level));
  json_.text("reason", finding.sentence);
  json_.open_array("indicators");
  bool whole = true;
  for (const std::string& name : alert.indicators) whole = json_.text_element(name) && whole;
  json_.close_array();
  if (!whole) json_.boolean("indicators_truncated", true);
  evidence(alert);
  json_.open_array("context");
  indicators(alert.context, {});
  json_.close_array();
  json_.time("first_seen", finding.first_seen);
  json_.time("last_seen", finding.last_seen);
  json_.number("flows", finding.flows);
  json_.number("bytes_toserver", finding.bytes_to_server);
  json_.number("bytes_toclient", finding.bytes_to_client);
  json_.boolean("many_servers", finding.many_servers);
  json_.number("episode_update", alert.episode_update);
  json_.number("suppressed", alert.suppressed);
  json_.open("client");
  json_.address("ip", alert.client.address);
  if (!alert.client.mac.empty()) {
    json_.text("mac", alert.client.mac);
    if (alert.client.mac_source != kNone) json_.literal("mac_source", detectors::identity_source_name(alert.client.mac_source));
  }
  if (!alert.client.hostname.empty()) {
    json_.text("hostname", alert.client.hostname, kMostName);
    if (alert.client.name_source != kNone) json_.literal("hostname_source", detectors::identity_source_name(alert.client.name_source));
  }
  json_.boolean("home", alert.client.home);
  json_.close();
  json_.open("server");
  json_.address("ip", alert.server.address);
  if (model::has_ports(finding.flow.transport)) json_.number("port", alert.server.port);
  if (!alert.server.name.empty()) json_.text("name", alert.server.name, kMostName);
  if (!alert.server.country.empty()) json_.text("country", alert.server.country);
  if (alert.server.asn != 0) json_.number("asn", alert.server.asn);
  json_.boolean("home", alert.server.home);
  json_.close();
  json_.close();
}

std::string_view EventWriter::alert(const alerts::Alert& alert) {
  const detectors::Finding& finding = alert.finding;
  begin(finding.time, finding.flow, "alert", app_proto(finding.label.protocol()));
  json_.open("alert");
  json_.literal("action", "allowed");
  json_.number("gid", kGeneratorId);
  json_.number("signature_id", alert.signature_id);
  json_.number("rev", kRevision);
  json_.text("signature", alert.signature);
  json_.literal("category", kCategory);
  json_.number("severity", alerts::severity_of(alert.level));
  mitre_metadata(alert);
  json_.close();
  json_.open("flow");
  json_.time("start", finding.flow.start);
  json_.close();
  c2(alert);
  return end(finding.flow);
}

}  // namespace sekisho::outputs::eve

#include "sensor/alerts/correlation.hpp"

#include <algorithm>
#include <array>

namespace sekisho::alerts {
namespace {

constexpr Duration kRemembered = 24h;

// The keys of what a finding is about; the second one is empty where the server is not the object's own: a resolver, a proxy, one of many.
std::array<IncidentKey, 2> keys(const detectors::Finding& finding) {
  std::array<IncidentKey, 2> found{incident_key(finding), {}};
  const detectors::NameSource source = finding.object.source;
  const bool elsewhere = finding.many_servers || source == detectors::NameSource::Dns || source == detectors::NameSource::ConnectTarget;
  if (source == detectors::NameSource::Address || elsewhere) return found;
  found[1] = {finding.flow.endpoints.client.address, finding.flow.endpoints.server.address.to_string()};
  return found;
}

}  // namespace

void Correlation::note(const IncidentKey& key, std::string_view detector, int score, Timestamp now) {
  Evidence& evidence = evidence_.touch(key);
  evidence.last = now;
  evidence.best = std::max(evidence.best, score);
  const auto it = std::find_if(evidence.voices.begin(), evidence.voices.end(), [&](const Voice& v) { return v.detector == detector; });
  if (it == evidence.voices.end()) {
    evidence.voices.push_back({detector, now, score});
    return;
  }
  it->score = now - it->last > kRemembered ? score : std::max(it->score, score);
  it->last = now;
}

void Correlation::note(std::string_view detector, const detectors::Finding& finding, int score, Timestamp now) {
  if (score < kEvidence) return;
  for (const IncidentKey& key : keys(finding)) {
    if (!key.object.empty()) note(key, detector, score, now);
  }
}

std::vector<Voice> Correlation::others(std::string_view detector, const detectors::Finding& finding, Timestamp now) const {
  std::vector<Voice> found;
  for (const IncidentKey& key : keys(finding)) {
    const Evidence* evidence = key.object.empty() ? nullptr : evidence_.find(key);
    if (evidence == nullptr) continue;
    for (const Voice& v : evidence->voices) {
      if (v.detector == detector || now - v.last > kRemembered) continue;
      const auto it = std::find_if(found.begin(), found.end(), [&](const Voice& other) { return other.detector == v.detector; });
      if (it == found.end()) {
        found.push_back(v);
      } else {
        it->score = std::max(it->score, v.score);
      }
    }
  }
  std::sort(found.begin(), found.end(),
            [](const Voice& a, const Voice& b) { return a.score != b.score ? a.score > b.score : a.detector < b.detector; });
  return found;
}

void Correlation::forget(std::string_view detector, const IncidentKey& about) {
  Evidence* evidence = evidence_.find(about);
  if (evidence == nullptr) return;
  std::erase_if(evidence->voices, [&](const Voice& v) { return v.detector == detector; });
  if (evidence->voices.empty()) evidence_.erase(about);
}

void Correlation::tick(Timestamp now) {
  evidence_.expire([&](const auto&, const Evidence& evidence) { return now - evidence.last > kRemembered; });
}

}  // namespace sekisho::alerts

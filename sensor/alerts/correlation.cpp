#include "sensor/alerts/correlation.hpp"

#include <algorithm>
#include <array>

namespace sekisho::alerts {
namespace {

constexpr Duration kRemembered = 24h;

// Findings of different detectors that rest on one fact: two words, one witness.
enum class Fact : std::uint8_t {
  None,
  RandomBytes,  // both sides' first bytes look random
  False,        // a file under a picture's name
  Kept,         // an endless session with keep-alives: what a VPN is, and what a beacon inside a connection is
};
struct Rests {
  std::string_view detector;
  std::uint8_t reason;  // 0: all of them
  Fact fact;
};
constexpr std::array<Rests, 10> kRests{{
    {"encrypted_channel", 4, Fact::RandomBytes},
    {"proxy", 9, Fact::RandomBytes},
    {"nonstandard_port", 4, Fact::RandomBytes},  // nobody knows such a protocol for that very reason
    {"encoding", 6, Fact::RandomBytes},
    {"encoding", 3, Fact::False},
    {"tool_transfer", 2, Fact::False},
    {"proxy", 4, Fact::Kept},
    {"beacon", 4, Fact::Kept},
    {"long_session", 1, Fact::Kept},
    {"long_session", 2, Fact::Kept},
}};

Fact fact_of(std::string_view detector, std::uint8_t reason) {
  const auto row =
      std::find_if(kRests.begin(), kRests.end(), [&](const Rests& r) { return r.detector == detector && (r.reason == 0 || r.reason == reason); });
  return row == kRests.end() ? Fact::None : row->fact;
}

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

void Correlation::note(const IncidentKey& key, const Voice& voice) {
  Evidence& evidence = evidence_.touch(key);
  evidence.last = voice.last;
  evidence.best = std::max(evidence.best, voice.score);
  const auto it = std::find_if(evidence.voices.begin(), evidence.voices.end(), [&](const Voice& v) { return v.detector == voice.detector; });
  if (it == evidence.voices.end()) {
    evidence.voices.push_back(voice);
  } else if (voice.score >= it->score || voice.last - it->last > kRemembered) {
    *it = voice;
  } else {
    it->last = voice.last;
  }
}

void Correlation::note(std::string_view detector, const detectors::Finding& finding, int score, Timestamp now) {
  if (score < kWord) return;
  for (const IncidentKey& key : keys(finding)) {
    if (!key.object.empty()) note(key, {detector, now, score, finding.reason.code, finding.techniques});
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
      } else if (v.score > it->score) {
        *it = v;
      }
    }
  }
  std::sort(found.begin(), found.end(),
            [](const Voice& a, const Voice& b) { return a.score != b.score ? a.score > b.score : a.detector < b.detector; });
  std::vector<Fact> facts{fact_of(detector, finding.reason.code)};
  for (Voice& v : found) {
    const Fact fact = fact_of(v.detector, v.reason);
    if (fact == Fact::None) continue;
    if (std::find(facts.begin(), facts.end(), fact) != facts.end()) v.score = 0;
    facts.push_back(fact);
  }
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

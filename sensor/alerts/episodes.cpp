#include "sensor/alerts/episodes.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace sekisho::alerts {
namespace {

constexpr Duration kLongestBackOff = 24h;
constexpr HashSeed kTable{0x416C65727454626CULL};  // "AlertTbl"
constexpr HashSeed kIds{0x416C657274496473ULL};    // "AlertIds": changing it changes every id

// Fields that cannot run into each other, as bytes.
class Digest {
 public:
  Digest& number(std::uint64_t n) {
    for (int shift = 0; shift < 64; shift += 8) bytes_ += static_cast<char>(n >> shift & 0xFF);
    return *this;
  }
  Digest& about(const IncidentKey& key) {
    for (const std::uint8_t b : key.client.bytes()) bytes_ += static_cast<char>(b);
    number(key.object.size());
    bytes_ += key.object;
    return *this;
  }
  std::string hex() const { return fmt::format("{:016x}", keyed_hash(bytes_, kIds)); }

 private:
  std::string bytes_;
};

std::uint64_t nanos(Timestamp t) { return static_cast<std::uint64_t>(t.time_since_epoch().count()); }

}  // namespace

IncidentKey incident_key(const detectors::Finding& finding) {
  const detectors::Object& object = finding.object;
  return {finding.flow.endpoints.client.address, object.domain.empty() ? object.name : object.domain};
}

std::size_t KeyHash::operator()(const IncidentKey& key) const { return mix(key.client.hash(kTable), keyed_hash(key.object, kTable)); }

std::size_t KeyHash::operator()(const EpisodeKey& key) const {
  return mix((*this)(key.about), static_cast<std::uint64_t>(key.detector) << 8 | key.reason);
}

void Episode::tell(Level level, Timestamp now, Duration first_repeat) {
  if (alerts == 0) {
    interval = first_repeat;
  } else if (level <= told) {
    interval = std::min(2 * interval, std::max(kLongestBackOff, first_repeat));
  }
  next = now + interval;
  told = std::max(told, level);
  ++alerts;
  suppressed = 0;
}

void Incident::raised(const IncidentStep& step, const std::vector<std::string_view>& named) {
  for (const std::string_view technique : named) {
    if (std::find(techniques.begin(), techniques.end(), technique) == techniques.end()) techniques.push_back(technique);
  }
  if (timeline.size() >= kMostSteps) timeline.erase(timeline.begin() + 1);
  timeline.push_back(step);
}

void Incident::forget(std::string_view detector) {
  std::erase_if(timeline, [&](const IncidentStep& step) { return step.detector == detector; });
}

std::string incident_id(const IncidentKey& key, Timestamp first) { return Digest().number(nanos(first)).about(key).hex(); }

std::string alert_id(const EpisodeKey& key, Timestamp first, std::uint32_t update) {
  return Digest().number(key.detector).number(key.reason).number(nanos(first)).number(update).about(key.about).hex();
}

}  // namespace sekisho::alerts

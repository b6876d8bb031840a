#include "sensor/alerts/similar.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "sensor/alerts/episodes.hpp"

namespace sekisho::alerts {
namespace {

constexpr Duration kRemembered = 7 * 24h;
constexpr std::size_t kMostClients = 8;
constexpr double kSameCadence = 1.02;  // periods within about 2 % are one: sleep timers do not drift by more

std::optional<double> period_of(const detectors::Finding& finding) {
  const auto it = std::find_if(finding.evidence.begin(), finding.evidence.end(), [](const auto& e) { return e.first == "period_s"; });
  if (it == finding.evidence.end()) return std::nullopt;
  const auto* period = std::get_if<double>(&it->second);
  return period != nullptr && *period > 0 ? std::optional(*period) : std::nullopt;
}

std::string cadence_key(int bucket) { return fmt::format("cadence {}", bucket); }

}  // namespace

void Similar::look(const std::string& key, std::string_view why, const detectors::Finding& finding, std::vector<SimilarHost>& found) const {
  const Seen* seen = seen_.find(key);
  if (seen == nullptr) return;
  for (const auto& [client, last] : seen->clients) {
    if (client == finding.flow.endpoints.client.address || finding.time - last > kRemembered || found.size() >= kMostClients) continue;
    const bool named = std::any_of(found.begin(), found.end(), [&, &c = client](const SimilarHost& h) { return h.client == c; });
    if (!named) found.push_back({client, why});
  }
}

void Similar::keep(const std::string& key, const detectors::Finding& finding) {
  auto& clients = seen_.touch(key).clients;
  const IpAddress& client = finding.flow.endpoints.client.address;
  std::erase_if(clients, [&](const auto& entry) { return entry.first == client; });
  if (clients.size() >= kMostClients) clients.erase(clients.begin());
  clients.emplace_back(client, finding.time);
}

std::vector<SimilarHost> Similar::meet(const detectors::Finding& finding, std::string_view fingerprint) {
  std::vector<SimilarHost> found;
  const std::string object = "object " + incident_key(finding).object;
  look(object, "object", finding, found);
  keep(object, finding);
  if (!fingerprint.empty()) {
    const std::string key = fmt::format("fingerprint {}", fingerprint);
    look(key, "fingerprint", finding, found);
    keep(key, finding);
  }
  if (const auto period = period_of(finding)) {
    const int bucket = static_cast<int>(std::lround(std::log(*period) / std::log(kSameCadence)));
    for (int near = bucket - 1; near <= bucket + 1; ++near) look(cadence_key(near), "cadence", finding, found);
    keep(cadence_key(bucket), finding);
  }
  return found;
}

}  // namespace sekisho::alerts

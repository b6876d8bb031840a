#include "sensor/alerts/alert_manager.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "sensor/alerts/allow_list.hpp"
#include "sensor/alerts/correlation.hpp"
#include "sensor/alerts/episodes.hpp"
#include "sensor/alerts/fingerprints.hpp"
#include "sensor/alerts/similar.hpp"
#include "sensor/alerts/weigh.hpp"

namespace sekisho::alerts {
namespace {

constexpr std::uint32_t kSignatures = 9'000'000;
constexpr std::array kLevels{Level::Info, Level::Low, Level::Medium, Level::High, Level::Critical};

// Alerts of one detector in a minute of packet time. More cannot be read; what is over is counted and told as merged by the next alert of
// its episode. The last fifth is kept for high and critical, so that a flood of lesser alerts cannot hide them.
constexpr Duration kMinute = 1min;
constexpr std::uint32_t kRareFingerprintClients = 2;  // a JA4 that more clients send is a browser's and says nothing of their kinship
constexpr std::uint32_t kMostAMinute = 100;
constexpr std::uint32_t kMostLesser = 80;

// Counters of one detector, and its rate.
struct Meter {
  Meter(std::string_view name, Counters& counters)
      : findings(by_level(counters, "sekisho_findings_total", "What detectors found, by level after context", name)),
        alerts(by_level(counters, "sekisho_alerts_total", "Alerts raised", name)),
        suppressed(
            by_level(counters, "sekisho_findings_suppressed_total", "Findings that raised no alert: allowed, merged, minor or over the rate", name)),
        limited(counters.counter("sekisho_alerts_rate_limited_total", "Alerts held back because a detector raised 100 within a minute",
                                 {{"detector", std::string(name)}})) {}

  bool room(Level level, Timestamp now) {
    if (now - minute >= kMinute) {
      minute = now;
      raised = 0;
    }
    if (raised >= (level >= Level::High ? kMostAMinute : kMostLesser)) return false;
    ++raised;
    return true;
  }

  using Cells = std::array<Counter*, kLevels.size()>;
  Cells findings, alerts, suppressed;
  Counter& limited;
  Timestamp minute;
  std::uint32_t raised = 0;

 private:
  static Cells by_level(Counters& counters, std::string_view metric, std::string_view help, std::string_view detector) {
    Cells cells{};
    for (const Level level : kLevels) {
      cells[static_cast<unsigned>(level)] =
          &counters.counter(metric, help, {{"detector", std::string(detector)}, {"level", std::string(level_name(level))}});
    }
    return cells;
  }
};

void count(const Meter::Cells& cells, Level level) { cells[static_cast<unsigned>(level)]->add(); }

}  // namespace

class AlertManager::Impl {
 public:
  Impl(const AlertOptions& options, const detectors::Context& context, AlertSink& sink, Counters& counters)
      : options_(options),
        context_(context),
        sink_(sink),
        counters_(counters),
        allow_(counters),
        episodes_(options.max_episodes),
        incidents_(options.max_episodes),
        correlation_(options.max_episodes),
        similar_(options.max_episodes),
        open_episodes_(counters.gauge("sekisho_alert_episodes", "Episodes that are open")),
        open_incidents_(counters.gauge("sekisho_alert_incidents", "Incidents that are open")),
        evicted_episodes_(
            counters.counter("sekisho_alert_evictions_total", "Episodes and incidents dropped to stay within the bound", {{"table", "episodes"}})),
        evicted_incidents_(
            counters.counter("sekisho_alert_evictions_total", "Episodes and incidents dropped to stay within the bound", {{"table", "incidents"}})),
        evicted_evidence_(
            counters.counter("sekisho_alert_evictions_total", "Episodes and incidents dropped to stay within the bound", {{"table", "evidence"}})),
        evicted_similar_(
            counters.counter("sekisho_alert_evictions_total", "Episodes and incidents dropped to stay within the bound", {{"table", "similar"}})) {
    allow_.set(options.allow);
    for (const detectors::DetectorInfo* info : detectors::all_detectors()) meter(*info);
  }

  void finding(const detectors::DetectorInfo& detector, detectors::Finding&& finding);
  void tick(Timestamp now);
  void reconfigure(const AlertOptions& options);
  void learn(const model::FlowEvent& event) {
    if (const auto* hello = std::get_if<model::TlsClientHello>(&event.body)) {
      fingerprints_.learn(event.flow, *hello, context_.is_home(event.flow.endpoints.client.address), context_.registered_domain(hello->server_name));
    } else if (std::holds_alternative<model::HttpTransaction>(event.body)) {
      fingerprints_.learn_request(event.flow);
    } else if (std::holds_alternative<model::FlowMilestone>(event.body)) {
      fingerprints_.learn_use(event.flow);
    }
  }

 private:
  Meter& meter(const detectors::DetectorInfo& detector) { return meters_.try_emplace(detector.name, detector.name, counters_).first->second; }
  Weighed weighed(const detectors::DetectorInfo& detector, const detectors::Finding& finding, const Fingerprint* seen) const;
  void judge(const detectors::DetectorInfo& detector, detectors::Finding&& finding, Weighed&& weighed, Subject&& subject);
  /// The incident with @p alert in it.
  IncidentView view_of(Incident& incident, const detectors::DetectorInfo& detector, const Alert& alert);
  void identify(Party& client, const detectors::Finding& finding) const;
  Alert alert_of(const detectors::DetectorInfo& detector, detectors::Finding&& finding, Weighed&& weighed) const;
  void measure();

  AlertOptions options_;
  const detectors::Context& context_;
  AlertSink& sink_;
  Counters& counters_;
  std::map<std::string_view, Meter> meters_;  // by detector: as many as are built in
  AllowList allow_;
  Fingerprints fingerprints_;
  Episodes episodes_;
  Incidents incidents_;
  Correlation correlation_;
  Similar similar_;
  Timestamp now_{};
  Gauge& open_episodes_;
  Gauge& open_incidents_;
  Counter& evicted_episodes_;
  Counter& evicted_incidents_;
  Counter& evicted_evidence_;
  Counter& evicted_similar_;
};

void AlertManager::Impl::finding(const detectors::DetectorInfo& detector, detectors::Finding&& finding) {
  now_ = std::max(now_, finding.time);
  finding.score = std::clamp(finding.score, 0, 100);
  Meter& m = meter(detector);
  const Fingerprint* seen = fingerprints_.of(finding.flow.endpoints);
  Subject subject = subject_of(detector.name, finding, seen);
  if (allow_.hit(subject, now_)) {
    count(m.findings, level_of(finding.score));
    count(m.suppressed, level_of(finding.score));
    return;
  }
  Weighed result = weighed(detector, finding, seen);
  correlation_.note(detector.name, finding, result.own, now_);
  const Level level = level_of(result.score);
  count(m.findings, level);
  if (result.score > 0 && level >= options_.minimum) {
    judge(detector, std::move(finding), std::move(result), std::move(subject));
    return;
  }
  count(m.suppressed, level);
  if (Episode* live = episodes_.find({detector.number, finding.reason.code, incident_key(finding)})) {
    live->last = now_;
    ++live->suppressed;
  }
}

Weighed AlertManager::Impl::weighed(const detectors::DetectorInfo& detector, const detectors::Finding& finding, const Fingerprint* seen) const {
  Surroundings around;
  around.speaker = detector.name;
  around.internal_factor = options_.internal_factor;
  if (seen != nullptr) {
    around.http = seen->http;
    around.fingerprint_clients = fingerprints_.clients(seen->ja4);
    around.browser = fingerprints_.is_browser(finding.flow.endpoints.client.address, seen->ja4);
  }
  around.others = correlation_.others(detector.name, finding, now_);
  return weigh(finding, context_, around);
}

void AlertManager::Impl::judge(const detectors::DetectorInfo& detector, detectors::Finding&& finding, Weighed&& weighed, Subject&& subject) {
  Meter& m = meter(detector);
  const Level level = level_of(weighed.score);
  const EpisodeKey key{detector.number, finding.reason.code, incident_key(finding)};
  Incident& incident = open(incidents_, key.about, now_, options_.episode_end, weighed.score);
  Episode& episode = open(episodes_, key, now_, options_.episode_end, weighed.score);
  episode.subject = std::move(subject);
  const bool due = episode.due(level, now_);
  if (!due || !m.room(level, now_)) {
    if (due) m.limited.add();
    ++episode.suppressed;
    count(m.suppressed, level);
    return;
  }
  Alert alert = alert_of(detector, std::move(finding), std::move(weighed));
  alert.id = alert_id(key, episode.first, episode.alerts);
  alert.incident_id = incident_id(key.about, incident.first);
  alert.incident = view_of(incident, detector, alert);
  alert.episode_update = episode.alerts;
  alert.suppressed = episode.suppressed;
  episode.tell(level, now_, options_.first_repeat);
  count(m.alerts, level);
  sink_.alert(std::move(alert));
}

IncidentView AlertManager::Impl::view_of(Incident& incident, const detectors::DetectorInfo& detector, const Alert& alert) {
  const detectors::Finding& finding = alert.finding;
  incident.raised({finding.time, detector.name, finding.reason.title, alert.score}, finding.techniques);
  const Fingerprint* hello = fingerprints_.of(finding.flow.endpoints);
  const bool rare = hello != nullptr && fingerprints_.clients(hello->ja4.view()) <= kRareFingerprintClients;
  return {incident.first, incident.best, incident.techniques, incident.timeline,
          similar_.meet(finding, rare ? hello->ja4.view() : std::string_view{})};
}

Alert AlertManager::Impl::alert_of(const detectors::DetectorInfo& detector, detectors::Finding&& finding, Weighed&& weighed) const {
  Alert a;
  a.detector = detector.name;
  a.signature_id = kSignatures + detector.number * 100U + finding.reason.code;
  a.signature = fmt::format("sekisho {}: {}", detector.name, finding.reason.title);
  a.score = weighed.score;
  a.level = level_of(weighed.score);
  for (const detectors::Indicator& i : finding.indicators) {
    if (i.points >= 0) a.indicators.push_back(a.detector + '.' + i.name);
  }
  for (const detectors::Indicator& i : weighed.context) {
    if (i.points > 0) a.indicators.push_back(i.name);
  }
  a.context = std::move(weighed.context);
  // What the score rests on is named, whoever saw it.
  finding.techniques.insert(finding.techniques.end(), weighed.techniques.begin(), weighed.techniques.end());
  const auto party = [this](const model::Endpoint& end) {
    Party p;
    p.address = end.address;
    p.port = end.port;
    p.home = context_.is_home(end.address);
    return p;
  };
  a.client = party(finding.flow.endpoints.client);
  identify(a.client, finding);
  a.server = party(finding.flow.endpoints.server);
  if (finding.object.source != detectors::NameSource::Address) a.server.name = finding.object.name;
  detectors::Place place = context_.place_of(a.server.address);
  a.server.country = std::move(place.country);
  a.server.asn = place.asn;
  a.finding = std::move(finding);
  return a;
}

/// Who the client was when the flow began: an address changes hands, and a long flow may be told of long after. What was not known then
/// is asked for when it was last seen, as long as the host is the same.
void AlertManager::Impl::identify(Party& client, const detectors::Finding& finding) const {
  detectors::Identity then = context_.identity_of(client.address, finding.flow.start);
  if (then.mac.empty() || then.hostname.empty()) {
    detectors::Identity later = context_.identity_of(client.address, std::max(finding.last_seen, finding.time));
    const bool same = then.mac.empty() || later.mac.empty() || then.mac == later.mac;
    if (same && then.mac.empty()) {
      then.mac = std::move(later.mac);
      then.mac_source = later.mac_source;
    }
    if (same && then.hostname.empty()) {
      then.hostname = std::move(later.hostname);
      then.name_source = later.name_source;
    }
  }
  client.mac = std::move(then.mac);
  client.hostname = std::move(then.hostname);
  client.mac_source = then.mac_source;
  client.name_source = then.name_source;
}

void AlertManager::Impl::tick(Timestamp now) {
  now_ = std::max(now_, now);
  allow_.tick(now_);
  const auto over = [&](const auto&, const auto& entry) { return now_ - entry.last >= options_.episode_end; };
  episodes_.expire(over);
  incidents_.expire(over);
  correlation_.tick(now_);
  measure();
}

void AlertManager::Impl::measure() {
  open_episodes_.set(static_cast<double>(episodes_.size()));
  open_incidents_.set(static_cast<double>(incidents_.size()));
  evicted_episodes_.set(episodes_.evictions());
  evicted_incidents_.set(incidents_.evictions());
  evicted_evidence_.set(correlation_.evictions());
  evicted_similar_.set(similar_.evictions());
}

void AlertManager::Impl::reconfigure(const AlertOptions& options) {
  options_ = options;
  allow_.set(options.allow);
  std::vector<EpisodeKey> silenced;
  episodes_.for_each([&](const EpisodeKey& key, const Episode& episode) {
    if (allow_.covers(episode.subject, now_)) silenced.push_back(key);
  });
  for (const EpisodeKey& key : silenced) {
    const Subject subject = episodes_.find(key)->subject;
    const std::string& detector = subject.detector;
    correlation_.forget(detector, key.about);
    correlation_.forget(detector, {subject.client, subject.server.to_string()});
    if (Incident* incident = incidents_.find(key.about)) {
      incident->forget(detector);
      if (incident->timeline.empty()) incidents_.erase(key.about);
    }
    episodes_.erase(key);
  }
  measure();
}

AlertManager::AlertManager(const AlertOptions& options, const detectors::Context& context, AlertSink& sink, Counters& counters)
    : impl_(std::make_unique<Impl>(options, context, sink, counters)) {}
AlertManager::~AlertManager() = default;

void AlertManager::finding(const detectors::DetectorInfo& detector, detectors::Finding&& finding) { impl_->finding(detector, std::move(finding)); }
void AlertManager::tick(Timestamp now) { impl_->tick(now); }
void AlertManager::reconfigure(const AlertOptions& options) { impl_->reconfigure(options); }
void AlertManager::learn(const model::FlowEvent& event) { impl_->learn(event); }

}  // namespace sekisho::alerts

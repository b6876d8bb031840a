#include "sensor/pipeline/analysis.hpp"

#include <algorithm>
#include <chrono>
#include <map>

namespace sekisho::pipeline {
namespace {

Timestamp whole_second(Timestamp t) { return std::chrono::floor<std::chrono::seconds>(t); }

// Reading the clock twice costs about as much as a cheap detector's event; every 64th event is enough for a rate.
constexpr std::uint64_t kTimedEvery = 64;

}  // namespace

struct Analysis::Meter {
  Meter(std::string_view name, Counters& counters)
      : keys(counters.gauge("sekisho_detector_keys", "Keys a detector holds", labels(name))),
        max_keys(counters.gauge("sekisho_detector_keys_limit", "Keys a detector may hold", labels(name))),
        bytes(counters.gauge("sekisho_detector_bytes", "Memory of a detector's state", labels(name))),
        evictions(counters.counter("sekisho_detector_evictions_total", "Keys a detector dropped to stay within its bound", labels(name))),
        timed_nanoseconds(counters.counter("sekisho_detector_sampled_nanoseconds_total", "Time spent in every 64th event", labels(name))),
        timed_events(counters.counter("sekisho_detector_sampled_events_total", "Events that were timed", labels(name))) {}
  static Counters::Labels labels(std::string_view name) { return {{"detector", std::string(name)}}; }
  Gauge& reading(const detectors::Reading& r, Counters& counters) {
    const auto key = std::pair(std::string(r.metric), r.label_value);
    if (const auto known = readings.find(key); known != readings.end()) return *known->second;
    return *readings.emplace(key, &counters.gauge(r.metric, r.help, {{std::string(r.label), r.label_value}})).first->second;
  }

  Gauge& keys;
  Gauge& max_keys;
  Gauge& bytes;
  Counter& evictions;
  Counter& timed_nanoseconds;
  Counter& timed_events;
  std::map<std::pair<std::string, std::string>, Gauge*> readings;  // what the detector measures beside its state
};

Analysis::Analysis(std::unique_ptr<detectors::knowledge::Knowledge> knowledge, const alerts::AlertOptions& alerts,
                   std::vector<ActiveDetector> detectors, OutputStage& outputs, Duration stats_interval, Counters& counters)
    : knowledge_(std::move(knowledge)),
      detectors_(std::move(detectors)),
      outputs_(outputs),
      stats_interval_(stats_interval),
      counters_(counters),
      events_(counters.counter("sekisho_events_total", "Flow events analysed")),
      queue_depth_(counters.gauge("sekisho_queue_depth", "Batches waiting in a queue", {{"queue", "analysis"}})),
      clock_(counters.gauge("sekisho_packet_time_seconds", "Packet time, seconds since 1970")) {
  for (const ActiveDetector& d : detectors_) meters_.push_back(std::make_unique<Meter>(d.info->name, counters));
  manager_ = std::make_unique<alerts::AlertManager>(alerts, *knowledge_, *this, counters);
}

Analysis::~Analysis() = default;

void Analysis::run(std::vector<EventQueue*> queues) {
  constexpr Timestamp kDone = Timestamp::max();
  std::vector<Timestamp> reached(queues.size(), Timestamp::min());
  for (;;) {
    const auto slowest = std::min_element(reached.begin(), reached.end());
    if (slowest == reached.end() || *slowest == kDone) break;
    const auto index = static_cast<std::size_t>(slowest - reached.begin());
    auto batch = queues[index]->pop();
    if (!batch) {
      reached[index] = kDone;
      continue;
    }
    jobs();
    reached[index] = batch->last ? kDone : batch->watermark;
    take(std::move(*batch));
    const Timestamp watermark = *std::min_element(reached.begin(), reached.end());
    release(watermark, watermark == kDone);
    std::size_t depth = 0;
    for (const EventQueue* q : queues) depth += q->size();
    queue_depth_.set(static_cast<double>(depth));
    outputs_.flush();
  }
  release(kDone, true);
  if (started_) {
    tick(ticked_ + 1s);  // the final tick: whatever waits for time to pass has its say
    measure();
    save();
    if (outputs_.wants_stats()) outputs_.stats({ticked_, seconds(ticked_ - first_), counters_.samples()});
  }
  outputs_.flush();
}

void Analysis::post(std::function<void(Analysis&)> job) {
  const std::lock_guard lock(jobs_mutex_);
  jobs_.push_back(std::move(job));
  has_jobs_.store(true, std::memory_order_release);
}

void Analysis::jobs() {
  if (!has_jobs_.load(std::memory_order_acquire)) return;
  std::vector<std::function<void(Analysis&)>> due;
  {
    const std::lock_guard lock(jobs_mutex_);
    due.swap(jobs_);
    has_jobs_.store(false, std::memory_order_release);
  }
  for (const auto& job : due) job(*this);
}

void Analysis::take(EventBatch&& batch) {
  if (batch.events.empty()) return;
  Held& held = store_.emplace_back(Held{std::move(batch.events), 0});
  held.left = held.events.size();
  for (model::FlowEvent& event : held.events) waiting_.push_back({event.time, event.flow.id, event.index, &event, &held});
}

void Analysis::release(Timestamp watermark, bool all) {
  const auto keep = all ? waiting_.end() : std::partition(waiting_.begin(), waiting_.end(), [&](const Waiting& w) { return w.time < watermark; });
  ready_.assign(waiting_.begin(), keep);
  waiting_.erase(waiting_.begin(), keep);
  const auto before = [](const Waiting& a, const Waiting& b) { return a.order() < b.order(); };
  if (!std::is_sorted(ready_.begin(), ready_.end(), before)) std::sort(ready_.begin(), ready_.end(), before);
  if (!started_ && !ready_.empty()) {
    started_ = true;
    first_ = ready_.front().time;
    ticked_ = whole_second(first_);
    next_stats_ = first_ + stats_interval_;
  }
  for (const Waiting& w : ready_) {
    if (const Timestamp second = whole_second(w.time); second > ticked_) tick(second);
    judge(*w.event);
    --w.held->left;
  }
  while (!store_.empty() && store_.front().left == 0) store_.pop_front();
  if (started_ && !all) {
    if (const Timestamp second = whole_second(watermark); second > ticked_) tick(second);
  }
}

void Analysis::judge(model::FlowEvent& event) {
  events_.add();
  ++events_seen_;
  knowledge_->learn(event);
  manager_->learn(event);
  const std::uint32_t bit = model::event_bit(event);
  const bool timed = events_seen_ % kTimedEvery == 0;
  for (std::size_t i = 0; i < detectors_.size(); ++i) {
    const ActiveDetector& d = detectors_[i];
    if ((d.info->reads & bit) == 0) continue;
    speaking_ = d.info;
    if (!timed) {
      d.detector->on_event(event, *knowledge_, *this);
      continue;
    }
    const auto begin = std::chrono::steady_clock::now();
    d.detector->on_event(event, *knowledge_, *this);
    const auto spent = std::chrono::steady_clock::now() - begin;
    meters_[i]->timed_nanoseconds.add(static_cast<std::uint64_t>(std::chrono::nanoseconds(spent).count()));
    meters_[i]->timed_events.add();
  }
  if (outputs_.wants(event)) outputs_.event(std::move(event));
}

void Analysis::tick(Timestamp now) {
  ticked_ = now;
  knowledge_->tick(now);
  for (const ActiveDetector& d : detectors_) {
    speaking_ = d.info;
    d.detector->on_tick(now, *knowledge_, *this);
  }
  manager_->tick(now);
  clock_.set(seconds(now.time_since_epoch()));
  if (next_save_ == Timestamp{}) next_save_ = now + 1h;
  if (now >= next_save_) save();
  if (now >= next_stats_) {
    measure();
    if (outputs_.wants_stats()) outputs_.stats({now, seconds(now - first_), counters_.samples()});
    next_stats_ = now + stats_interval_;
  }
}

// A crash costs an hour of learning at most.
void Analysis::save() {
  constexpr Duration kSaveEvery = 1h;
  const Result<void> saved = knowledge_->save();
  state_problem_ = saved ? std::string() : saved.error().message;
  next_save_ = ticked_ + kSaveEvery;
}

void Analysis::measure() {
  for (std::size_t i = 0; i < detectors_.size(); ++i) {
    const detectors::StateUsage usage = detectors_[i].detector->usage();
    meters_[i]->keys.set(static_cast<double>(usage.keys));
    meters_[i]->max_keys.set(static_cast<double>(usage.max_keys));
    meters_[i]->bytes.set(static_cast<double>(usage.bytes));
    meters_[i]->evictions.set(usage.evictions);
    for (const detectors::Reading& r : detectors_[i].detector->readings()) meters_[i]->reading(r, counters_).set(r.value);
  }
  home_flows_.store(knowledge_->home_flows(), std::memory_order_relaxed);
  all_flows_.store(knowledge_->all_flows(), std::memory_order_relaxed);
}

void Analysis::finding(detectors::Finding&& finding) { manager_->finding(*speaking_, std::move(finding)); }

void Analysis::alert(alerts::Alert&& alert) {
  raised_[static_cast<unsigned>(alert.level)].fetch_add(1, std::memory_order_relaxed);
  outputs_.alert(alert);
}

}  // namespace sekisho::pipeline

// The analysis thread: merges the workers' events into one order (time, flow, index), lets the sensor's knowledge and every detector see
// them, and passes alerts and records on. Owns all state that judges; the order makes its verdicts independent of how many workers there are.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>
#include <vector>

#include "detectors/api/detector.hpp"
#include "detectors/knowledge/knowledge.hpp"
#include "flow/base/counters.hpp"
#include "sensor/alerts/alert_manager.hpp"
#include "sensor/pipeline/event_batch.hpp"
#include "sensor/pipeline/output_stage.hpp"

namespace sekisho::pipeline {

/// A detector that is switched on.
struct ActiveDetector {
  const detectors::DetectorInfo* info = nullptr;
  std::unique_ptr<detectors::Detector> detector;
};

class Analysis final : public detectors::FindingSink, public alerts::AlertSink {
 public:
  Analysis(std::unique_ptr<detectors::knowledge::Knowledge> knowledge, const alerts::AlertOptions& alerts, std::vector<ActiveDetector> detectors,
           OutputStage& outputs, Duration stats_interval, Counters& counters);
  ~Analysis() override;

  /// Works until every queue has sent its last batch. The thread's body.
  void run(std::vector<EventQueue*> queues);

  /// Has @p job done on the analysis thread between two rounds, at the latest with the next batch: a reload.
  void post(std::function<void(Analysis&)> job);
  /// For jobs: what can be reconfigured.
  detectors::knowledge::Knowledge& knowledge() { return *knowledge_; }
  alerts::AlertManager& manager() { return *manager_; }
  std::vector<ActiveDetector>& detectors() { return detectors_; }

  /// Alerts raised so far, by level index (alerts::Level). Any thread.
  std::uint64_t alerts_raised(alerts::Level level) const { return raised_[static_cast<unsigned>(level)].load(std::memory_order_relaxed); }
  /// Flows seen with a home address, and all, as of the last round. Any thread.
  std::uint64_t home_flows() const { return home_flows_.load(std::memory_order_relaxed); }
  std::uint64_t all_flows() const { return all_flows_.load(std::memory_order_relaxed); }

  /// Why what was learnt could not be written; empty where it could. After run().
  const std::string& state_problem() const { return state_problem_; }

  void finding(detectors::Finding&& finding) override;
  void alert(alerts::Alert&& alert) override;

 private:
  struct Held {
    std::vector<model::FlowEvent> events;
    std::size_t left = 0;
  };
  struct Waiting {
    Timestamp time;  // these three are the event's order, beside each other: sorting does not go through the events
    model::FlowId flow{};
    std::uint32_t index = 0;
    model::FlowEvent* event = nullptr;
    Held* held = nullptr;

    auto order() const { return std::tie(time, flow, index); }
  };
  struct Meter;  // cost and state of one detector, as metrics

  void take(EventBatch&& batch);
  void release(Timestamp watermark, bool all);
  void judge(model::FlowEvent& event);
  void tick(Timestamp now);
  void measure();
  void save();
  void jobs();

  std::unique_ptr<detectors::knowledge::Knowledge> knowledge_;
  std::vector<ActiveDetector> detectors_;
  std::vector<std::unique_ptr<Meter>> meters_;
  OutputStage& outputs_;
  Duration stats_interval_;
  Counters& counters_;
  std::unique_ptr<alerts::AlertManager> manager_;
  const detectors::DetectorInfo* speaking_ = nullptr;  // whose finding() call this is

  std::deque<Held> store_;
  std::vector<Waiting> waiting_;
  std::vector<Waiting> ready_;
  Timestamp ticked_;
  Timestamp first_;
  Timestamp next_stats_;
  Timestamp next_save_;
  std::string state_problem_;
  bool started_ = false;
  std::uint64_t events_seen_ = 0;

  std::mutex jobs_mutex_;
  std::vector<std::function<void(Analysis&)>> jobs_;
  std::atomic<bool> has_jobs_{false};
  std::atomic<std::uint64_t> raised_[5]{};
  std::atomic<std::uint64_t> home_flows_{0};
  std::atomic<std::uint64_t> all_flows_{0};
  Counter& events_;
  Gauge& queue_depth_;
  Gauge& clock_;
};

}  // namespace sekisho::pipeline

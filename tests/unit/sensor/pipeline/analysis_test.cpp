#include "sensor/pipeline/analysis.hpp"

#include <algorithm>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rig.hpp"

namespace sekisho::pipeline {
namespace {

using test::event_at;
using test::Journal;
using test::kStart;
using test::metric;
using test::NotingOutput;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string second_of(Timestamp t) { return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(t - kStart).count()); }

// Notes what it is shown, and raises a finding on events whose index is 99.
class Probe final : public detectors::Detector {
 public:
  explicit Probe(std::vector<std::string>& notes) : notes_(notes) {}
  void on_event(const model::FlowEvent& event, const detectors::Context&, detectors::FindingSink& sink) override {
    std::string note = "event " + second_of(event.time);
    note += '/' + std::to_string(static_cast<std::uint64_t>(event.flow.id));
    note += '/' + std::to_string(event.index);
    notes_.push_back(std::move(note));
    if (event.index != 99) return;
    detectors::Finding finding;
    finding.time = event.time;
    finding.reason = {1, "test"};
    finding.score = 90;
    finding.flow = event.flow;
    finding.object = {"example.com", "example.com", detectors::NameSource::Sni};
    finding.first_seen = finding.last_seen = event.time;
    sink.finding(std::move(finding));
  }
  void on_tick(Timestamp now, const detectors::Context&, detectors::FindingSink&) override { notes_.push_back("tick " + second_of(now)); }
  Result<void> reconfigure(const ConfigView&) override { return {}; }
  detectors::StateUsage usage() const override { return {3, 10, 1000, 2}; }

 private:
  std::vector<std::string>& notes_;
};

constexpr detectors::DetectorInfo info(std::uint32_t reads) {
  detectors::DetectorInfo i;
  i.name = "probe";
  i.number = 98;
  i.maturity = "experimental";
  i.reads = reads;
  return i;
}
constexpr detectors::DetectorInfo kReadsAll = info(~0U);
constexpr detectors::DetectorInfo kReadsEnds = info(model::event_bit<model::FlowEnded>());

class AnalysisTest : public ::testing::Test {
 protected:
  std::unique_ptr<Analysis> analysis(const detectors::DetectorInfo& detector = kReadsAll, outputs::Interest interest = {true, false, 0}) {
    outputs_ = std::make_unique<OutputStage>(test::outputs_of(std::make_unique<NotingOutput>(journal_, NotingOutput::Options{.interest = interest})),
                                             16, WhenFull::Wait, counters_);
    detectors::knowledge::KnowledgeOptions network;
    network.home = detectors::knowledge::default_home_networks();
    auto knowledge = detectors::knowledge::Knowledge::create(network, counters_, HashSeed{1});
    EXPECT_TRUE(knowledge);
    std::vector<ActiveDetector> active;
    active.push_back({&detector, std::make_unique<Probe>(notes_)});
    return std::make_unique<Analysis>(std::move(*knowledge), alerts::AlertOptions{}, std::move(active), *outputs_, 8s, counters_);
  }
  static EventBatch batch(Duration watermark, std::vector<model::FlowEvent> events) { return {kStart + watermark, false, std::move(events)}; }
  static EventBatch end() { return {kStart, true, {}}; }
  /// Runs over batches that are there already, one list a worker.
  void run(Analysis& a, std::vector<std::vector<EventBatch>> workers) {
    std::vector<std::unique_ptr<EventQueue>> queues;
    std::vector<EventQueue*> pointers;
    for (auto& batches : workers) {
      queues.push_back(std::make_unique<EventQueue>(batches.size()));
      pointers.push_back(queues.back().get());
      for (auto& b : batches) queues.back()->push(std::move(b));
    }
    a.run(pointers);
    outputs_->finish();
  }

  Counters counters_;
  Journal journal_;
  std::vector<std::string> notes_;
  std::unique_ptr<OutputStage> outputs_;
};

TEST_F(AnalysisTest, EventsOfSeveralWorkersAreMergedByTimeThenFlowThenIndex) {
  const auto a = analysis();
  run(*a, {{batch(1s, {event_at(100ms, 5, 0), event_at(300ms, 5, 1)}), batch(2s, {event_at(1500ms, 5, 2)}), end()},
           {batch(1s, {event_at(200ms, 4, 0), event_at(300ms, 4, 1)}), batch(2s, {event_at(1500ms, 4, 3), event_at(1500ms, 4, 2)}), end()}});
  EXPECT_THAT(notes_, ElementsAre("event 0/5/0", "event 0/4/0", "event 0/4/1", "event 0/5/1", "tick 1", "event 1/4/2", "event 1/4/3", "event 1/5/2",
                                  "tick 2", "tick 3"));
}

TEST_F(AnalysisTest, NothingIsJudgedBeforeTheSlowestWorkerHasPassedIt) {
  const auto a = analysis();
  EventQueue fast(4), slow(4);
  fast.push(batch(10s, {event_at(9s, 1)}));
  slow.push(batch(5s, {event_at(4s, 2)}));
  std::thread thread([&] { a->run({&fast, &slow}); });
  fast.push(end());
  slow.push(batch(9s, {}));
  slow.push({kStart, true, {event_at(9500ms, 2, 1)}});
  thread.join();
  outputs_->finish();
  std::erase_if(notes_, [](const std::string& note) { return note.starts_with("tick"); });
  EXPECT_THAT(notes_, ElementsAre("event 4/2/0", "event 9/1/0", "event 9/2/1"));
}

TEST_F(AnalysisTest, DetectorsAreTickedOnceForEverySecondThatIsReachedAndOnceMoreAtTheEnd) {
  const auto a = analysis();
  run(*a, {{batch(1s, {event_at(500ms)}), batch(1s, {}), batch(2s, {}), batch(700s, {event_at(100s)}), end()}});
  EXPECT_THAT(notes_, ElementsAre("event 0/1/0", "tick 1", "tick 2", "tick 100", "event 100/1/0", "tick 700", "tick 701"));
}

TEST_F(AnalysisTest, NoEventsNoTicks) {
  const auto a = analysis();
  run(*a, {{batch(5s, {}), end()}});
  EXPECT_THAT(notes_, IsEmpty());
}

// The same events, dealt to any number of workers in batches of any size.
TEST_F(AnalysisTest, WhatIsSeenDoesNotDependOnWorkersOrBatches) {
  std::vector<std::vector<std::string>> seen;
  for (const std::size_t workers : {1U, 2U, 4U}) {
    for (const std::size_t size : {1U, 3U, 50U}) {
      std::mt19937 random(7);  // NOLINT(cert-msc51-cpp,cert-msc32-c): the same every time on purpose
      std::vector<std::vector<EventBatch>> dealt(workers);
      for (int second = 0; second < 20; ++second) {
        std::vector<std::vector<model::FlowEvent>> now(workers);
        for (std::uint32_t n = 0; n < 30; ++n) {
          const std::uint64_t flow = random() % 13;
          now[flow % workers].push_back(event_at(std::chrono::seconds(second) + std::chrono::milliseconds(random() % 1000), flow, n));
        }
        for (std::size_t w = 0; w < workers; ++w) {
          std::sort(now[w].begin(), now[w].end(), [](const auto& x, const auto& y) { return x.time < y.time; });
          for (std::size_t i = 0; i < now[w].size(); i += size) {
            const std::size_t to = std::min(i + size, now[w].size());
            dealt[w].push_back(
                {now[w][to - 1].time, false, {now[w].begin() + static_cast<std::ptrdiff_t>(i), now[w].begin() + static_cast<std::ptrdiff_t>(to)}});
          }
          dealt[w].push_back(batch(std::chrono::seconds(second + 1), {}));
        }
      }
      for (auto& list : dealt) list.push_back(end());
      notes_.clear();
      const auto a = analysis();
      run(*a, std::move(dealt));
      seen.push_back(notes_);
    }
  }
  ASSERT_GT(seen[0].size(), 600U);
  for (const auto& notes : seen) EXPECT_EQ(notes, seen[0]);
}

TEST_F(AnalysisTest, ADetectorSeesTheKindsItReads) {
  const auto a = analysis(kReadsEnds);
  model::FlowEvent ended = event_at(600ms, 1, 1);
  ended.body = model::FlowEnded{};
  run(*a, {{batch(1s, {event_at(500ms), ended}), end()}});
  EXPECT_THAT(notes_, ElementsAre("event 0/1/1", "tick 1", "tick 2"));
  EXPECT_EQ(metric(counters_, "sekisho_events_total"), 2);
}

TEST_F(AnalysisTest, AFindingBecomesAnAlertOfItsDetector) {
  const auto a = analysis();
  run(*a, {{batch(1s, {event_at(500ms, 1, 99)}), end()}});
  EXPECT_EQ(a->alerts_raised(alerts::Level::Critical) + a->alerts_raised(alerts::Level::High), 1U);
  EXPECT_EQ(metric(counters_, "sekisho_alerts_total", "probe"), 1);
  EXPECT_THAT(journal_.lines(), Contains(testing::StartsWith("alert ")));
}

TEST_F(AnalysisTest, RecordsReachTheOutputsThatWantThem) {
  const auto a = analysis(kReadsAll, {false, false, model::event_bit<model::FlowEstablished>()});
  model::FlowEvent ended = event_at(600ms, 1, 1);
  ended.body = model::FlowEnded{};
  run(*a, {{batch(1s, {event_at(500ms, 1, 0), ended}), end()}});
  EXPECT_THAT(journal_.lines(), ElementsAre("begin event 0", "event 0", "finish"));
}

TEST_F(AnalysisTest, StatsComeEveryIntervalAndOnceMoreAtTheEnd) {
  const auto a = analysis(kReadsAll, {false, true, 0});
  std::vector<EventBatch> batches{batch(1s, {event_at(0s)})};
  for (int second = 2; second <= 20; ++second) batches.push_back(batch(std::chrono::seconds(second), {}));
  batches.push_back(end());
  run(*a, {std::move(batches)});
  const auto lines = journal_.lines();
  EXPECT_EQ(std::count(lines.begin(), lines.end(), "stats"), 3) << "at 8 s, at 16 s, at the end";
}

TEST_F(AnalysisTest, StateOfDetectorsShowsInMetrics) {
  const auto a = analysis();
  run(*a, {{batch(1s, {event_at(0s)}), end()}});
  EXPECT_EQ(metric(counters_, "sekisho_detector_keys", "probe"), 3);
  EXPECT_EQ(metric(counters_, "sekisho_detector_keys_limit", "probe"), 10);
  EXPECT_EQ(metric(counters_, "sekisho_detector_bytes", "probe"), 1000);
  EXPECT_EQ(metric(counters_, "sekisho_detector_evictions_total", "probe"), 2);
}

TEST_F(AnalysisTest, AJobIsDoneOnceBeforeTheNextBatchIsJudged) {
  const auto a = analysis();
  a->post([this](Analysis& self) { notes_.push_back("job with " + std::to_string(self.detectors().size()) + " detector"); });
  run(*a, {{batch(1s, {event_at(500ms)}), batch(2s, {event_at(1500ms)}), end()}});
  EXPECT_EQ(notes_.front(), "job with 1 detector");
  EXPECT_EQ(std::count(notes_.begin(), notes_.end(), "job with 1 detector"), 1);
}

TEST_F(AnalysisTest, AClosedQueueCountsAsEnded) {
  const auto a = analysis();
  EventQueue queue(4);
  queue.push(batch(1s, {event_at(500ms)}));
  queue.close();
  a->run({&queue});
  outputs_->finish();
  EXPECT_THAT(notes_, Contains("event 0/1/0"));
}

}  // namespace
}  // namespace sekisho::pipeline

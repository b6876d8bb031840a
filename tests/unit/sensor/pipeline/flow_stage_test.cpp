#include "sensor/pipeline/flow_stage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rig.hpp"

namespace sekisho::pipeline {
namespace {

using sekisho::test::udp;
using test::kStart;
using test::metric;

class FlowStageTest : public ::testing::Test {
 protected:
  FlowStage stage(EventQueue& queue, WhenFull when_full, Duration hold = 0s) {
    auto inspector = std::make_unique<inspect::Inspector>(dpi::make_port_classifier(), inspect::InspectorOptions{}, counters_, HashSeed{1});
    table::FlowTableOptions options;
    options.memory = 8UL << 20;
    return {options, std::move(inspector), queue, {when_full, hold}, counters_, HashSeed{1}};
  }
  /// A datagram and its answer: one flow.
  void exchange(FlowStage& stage, unsigned client, Duration at) {
    const std::string name = "10.0.0.1:" + std::to_string(1000 + client);
    for (const auto& packet : {udp(name, "198.51.100.7:9").payload("a").at(at), udp("198.51.100.7:9", name).payload("b").at(at + 1ms)}) {
      stage.packet(packet.view());
    }
  }
  static std::size_t ends(const std::vector<model::FlowEvent>& events) {
    std::size_t count = 0;
    for (const auto& event : events) count += std::holds_alternative<model::FlowEnded>(event.body) ? 1 : 0;
    return count;
  }

  Counters counters_;
};

TEST_F(FlowStageTest, ATickSendsWhatHasGatheredAndHowFarTimeIs) {
  EventQueue queue(8);
  FlowStage s = stage(queue, WhenFull::Wait);
  exchange(s, 1, 0s);
  EXPECT_EQ(queue.size(), 0U);
  s.tick(kStart + 1s);
  const auto batch = queue.pop();
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->watermark, kStart + 1s);
  EXPECT_FALSE(batch->last);
  EXPECT_FALSE(batch->events.empty());
  for (const auto& event : batch->events) EXPECT_LT(event.time, batch->watermark);
}

TEST_F(FlowStageTest, AnUnhurriedStageLetsABatchFillForItsTime) {
  EventQueue queue(8);
  FlowStage s = stage(queue, WhenFull::Wait, 60s);
  s.tick(kStart);  // the first has nothing before it to count from
  ASSERT_EQ(queue.size(), 1U);
  (void)queue.pop();
  exchange(s, 1, 0s);
  s.tick(kStart + 1s);
  s.tick(kStart + 59s);
  EXPECT_EQ(queue.size(), 0U);
  s.tick(kStart + 60s);
  const auto batch = queue.pop();
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->watermark, kStart + 60s);
  EXPECT_FALSE(batch->events.empty());
}

TEST_F(FlowStageTest, TheEndSendsEveryOpenFlowAndIsMarked) {
  EventQueue queue(8);
  FlowStage s = stage(queue, WhenFull::Wait);
  exchange(s, 1, 0s);
  exchange(s, 2, 1ms);
  s.finish();
  const auto batch = queue.pop();
  ASSERT_TRUE(batch);
  EXPECT_TRUE(batch->last);
  EXPECT_EQ(ends(batch->events), 2U);
}

TEST_F(FlowStageTest, ManyEventsDoNotWaitForTheTick) {
  EventQueue queue(64);
  FlowStage s = stage(queue, WhenFull::Wait);
  for (unsigned client = 0; client < 3000; ++client) exchange(s, client, std::chrono::microseconds(client));
  ASSERT_GT(queue.size(), 0U);
  const auto batch = queue.pop();
  for (const auto& event : batch->events) EXPECT_LE(event.time, batch->watermark);
}

TEST_F(FlowStageTest, ALiveStageDropsAndCountsWhereTheQueueIsFull) {
  EventQueue queue(1);
  FlowStage s = stage(queue, WhenFull::Drop);
  exchange(s, 1, 0s);
  s.tick(kStart + 1s);
  exchange(s, 2, 1s);
  s.tick(kStart + 2s);
  const double dropped = metric(counters_, "sekisho_events_dropped_total");
  EXPECT_GT(dropped, 0);
  const auto kept = queue.pop();
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->watermark, kStart + 1s);
  s.finish();
  const auto last = queue.pop();
  ASSERT_TRUE(last);
  EXPECT_TRUE(last->last);
  EXPECT_EQ(ends(last->events), 2U) << "the table knows of every flow all the same";
  EXPECT_EQ(metric(counters_, "sekisho_events_dropped_total"), dropped);
}

}  // namespace
}  // namespace sekisho::pipeline

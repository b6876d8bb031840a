#include "sensor/pipeline/output_stage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rig.hpp"

namespace sekisho::pipeline {
namespace {

using test::Gate;
using test::Journal;
using test::metric;
using test::NotingOutput;
using test::outputs_of;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

std::unique_ptr<NotingOutput> output(Journal& journal, NotingOutput::Options options = {}) {
  return std::make_unique<NotingOutput>(journal, std::move(options));
}

// Lines without the notes of how a write began.
std::vector<std::string> done(const Journal& journal) {
  std::vector<std::string> lines = journal.lines();
  std::erase_if(lines, [](const std::string& line) { return line.starts_with("begin "); });
  return lines;
}

TEST(OutputStage, RecordsArriveInOrderAndAllOfThemBeforeTheEnd) {
  Counters counters;
  Journal journal;
  OutputStage stage(outputs_of(output(journal)), 4, WhenFull::Wait, counters);
  stage.event(test::event_at(1s, 1, 7));
  stage.alert(test::alert_called("x"));
  stage.flush();
  stage.event(test::event_at(2s, 1, 8));
  stage.finish();
  EXPECT_THAT(done(journal), ElementsAre("event 7", "alert x", "event 8", "finish"));
}

TEST(OutputStage, EveryOutputGetsWhatItIsInterestedIn) {
  Counters counters;
  Journal all, few, none;
  std::vector<std::unique_ptr<outputs::Output>> list;
  list.push_back(output(all, {.name = "all", .interest = {true, true, ~0U}}));
  list.push_back(output(few, {.name = "few", .interest = {false, false, model::event_bit<model::FlowEstablished>()}}));
  list.push_back(output(none, {.name = "none", .interest = {true, false, 0}}));
  OutputStage stage(std::move(list), 4, WhenFull::Wait, counters);
  EXPECT_TRUE(stage.wants_stats());
  EXPECT_TRUE(stage.wants(test::event_at(0s)));
  stage.event(test::event_at(0s, 1, 3));
  stage.alert(test::alert_called("x"));
  stage.stats({});
  stage.finish();
  EXPECT_THAT(done(all), ElementsAre("event 3", "alert x", "stats", "finish"));
  EXPECT_THAT(done(few), ElementsAre("event 3", "finish"));
  EXPECT_THAT(done(none), ElementsAre("alert x", "finish"));
}

TEST(OutputStage, WhatNobodyWantsIsNotAskedFor) {
  Counters counters;
  Journal journal;
  const OutputStage stage(outputs_of(output(journal, {.interest = {true, false, model::event_bit<model::FlowEnded>()}})), 4, WhenFull::Wait,
                          counters);
  EXPECT_FALSE(stage.wants(test::event_at(0s)));
  EXPECT_FALSE(stage.wants_stats());
}

TEST(OutputStage, AReplayWaitsForASlowOutputAndLosesNothing) {
  Counters counters;
  Journal journal;
  Gate gate;
  OutputStage stage(outputs_of(output(journal, {.gate = &gate})), 1, WhenFull::Wait, counters);
  std::thread feeder([&] {
    for (std::uint32_t i = 0; i < 50; ++i) {
      stage.event(test::event_at(0s, 1, i));
      stage.flush();
    }
  });
  journal.wait_for("begin event 0");
  gate.open();
  feeder.join();
  stage.finish();
  EXPECT_EQ(done(journal).size(), 51U);
  EXPECT_EQ(metric(counters, "sekisho_queue_dropped_total"), 0);
}

TEST(OutputStage, ALiveSensorDropsFlowsFirstAndKeepsAlerts) {
  Counters counters;
  Journal journal;
  Gate gate;
  OutputStage stage(outputs_of(output(journal, {.gate = &gate})), 1, WhenFull::Drop, counters);
  stage.event(test::event_at(0s, 1, 0));
  stage.flush();
  journal.wait_for("begin event 0");  // the output hangs, its queue is empty
  stage.event(test::event_at(0s, 1, 1));
  stage.flush();  // fills the queue
  for (std::uint32_t i = 2; i < 12; ++i) {
    stage.event(test::event_at(0s, 1, i));
    stage.alert(test::alert_called(std::to_string(i)));
    stage.flush();
  }
  EXPECT_EQ(metric(counters, "sekisho_queue_dropped_total", "noting"), 10);
  EXPECT_EQ(metric(counters, "sekisho_queue_depth", "noting"), 1);
  gate.open();
  stage.finish();
  EXPECT_THAT(done(journal), ElementsAre("event 0", "event 1", "alert 2", "alert 3", "alert 4", "alert 5", "alert 6", "alert 7", "alert 8", "alert 9",
                                         "alert 10", "alert 11", "finish"));
}

TEST(OutputStage, OneOutputThatHangsHoldsNoOtherUp) {
  Counters counters;
  Journal stuck, free;
  Gate gate;
  std::vector<std::unique_ptr<outputs::Output>> list;
  list.push_back(output(stuck, {.name = "stuck", .gate = &gate}));
  list.push_back(output(free, {.name = "free"}));
  OutputStage stage(std::move(list), 1, WhenFull::Drop, counters);
  for (std::uint32_t i = 0; i < 20; ++i) {
    stage.alert(test::alert_called(std::to_string(i)));
    stage.flush();
    free.wait_for("alert " + std::to_string(i));
  }
  EXPECT_THAT(done(stuck), IsEmpty());
  gate.open();
  stage.finish();
  EXPECT_EQ(done(stuck).size(), 21U);
}

TEST(OutputStage, ReopeningReachesAnIdleOutput) {
  Counters counters;
  Journal journal;
  OutputStage stage(outputs_of(output(journal)), 1, WhenFull::Drop, counters);
  stage.reopen();
  journal.wait_for("reopen");
  stage.finish();
}

TEST(OutputStage, ReopeningAndReplacingDoNotWaitForAnOutputThatHangs) {
  Counters counters;
  Journal journal, next;
  Gate gate;
  OutputStage stage(outputs_of(output(journal, {.gate = &gate})), 1, WhenFull::Drop, counters);
  stage.alert(test::alert_called("a"));
  stage.flush();
  journal.wait_for("begin alert a");
  stage.alert(test::alert_called("b"));
  stage.flush();  // the queue is full
  stage.reopen();
  stage.replace(output(next));
  stage.alert(test::alert_called("c"));
  stage.flush();
  gate.open();
  stage.finish();
  EXPECT_THAT(done(journal), ElementsAre("alert a", "reopen", "alert b", "alert c", "finish"));
  EXPECT_THAT(done(next), ElementsAre("finish"));
}

TEST(OutputStage, ASuccessorBeginsWhereTheOldOneEnded) {
  Counters counters;
  Journal old, next;
  OutputStage stage(outputs_of(output(old)), 4, WhenFull::Drop, counters);
  stage.alert(test::alert_called("a"));
  stage.replace(output(next, {.interest = {true, true, 0}}));
  EXPECT_TRUE(stage.wants_stats()) << "what the new one wants is asked for from now on";
  EXPECT_FALSE(stage.wants(test::event_at(0s)));
  stage.flush();
  stage.alert(test::alert_called("b"));
  stage.finish();
  EXPECT_THAT(done(old), ElementsAre("alert a", "finish"));
  EXPECT_THAT(done(next), ElementsAre("alert b", "finish"));
}

TEST(OutputStage, ASuccessorOfNobodyIsIgnored) {
  Counters counters;
  Journal journal, other;
  OutputStage stage(outputs_of(output(journal)), 4, WhenFull::Drop, counters);
  stage.replace(output(other, {.name = "other"}));
  stage.alert(test::alert_called("a"));
  stage.finish();
  EXPECT_THAT(done(journal), Contains("alert a"));
  EXPECT_THAT(other.lines(), IsEmpty());
}

TEST(OutputStage, OutputsThatFailAreNamed) {
  Counters counters;
  Journal journal;
  std::vector<std::unique_ptr<outputs::Output>> list;
  list.push_back(output(journal, {.name = "fine"}));
  list.push_back(output(journal, {.name = "broken", .healthy = false}));
  const OutputStage stage(std::move(list), 4, WhenFull::Drop, counters);
  EXPECT_THAT(stage.unhealthy(), ElementsAre("broken"));
}

}  // namespace
}  // namespace sekisho::pipeline

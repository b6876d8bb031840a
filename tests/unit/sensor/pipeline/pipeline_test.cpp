#include "sensor/pipeline/pipeline.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rig.hpp"

namespace sekisho::pipeline {
namespace {

using sekisho::test::PacketBuilder;
using sekisho::test::tcp;
using sekisho::test::udp;
using test::Journal;
using test::metric;
using test::NotingOutput;
using ::testing::Contains;
using ::testing::Not;

// 40 hosts ask a server each, some of them at the same nanosecond; all flows begin within a minute and end with the capture.
std::vector<PacketBuilder> office() {
  std::vector<PacketBuilder> packets;
  for (int second = 0; second < 60; ++second) {
    for (int host = 1; host <= 40; ++host) {
      const Duration at = std::chrono::seconds(second) + std::chrono::milliseconds(host / 4);
      const std::string client = "10.0.0." + std::to_string(host) + ':' + std::to_string(20'000 + second);
      const std::string server = "198.51.100." + std::to_string(host % 7 + 1) + ":53";
      packets.push_back(udp(client, server).payload("?").at(at));
      packets.push_back(udp(server, client).payload("!").at(at));
    }
  }
  return packets;
}

PipelineParts parts(Journal& journal, unsigned workers, std::vector<PacketBuilder> packets, Counters& counters) {
  PipelineParts p;
  p.sources.push_back(std::make_unique<test::ListSource>(std::move(packets)));
  p.workers = workers;
  p.flow.memory = 8UL << 20;
  p.flow.home = detectors::knowledge::default_home_networks();
  p.dpi_enabled = false;
  detectors::knowledge::KnowledgeOptions network;
  network.home = p.flow.home;
  p.knowledge = std::move(*detectors::knowledge::Knowledge::create(network, counters, HashSeed{1}));
  p.outputs = test::outputs_of(std::make_unique<NotingOutput>(journal, NotingOutput::Options{}));
  p.seed = HashSeed{1};
  return p;
}

std::vector<std::string> records(unsigned workers, std::vector<PacketBuilder> packets) {
  Counters counters;
  Journal journal;
  auto pipeline = Pipeline::create(parts(journal, workers, std::move(packets), counters), counters);
  EXPECT_TRUE(pipeline);
  (*pipeline)->start();
  (*pipeline)->join();
  EXPECT_TRUE((*pipeline)->ended());
  EXPECT_EQ((*pipeline)->analysis().all_flows(), 2400U);
  EXPECT_EQ((*pipeline)->analysis().home_flows(), 2400U);
  EXPECT_EQ(metric(counters, "sekisho_decoded_packets_total"), 4800);
  EXPECT_EQ(metric(counters, "sekisho_queue_dropped_total") + metric(counters, "sekisho_events_dropped_total"), 0);
  return journal.lines();
}

TEST(Pipeline, TheRecordsAreTheSameForAnyNumberOfWorkers) {
  const auto once = records(1, office());
  EXPECT_GT(once.size(), 2400U);
  EXPECT_EQ(once.back(), "finish");
  EXPECT_EQ(records(2, office()), once);
  EXPECT_EQ(records(4, office()), once);
}

TEST(Pipeline, AStopDrainsWhatWasCaptured) {
  Counters counters;
  Journal journal;
  auto pipeline = Pipeline::create(parts(journal, 2, office(), counters), counters);
  ASSERT_TRUE(pipeline);
  (*pipeline)->start();
  (*pipeline)->stop();
  (*pipeline)->join();
  const auto lines = journal.lines();
  EXPECT_EQ(lines.back(), "finish");
  const auto events = std::count_if(lines.begin(), lines.end(), [](const std::string& line) { return line.starts_with("event "); });
  EXPECT_EQ(metric(counters, "sekisho_events_total"), events);
}

TEST(Pipeline, OneThatWasNeverStartedGoesQuietly) {
  Counters counters;
  Journal journal;
  {
    auto pipeline = Pipeline::create(parts(journal, 3, office(), counters), counters);
    ASSERT_TRUE(pipeline);
    EXPECT_FALSE((*pipeline)->ended());
  }
  EXPECT_THAT(journal.lines(), Not(Contains(testing::StartsWith("event"))));
}

TEST(Pipeline, AnEmptyCaptureEnds) {
  Counters counters;
  Journal journal;
  auto pipeline = Pipeline::create(parts(journal, 2, {}, counters), counters);
  ASSERT_TRUE(pipeline);
  (*pipeline)->start();
  (*pipeline)->join();
  EXPECT_EQ(journal.lines(), std::vector<std::string>{"finish"});
}

}  // namespace
}  // namespace sekisho::pipeline

#include "sensor/pipeline/distributor.hpp"

#include <algorithm>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rig.hpp"

namespace sekisho::pipeline {
namespace {

using sekisho::test::udp;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;

constexpr std::size_t kWorkers = 4;

class DistributorTest : public ::testing::Test {
 protected:
  DistributorTest() {
    std::vector<std::unique_ptr<PacketStage>> stages;
    for (auto& notes : notes_) stages.push_back(std::make_unique<test::NotingStage>(notes));
    distributor_ = std::make_unique<Distributor>(std::move(stages));
  }

  std::array<std::vector<std::string>, kWorkers> notes_;
  std::unique_ptr<Distributor> distributor_;
};

TEST_F(DistributorTest, TheFlowsOfAnAddressPairStayTogetherAndInOrder) {
  for (int round = 0; round < 500; ++round) {
    for (int host = 1; host <= 20; ++host) {
      const std::string client = "10.0.0." + std::to_string(host);
      const std::string port = ":" + std::to_string(1000 + round);
      const auto there = udp(client + port, "198.51.100.7:53").payload(std::to_string(2 * round));
      const auto back = udp("198.51.100.7:53", client + port).payload(std::to_string(2 * round + 1));
      distributor_->packet(there.view());
      distributor_->packet(back.view());
    }
  }
  distributor_->finish();

  std::map<std::string, std::vector<int>> by_host;
  std::map<std::string, std::size_t> worker_of;
  std::size_t busy = 0;
  for (std::size_t worker = 0; worker < kWorkers; ++worker) {
    busy += notes_[worker].size() > 1 ? 1 : 0;
    for (const std::string& note : notes_[worker]) {
      if (note == "finish") continue;
      const std::size_t begin = note.find("10.0.0.");
      const std::string host = note.substr(begin, note.find(':', begin) - begin);
      EXPECT_EQ(worker_of.emplace(host, worker).first->second, worker) << host;
      by_host[host].push_back(std::stoi(note.substr(note.rfind(' '))));
    }
  }
  EXPECT_GT(busy, 1U) << "20 pairs on one worker alone";
  ASSERT_EQ(by_host.size(), 20U);
  for (const auto& [host, numbers] : by_host) {
    EXPECT_EQ(numbers.size(), 1000U);
    EXPECT_TRUE(std::is_sorted(numbers.begin(), numbers.end())) << host;
  }
}

TEST_F(DistributorTest, TicksAndTheEndReachEveryWorker) {
  distributor_->tick(test::kStart + 1s);
  distributor_->tick(test::kStart + 2s);
  distributor_->finish();
  EXPECT_THAT(notes_, Each(ElementsAre("tick 1", "tick 2", "finish")));
}

TEST_F(DistributorTest, ATickComesAfterThePacketsBeforeIt) {
  const auto first = udp("10.0.0.1:1", "10.0.0.2:2").payload("a");
  const auto second = udp("10.0.0.1:1", "10.0.0.2:2").payload("b");
  distributor_->packet(first.view());
  distributor_->tick(test::kStart + 1s);
  distributor_->packet(second.view());
  distributor_->finish();
  EXPECT_THAT(notes_, Contains(ElementsAre("packet 10.0.0.1:1 > 10.0.0.2:2 a", "tick 1", "packet 10.0.0.1:1 > 10.0.0.2:2 b", "finish")));
}

TEST_F(DistributorTest, APayloadOutsideTheHeadersSpanIsCarriedAsWell) {
  const auto packet = udp("10.0.0.1:1", "10.0.0.2:2").payload("inside");
  packet::PacketView view = packet.view();
  const std::string elsewhere = "elsewhere";
  view.payload = Bytes(reinterpret_cast<const std::uint8_t*>(elsewhere.data()), elsewhere.size());
  distributor_->packet(view);
  distributor_->finish();
  EXPECT_THAT(notes_, Contains(Contains("packet 10.0.0.1:1 > 10.0.0.2:2 elsewhere")));
}

TEST_F(DistributorTest, EndingTwiceIsEndingOnce) {
  distributor_->finish();
  distributor_->finish();
  EXPECT_THAT(notes_, Each(ElementsAre("finish")));
}

}  // namespace
}  // namespace sekisho::pipeline

#include "sensor/pipeline/ingest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rig.hpp"

namespace sekisho::pipeline {
namespace {

using sekisho::test::udp;
using test::kStart;
using test::metric;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class IngestTest : public ::testing::Test {
 protected:
  void give(const sekisho::test::PacketBuilder& packet) { ingest_.packet(packet.raw()); }
  sekisho::test::PacketBuilder at(Duration since) {
    return udp("10.0.0.1:1", "10.0.0.2:2").payload(std::to_string(++payloads_)).at(since);  // each its own: copies would be left out
  }
  static IngestOptions options(Duration max_step = 0s) {
    IngestOptions o;
    o.max_step = max_step;
    return o;
  }

  std::vector<std::string> notes_;
  test::NotingStage stage_{notes_};
  Counters counters_;
  Ingest ingest_{options(), stage_, counters_, HashSeed{1}};
  int payloads_ = 0;
};

TEST_F(IngestTest, TicksOnceForEverySecondInWhichPacketsCome) {
  give(at(0s));
  give(at(900ms));
  give(at(1s));
  give(at(1500ms));
  give(at(5s));
  EXPECT_THAT(notes_,
              ElementsAre("packet 10.0.0.1:1 > 10.0.0.2:2 1", "packet 10.0.0.1:1 > 10.0.0.2:2 2", "tick 1", "packet 10.0.0.1:1 > 10.0.0.2:2 3",
                          "packet 10.0.0.1:1 > 10.0.0.2:2 4", "tick 5", "packet 10.0.0.1:1 > 10.0.0.2:2 5"));
  EXPECT_EQ(metric(counters_, "sekisho_decoded_packets_total"), 5);
}

TEST_F(IngestTest, ALatePacketCountsAsNow) {
  give(at(10s));
  give(at(9s));
  EXPECT_EQ(ingest_.now(), kStart + 10s);
  EXPECT_EQ(metric(counters_, "sekisho_late_packets_total"), 1);
  EXPECT_EQ(metric(counters_, "sekisho_clock_jumps_total"), 0);
}

TEST_F(IngestTest, StepsOfMoreThanAMinuteAreCountedEitherWay) {
  give(at(0s));
  give(at(1h));
  give(at(10s));
  EXPECT_EQ(metric(counters_, "sekisho_clock_jumps_total"), 2);
  EXPECT_EQ(ingest_.now(), kStart + 1h) << "a capture's gap is real";
}

TEST_F(IngestTest, ALiveClockThatLeapsCountsAsItsLongestStep) {
  Ingest live(options(1h), stage_, counters_, HashSeed{1});
  live.packet(at(0s).raw());
  live.packet(at(24h).raw());
  EXPECT_EQ(live.now(), kStart + 1h);
  live.packet(at(24h).raw());
  EXPECT_EQ(live.now(), kStart + 2h) << "and catches up with every packet";
}

TEST_F(IngestTest, CopiesAndBytesThatAreNoPacketStayOut) {
  const auto packet = at(0s);
  give(packet);
  ingest_.packet(packet.raw());
  const sekisho::test::Frame junk(60, 0xFF);
  ingest_.packet(sekisho::test::raw(junk, kStart));
  EXPECT_EQ(notes_.size(), 1U);
  EXPECT_EQ(metric(counters_, "sekisho_decoded_packets_total"), 1);
}

TEST_F(IngestTest, SilenceMovesTimeForwardOnly) {
  give(at(10s));
  notes_.clear();
  ingest_.idle(kStart + 5s);
  EXPECT_THAT(notes_, IsEmpty());
  ingest_.idle(kStart + 12s + 300ms);
  EXPECT_THAT(notes_, ElementsAre("tick 12"));
  give(at(11s));
  EXPECT_EQ(ingest_.now(), kStart + 12s + 300ms);
}

}  // namespace
}  // namespace sekisho::pipeline

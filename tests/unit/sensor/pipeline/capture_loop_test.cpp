#include "sensor/pipeline/capture_loop.hpp"

#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rig.hpp"

namespace sekisho::pipeline {
namespace {

using sekisho::test::udp;
using ::testing::ElementsAre;

// A link on which nothing happens, until it is told to stop.
class SilentSource final : public capture::PacketSource {
 public:
  Status poll(capture::PacketSink&, std::chrono::milliseconds) override {
    polled_.open();
    return Status::Idle;
  }
  const std::vector<std::string>& names() const override { return nothing_; }
  const std::vector<std::string>& problems() const override { return nothing_; }
  void wait_until_polled() { polled_.wait(); }

 private:
  std::vector<std::string> nothing_;
  test::Gate polled_;
};

TEST(CaptureLoop, ReadsToTheEndAndEndsWhatIsBehindIt) {
  Counters counters;
  std::vector<std::string> notes;
  test::NotingStage stage(notes);
  Ingest ingest({}, stage, counters, HashSeed{1});
  test::ListSource source({udp("10.0.0.1:1", "10.0.0.2:2").payload("a"), udp("10.0.0.1:1", "10.0.0.2:2").payload("b").at(1s)});
  CaptureLoop loop(source, ingest, false);
  EXPECT_FALSE(loop.ended());
  loop.run();
  EXPECT_TRUE(loop.ended());
  EXPECT_THAT(notes, ElementsAre("packet 10.0.0.1:1 > 10.0.0.2:2 a", "tick 1", "packet 10.0.0.1:1 > 10.0.0.2:2 b", "finish"));
  EXPECT_EQ(loop.bytes_read(), 2U);
  EXPECT_EQ(loop.bytes_total(), 2U);
  EXPECT_EQ(loop.rounds(), 3U);
}

TEST(CaptureLoop, AStopIsHeardOnASilentLink) {
  Counters counters;
  std::vector<std::string> notes;
  test::NotingStage stage(notes);
  Ingest ingest({}, stage, counters, HashSeed{1});
  SilentSource source;
  CaptureLoop loop(source, ingest, true);
  std::thread thread([&] { loop.run(); });
  source.wait_until_polled();
  loop.stop();
  thread.join();
  EXPECT_THAT(notes, ElementsAre("finish")) << "before the first packet there is no time to move";
}

}  // namespace
}  // namespace sekisho::pipeline

#include "sensor/capture/live_clock.hpp"

#include <gtest/gtest.h>

namespace sekisho::capture {
namespace {

const std::chrono::steady_clock::time_point kNow{std::chrono::hours{5}};
const Timestamp kPacket{std::chrono::seconds{1'000'000}};

TEST(LiveClock, BeforeTheFirstPacketThereIsNoTime) {
  LiveClock clock;
  EXPECT_FALSE(clock.idle(kNow));
  EXPECT_FALSE(clock.idle(kNow + 10s));
}

TEST(LiveClock, AShortSilenceIsNone) {
  LiveClock clock;
  clock.packet(kPacket);
  EXPECT_FALSE(clock.idle(kNow));
  EXPECT_FALSE(clock.idle(kNow + 99ms));
}

TEST(LiveClock, ALongerOneMovesPacketTimeWithTheSteadyClock) {
  LiveClock clock;
  clock.packet(kPacket);
  EXPECT_FALSE(clock.idle(kNow));
  EXPECT_EQ(clock.idle(kNow + 100ms), kPacket + 100ms);
  EXPECT_EQ(clock.idle(kNow + 1h), kPacket + 1h);
}

TEST(LiveClock, APacketEndsTheSilence) {
  LiveClock clock;
  clock.packet(kPacket);
  (void)clock.idle(kNow);
  EXPECT_TRUE(clock.idle(kNow + 5s));
  clock.packet(kPacket + 6s);
  EXPECT_FALSE(clock.idle(kNow + 6s));
  EXPECT_EQ(clock.idle(kNow + 7s), kPacket + 7s);
}

}  // namespace
}  // namespace sekisho::capture

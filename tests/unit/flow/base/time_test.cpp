#include "flow/base/time.hpp"

#include <gtest/gtest.h>

#include <array>
#include <ctime>

namespace sekisho {
namespace {

TEST(Iso8601, IsSuricatasForm) {
  EXPECT_EQ(iso8601(Timestamp(1'764'000'826'123'456'789ns)), "2025-11-24T16:13:46.123456+0000");
  EXPECT_EQ(iso8601(Timestamp{}), "1970-01-01T00:00:00.000000+0000");
  EXPECT_EQ(iso8601(Timestamp(951'782'400s)), "2000-02-29T00:00:00.000000+0000");
}

TEST(Iso8601, TimesBefore1970Are1970) { EXPECT_EQ(iso8601(Timestamp(-5s)), "1970-01-01T00:00:00.000000+0000"); }

// The C library's calendar is the judge: every day of two leap rules (2000 is one, 2100 is none), at changing times of day.
TEST(Iso8601, AgreesWithTheCLibraryOnEveryDay) {
  const auto end = std::time_t{6'000'000'000};  // in 2160
  for (std::time_t second = 0; second < end; second += 86'399) {
    std::tm parts{};
    ASSERT_NE(gmtime_r(&second, &parts), nullptr);
    std::array<char, 32> expected{};
    ASSERT_EQ(std::strftime(expected.data(), expected.size(), "%Y-%m-%dT%H:%M:%S.000000+0000", &parts), 31U);
    ASSERT_EQ(iso8601(Timestamp(std::chrono::seconds(second))), expected.data());
  }
}

TEST(Iso8601, CutsBelowTheMicrosecond) { EXPECT_EQ(iso8601(Timestamp(999'999'999ns)), "1970-01-01T00:00:00.999999+0000"); }

TEST(Iso8601, ReachesTheEndOfTime) { EXPECT_EQ(iso8601(Timestamp::max()), "2262-04-11T23:47:16.854775+0000"); }

TEST(Human, PicksTheUnitPeopleWould) {
  EXPECT_EQ(human(0ns), "0 ms");
  EXPECT_EQ(human(850ms), "850 ms");
  EXPECT_EQ(human(1s), "1.0 s");
  EXPECT_EQ(human(59'300ms), "59.3 s");
  EXPECT_EQ(human(119s), "119.0 s");
  EXPECT_EQ(human(2min), "2.0 min");
  EXPECT_EQ(human(252s), "4.2 min");
  EXPECT_EQ(human(2h), "2.0 h");
  EXPECT_EQ(human(36h), "36.0 h");
  EXPECT_EQ(human(72h), "3.0 d");
  EXPECT_EQ(human(-90s), "-90.0 s");
}

TEST(Seconds, ConvertBothWays) {
  EXPECT_DOUBLE_EQ(seconds(1'500ms), 1.5);
  EXPECT_EQ(from_seconds(1.5), 1'500ms);
  EXPECT_EQ(from_seconds(-0.25), -250ms);
  EXPECT_EQ(from_seconds(1e-9), 1ns);
}

}  // namespace
}  // namespace sekisho

#include "flow/table/timer_wheel.hpp"

#include <map>
#include <random>

#include <gtest/gtest.h>

namespace sekisho::table {
namespace {

struct Nodes {
  std::vector<Timer>* timers;
  Timer& operator()(Ref ref) const { return (*timers)[ref]; }
};

TEST(TimerWheel, FiresAtTheExactTimeInOrder) {
  std::vector<Timer> timers(4);
  TimerWheel<Nodes> wheel(Nodes{&timers});
  const Timestamp t0{1'700'000'000s};
  wheel.advance(t0, [](Ref, Timestamp) {});
  wheel.add(0, t0 + 1500ms);
  wheel.add(1, t0 + 1200ms);
  wheel.add(2, t0 + 300s);
  wheel.add(3, t0 + 100h);
  std::vector<std::pair<Ref, Timestamp>> fired;
  const auto note = [&](Ref r, Timestamp due) { fired.emplace_back(r, due); };
  wheel.advance(t0 + 1300ms, note);
  ASSERT_EQ(fired.size(), 1U);
  EXPECT_EQ(fired[0].first, 1U);
  wheel.advance(t0 + 1500ms - 1ns, note);
  ASSERT_EQ(fired.size(), 1U);
  wheel.advance(t0 + 1500ms, note);
  ASSERT_EQ(fired.size(), 2U);
  wheel.advance(t0 + 1000h, note);
  ASSERT_EQ(fired.size(), 4U);
  EXPECT_EQ(fired[2].second, t0 + 300s);
  EXPECT_EQ(fired[3].second, t0 + 100h);
}

TEST(TimerWheel, StepsOverYearsAtOnce) {
  std::vector<Timer> timers(1);
  TimerWheel<Nodes> wheel(Nodes{&timers});
  wheel.advance(Timestamp{}, [](Ref, Timestamp) {});
  wheel.add(0, Timestamp{90s});
  int fired = 0;
  wheel.advance(Timestamp{1'700'000'000s}, [&](Ref, Timestamp due) {
    ++fired;
    EXPECT_EQ(due, Timestamp{90s});
  });
  EXPECT_EQ(fired, 1);
}

TEST(TimerWheel, AgreesWithAMapUnderRandomUse) {
  constexpr std::size_t kTimers = 300;
  std::vector<Timer> timers(kTimers);
  TimerWheel<Nodes> wheel(Nodes{&timers});
  std::map<std::pair<Timestamp, Ref>, int> expected;
  std::vector<Timestamp> due(kTimers);
  std::mt19937_64 random(2);
  Timestamp now{1'700'000'000s + 17ms};
  wheel.advance(now, [](Ref, Timestamp) {});
  for (int i = 0; i < 30'000; ++i) {
    const Ref ref = static_cast<Ref>(random() % kTimers);
    if (timers[ref].slot != Timer::kUnset) {
      wheel.remove(ref);
      expected.erase({due[ref], ref});
    }
    constexpr std::array<Duration, 5> kSpans{1s, 70s, 20min, 30h, 2000h};
    due[ref] = now + 1ns + Duration(static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(kSpans[random() % 5].count())));
    wheel.add(ref, due[ref]);
    expected[{due[ref], ref}] = 1;
    constexpr std::array<Duration, 4> kSteps{0s, 100ms, 40s, 3h};
    now += Duration(static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(kSteps[random() % 4].count() + 1)));
    wheel.advance(now, [&](Ref r, Timestamp at) {
      ASSERT_FALSE(expected.empty());
      ASSERT_EQ(expected.begin()->first, std::pair(at, r));
      ASSERT_LE(at, now);
      expected.erase(expected.begin());
    });
    ASSERT_TRUE(expected.empty() || expected.begin()->first.first > now);
  }
}

}  // namespace
}  // namespace sekisho::table

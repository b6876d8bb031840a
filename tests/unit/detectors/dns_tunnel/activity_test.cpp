#include "detectors/dns_tunnel/activity.hpp"

#include <gtest/gtest.h>

#include <string>

#include "detectors/dns_tunnel/name_filter.hpp"
#include "tests/unit/detectors/support/fake_context.hpp"

namespace sekisho::detectors::dns_tunnel {
namespace {

constexpr HashSeed kSeed{11};

bool ask(DomainActivity& a, const std::string& below, double time, std::uint16_t type = 1) {
  Asked q;
  q.below = below;
  q.name_hash = keyed_hash(below, kSeed);
  q.type = type;
  q.name_size = below.size() + 12;
  q.message_size = 60;
  return a.ask(q, at(time), kSeed);
}

TEST(NameFilter, KnowsWhatItSawAndStaysSmall) {
  NameFilter f;
  for (std::uint64_t i = 0; i < 500; ++i) (void)f.add(mix(i, 1));
  int forgotten = 0;
  for (std::uint64_t i = 0; i < 500; ++i) forgotten += f.add(mix(i, 1)) ? 1 : 0;
  EXPECT_EQ(forgotten, 0);
  EXPECT_EQ(f.heap_bytes(), 1024U);
}

TEST(NameFilter, GoesOnCallingNewNamesNewForEver) {
  NameFilter f;
  int fresh = 0;
  for (std::uint64_t i = 0; i < 20'000; ++i) fresh += f.add(mix(i, 1)) ? 1 : 0;
  EXPECT_GT(fresh, 19'000);
}

TEST(DomainActivity, CountsEachNameOnceAndOnlyLabelsThatAreNew) {
  DomainActivity a;
  EXPECT_TRUE(ask(a, "abcd.static", 0));
  EXPECT_TRUE(ask(a, "efgh.static", 1));
  EXPECT_FALSE(ask(a, "efgh.static", 2));
  const Tally t = a.hour(at(2));
  EXPECT_EQ(t.queries, 3U);
  EXPECT_EQ(t.names, 2U);
  EXPECT_EQ(t.chars, 4U + 6U + 4U);
}

TEST(DomainActivity, ForgetsAfterItsWindows) {
  DomainActivity a;
  ask(a, "one", 0);
  EXPECT_EQ(a.recent(at(60)).names, 1U);
  EXPECT_EQ(a.recent(at(700)).names, 0U);
  EXPECT_EQ(a.hour(at(700)).names, 1U);
  EXPECT_EQ(a.hour(at(4000)).names, 0U);
  ask(a, "two", 8000);
  EXPECT_EQ(a.hour(at(8000)).names, 1U);
}

TEST(DomainActivity, AQueryFromThePastCountsAsNow) {
  DomainActivity a;
  ask(a, "one", 5000);
  ask(a, "two", 10);
  EXPECT_EQ(a.recent(at(5000)).names, 2U);
  EXPECT_EQ(a.last(), at(5000));
}

TEST(DomainActivity, CountsAnewEachDay) {
  DomainActivity a;
  ask(a, "549201f3709cb41c46", 0);
  EXPECT_EQ(a.day_encoded(), 1U);
  ask(a, "549201f3709cb41c47", 90'000);
  EXPECT_EQ(a.day_encoded(), 1U);
}

TEST(DomainActivity, ANameOfManyDotsCostsNoMoreThanAnother) {
  DomainActivity a;
  std::string dots;
  for (int i = 0; i < 120; ++i) dots += "a.";
  ask(a, dots + "b", 0);
  EXPECT_EQ(a.hour(at(0)).chars, 1U);
}

TEST(DomainActivity, KeepsFourSamplesWhateverComes) {
  DomainActivity a;
  for (int i = 0; i < 1000; ++i) ask(a, std::string(200, 'x') + std::to_string(i), i);
  EXPECT_EQ(a.samples().size(), 4U);
  EXPECT_LE(a.heap_bytes(), 2048U);
}

TEST(DomainActivity, AnswersAreComparedByWhatTheySay) {
  DomainActivity a;
  ask(a, "one", 0);
  Answered r;
  r.data_bytes = 20;
  r.data_hash = 5;
  a.answer(r, at(0));
  a.answer(r, at(1));
  r.data_hash = 6;
  a.answer(r, at(2));
  EXPECT_EQ(a.replies().with_data, 3U);
  EXPECT_EQ(a.replies().data.count(), 2U);
}

}  // namespace
}  // namespace sekisho::detectors::dns_tunnel

#include "flow/base/counters.hpp"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace sekisho {
namespace {

TEST(Counters, ExistAtZero) {
  Counters counters;
  counters.counter("a_total", "What a is.", {{"kind", "x"}});
  const auto samples = counters.samples();
  ASSERT_EQ(samples.size(), 1U);
  EXPECT_EQ(samples[0].name, "a_total");
  EXPECT_EQ(samples[0].help, "What a is.");
  EXPECT_EQ(samples[0].kind, Counters::Kind::Counter);
  EXPECT_EQ(samples[0].labels, (Counters::Labels{{"kind", "x"}}));
  EXPECT_EQ(samples[0].value, 0);
}

TEST(Counters, CellsOfOneIdentityAreSummed) {
  Counters counters;
  counters.counter("a_total", "").add(3);
  counters.counter("a_total", "").add();
  counters.gauge("b", "").set(1.5);
  counters.gauge("b", "").set(-0.5);
  const auto samples = counters.samples();
  ASSERT_EQ(samples.size(), 2U);
  EXPECT_EQ(samples[0].value, 4);
  EXPECT_EQ(samples[1].value, 1);
  EXPECT_EQ(samples[1].kind, Counters::Kind::Gauge);
}

TEST(Counters, LabelsTellIdentitiesApart) {
  Counters counters;
  counters.counter("a_total", "", {{"reason", "short"}}).add(1);
  counters.counter("a_total", "", {{"reason", "long"}}).add(2);
  const auto samples = counters.samples();
  ASSERT_EQ(samples.size(), 2U);
  EXPECT_EQ(samples[0].labels[0].second, "long");
  EXPECT_EQ(samples[0].value, 2);
  EXPECT_EQ(samples[1].value, 1);
}

TEST(Counters, SamplesAreOrderedByName) {
  Counters counters;
  counters.counter("c_total", "");
  counters.gauge("b", "");
  counters.counter("a_total", "");
  std::vector<std::string> names;
  for (const auto& sample : counters.samples()) names.push_back(sample.name);
  EXPECT_EQ(names, (std::vector<std::string>{"a_total", "b", "c_total"}));
}

TEST(Counters, SetTakesATotalOver) {
  Counters counters;
  Counter& cell = counters.counter("a_total", "");
  cell.add(5);
  cell.set(100);
  cell.add();
  EXPECT_EQ(cell.value(), 101U);
}

TEST(Counters, CellsStayWhereTheyAreAsMoreAreMade) {
  Counters counters;
  Counter& first = counters.counter("a_total", "");
  for (int i = 0; i < 10'000; ++i) counters.counter("b_total", "");
  first.add(7);
  EXPECT_EQ(counters.samples()[0].value, 7);
}

TEST(Counters, OneThreadWritesWhileAnotherReads) {
  Counters counters;
  std::vector<std::thread> writers;
  for (int t = 0; t < 2; ++t) {
    writers.emplace_back([&] {
      Counter& cell = counters.counter("a_total", "");
      for (int i = 0; i < 100'000; ++i) cell.add();
    });
  }
  double last = 0;
  for (int i = 0; i < 100; ++i) {
    for (const auto& sample : counters.samples()) {
      EXPECT_GE(sample.value, last);
      last = sample.value;
    }
  }
  for (auto& w : writers) w.join();
  EXPECT_EQ(counters.samples()[0].value, 200'000);
}

}  // namespace
}  // namespace sekisho

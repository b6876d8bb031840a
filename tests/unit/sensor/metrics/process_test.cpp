#include "sensor/metrics/process.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace sekisho::metrics {
namespace {

namespace fs = std::filesystem;

std::optional<double> value_of(const std::vector<ProcessValue>& values, const std::string& name) {
  const auto found = std::find_if(values.begin(), values.end(), [&](const ProcessValue& v) { return v.name == name; });
  return found == values.end() ? std::nullopt : std::optional(found->value);
}

TEST(Process, TheKernelsLineIsReadWhateverTheProgramIsCalled) {
  const ProcessTicks ticks = parse_stat("42 (a) b (c) S 1 42 42 0 -1 4194560 100 0 0 0 70 30 0 0 20 0 5 0 123456 1000000 200 184467 1");
  ASSERT_TRUE(ticks.valid);
  EXPECT_EQ(ticks.cpu, 100);
  EXPECT_EQ(ticks.start, 123456);
}

TEST(Process, ALineThatIsNoneIsSaidToBeNone) {
  for (const char* line :
       {"", "42 (sekisho S 1 2", "42 (sekisho) S 1 2 3", "42 (sekisho) S 1 42 42 0 -1 4194560 100 0 0 0 70 30 0 0 20 0 5 0 soon"}) {
    EXPECT_FALSE(parse_stat(line).valid) << line;
  }
}

TEST(Process, OfThisOneTheUsualIsKnown) {
  const auto values = process_values("/proc");
  EXPECT_GT(value_of(values, "process_resident_memory_bytes").value_or(0), 1e5);
  EXPECT_GT(value_of(values, "process_virtual_memory_bytes").value_or(0), 1e6);
  EXPECT_GT(value_of(values, "process_open_fds").value_or(0), 2);
  EXPECT_GT(value_of(values, "process_max_fds").value_or(0), 2);
  EXPECT_GT(value_of(values, "process_start_time_seconds").value_or(0), 1e9);
  EXPECT_TRUE(value_of(values, "process_cpu_seconds_total"));
}

TEST(Process, WhatASandboxHidesIsLeftOut) {
  const auto values = process_values("/nonexistent");
  EXPECT_FALSE(value_of(values, "process_open_fds"));
  EXPECT_FALSE(value_of(values, "process_start_time_seconds"));
  EXPECT_FALSE(value_of(values, "process_cpu_seconds_total"));
}

TEST(Process, OpenFilesAreCountedWithoutTheListingItself) {
  const fs::path proc = fs::path(::testing::TempDir()) / ("sekisho-proc-" + std::to_string(::getpid()));
  fs::create_directories(proc / "self/fd");
  for (const char* name : {"0", "1", "2", "3"}) std::ofstream(proc / "self/fd" / name).put('x');
  EXPECT_EQ(value_of(process_values(proc.string()), "process_open_fds"), 3);
  fs::remove_all(proc);
}

}  // namespace
}  // namespace sekisho::metrics

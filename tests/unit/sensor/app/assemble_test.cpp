#include "sensor/app/assemble.hpp"

#include <filesystem>
#include <fstream>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace sekisho::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class AssembleTest : public ::testing::Test {
 protected:
  ~AssembleTest() override { std::filesystem::remove(path_); }
  Result<settings::Settings> load(const std::string& text, Options options = {}) {
    std::ofstream(path_) << text;
    options.config = path_;
    return load_settings(options);
  }

  std::string path_ = (std::filesystem::path(::testing::TempDir()) / ("sekisho-assemble-" + std::to_string(::getpid()) + ".yaml")).string();
};

TEST_F(AssembleTest, WithoutAFileTheDefaultsHold) {
  const auto s = load_settings({});
  ASSERT_TRUE(s);
  EXPECT_EQ(s->eve.path, settings::defaults().eve.path);
  EXPECT_FALSE(s->sensor_name.empty()) << "the host's name";
  EXPECT_EQ(s->eve.sensor_name, s->sensor_name);
}

TEST_F(AssembleTest, TheCommandLineOverridesTheFile) {
  Options o;
  o.interfaces = {"eth9"};
  o.filter = "tcp";
  o.workers = 3;
  o.no_dpi = true;
  o.log_dir = "/var/tmp";
  const auto s = load("capture: {interfaces: [eth0, eth1], filter: udp}\nsensor: {workers: 2, name: n}\noutputs: {eve: {enabled: false}}\n", o);
  ASSERT_TRUE(s) << s.error().message;
  EXPECT_THAT(s->capture.interfaces, ElementsAre("eth9"));
  EXPECT_EQ(s->capture.filter, "tcp");
  EXPECT_EQ(s->workers, 3U);
  EXPECT_FALSE(s->dpi_enabled);
  EXPECT_TRUE(s->eve_enabled) << "-l asks for it";
  EXPECT_EQ(s->eve.path, "/var/tmp/eve.json");
  EXPECT_EQ(s->eve.sensor_name, "n");
}

TEST_F(AssembleTest, WhatTheCommandLineDoesNotSayTheFileDecides) {
  const auto s = load("capture: {interfaces: [eth0], filter: udp}\nsensor: {workers: 2}\n");
  ASSERT_TRUE(s);
  EXPECT_THAT(s->capture.interfaces, ElementsAre("eth0"));
  EXPECT_EQ(s->capture.filter, "udp");
  EXPECT_EQ(s->workers, 2U);
}

TEST_F(AssembleTest, BudgetsAreDividedAmongTheWorkers) {
  const auto s = load("sensor: {workers: 4}\nflow: {memory: 64MiB}\ninspection: {stream_memory: 8MiB, max_flows: 4000}\n");
  ASSERT_TRUE(s);
  Counters counters;
  const auto parts = assemble(*s, counters, kReplaySeed);
  ASSERT_TRUE(parts) << parts.error().message;
  EXPECT_EQ(parts->workers, 4U);
  EXPECT_EQ(parts->flow.memory, 16UL << 20);
  EXPECT_EQ(parts->inspection.stream_budget, 2UL << 20);
  EXPECT_EQ(parts->inspection.max_flows, 1000U);
  EXPECT_EQ(parts->dpi.max_flows, 1000U);
  EXPECT_EQ(parts->flow.home.size(), s->network.home.size());
}

TEST_F(AssembleTest, EveryDetectorThatIsOnIsMadeOnce) {
  const auto s = load("detectors: {beacon: {enabled: false}}\n");
  ASSERT_TRUE(s);
  const auto made = make_detectors(*s, kReplaySeed);
  ASSERT_TRUE(made) << made.error().message;
  std::set<std::string> names;
  for (const auto& d : *made) EXPECT_TRUE(names.insert(std::string(d.info->name)).second);
  EXPECT_EQ(names.size(), detector_names().size() - 1);
  EXPECT_FALSE(names.contains("beacon"));
}

TEST_F(AssembleTest, MistakesInSeveralDetectorsAreToldAtOnce) {
  const auto s = load("detectors:\n  beacon: {evidence: 1e9}\n  dns_tunnel: {fast_nam: 1}\n");
  ASSERT_TRUE(s) << "what a detector's section holds is the detector's to judge";
  const auto made = make_detectors(*s, kReplaySeed);
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().message, HasSubstr(":2:"));
  EXPECT_THAT(made.error().message, HasSubstr("detectors.dns_tunnel.fast_nam: unknown key; did you mean \"fast_names\"?"));
}

TEST_F(AssembleTest, AFileOfTheNetworkThatCannotBeReadIsNamed) {
  const auto s = load("network: {public_suffix_file: /nonexistent/list}\n");
  ASSERT_TRUE(s);
  Counters counters;
  const auto parts = assemble(*s, counters, kReplaySeed);
  ASSERT_FALSE(parts);
  EXPECT_THAT(parts.error().message, HasSubstr("/nonexistent/list"));
}

TEST_F(AssembleTest, LiveSeedsDiffer) { EXPECT_NE(random_seed().value, random_seed().value); }

}  // namespace
}  // namespace sekisho::app

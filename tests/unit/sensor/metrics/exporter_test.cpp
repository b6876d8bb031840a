#include "sensor/metrics/exporter.hpp"

#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sensor/metrics/help_texts.hpp"

namespace sekisho::metrics {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

TEST(Exposition, CountersAndGaugesStandWithHelpAndType) {
  Counters counters;
  counters.counter("sekisho_packets_total", "Packets seen").add(3);
  counters.gauge("sekisho_flows", "Flows open", {{"state", "open"}}).set(2.5);
  const std::string text = exposition(counters);
  EXPECT_THAT(text, HasSubstr("# HELP sekisho_packets_total Packets seen\n# TYPE sekisho_packets_total counter\nsekisho_packets_total 3\n"));
  EXPECT_THAT(text, HasSubstr("# HELP sekisho_flows Flows open\n# TYPE sekisho_flows gauge\nsekisho_flows{state=\"open\"} 2.5\n"));
}

TEST(Exposition, SeriesExistAtZero) {
  Counters counters;
  counters.counter("sekisho_drops_total", "Drops", {{"queue", "eve"}});
  EXPECT_THAT(exposition(counters), HasSubstr("sekisho_drops_total{queue=\"eve\"} 0\n"));
}

TEST(Exposition, TheCellsOfOneIdentityAreOneSeries) {
  Counters counters;
  counters.counter("sekisho_packets_total", "Packets").add(1);
  counters.counter("sekisho_packets_total", "Packets").add(2);
  EXPECT_THAT(exposition(counters), HasSubstr("\nsekisho_packets_total 3\n"));
}

TEST(Exposition, TheLabelsOfAFamilyStandTogetherUnderOneHeading) {
  Counters counters;
  counters.counter("sekisho_a_total", "A", {{"k", "1"}});
  counters.counter("sekisho_b_total", "B");
  counters.counter("sekisho_a_total", "A", {{"k", "2"}});
  const std::string text = exposition(counters);
  EXPECT_EQ(count(text, "# TYPE sekisho_a_total "), 1U);
  EXPECT_THAT(text, HasSubstr("sekisho_a_total{k=\"1\"} 0\nsekisho_a_total{k=\"2\"} 0\n"));
}

TEST(Exposition, TextInLabelsIsEscaped) {
  Counters counters;
  counters.counter("sekisho_rules_total", "Rules", {{"rule", "a\"b\\c\nd"}});
  const std::string text = exposition(counters);
  EXPECT_THAT(text, HasSubstr(R"(sekisho_rules_total{rule="a\"b\\c\nd"} 0)"));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_TRUE(line.starts_with("# ") || line.starts_with("sekisho_") || line.starts_with("process_")) << line;
  }
}

TEST(Exposition, LargeCountsKeepTheirDigits) {
  Counters counters;
  counters.counter("sekisho_bytes_total", "Bytes").set(1'234'567'890'123);
  EXPECT_THAT(exposition(counters), HasSubstr("sekisho_bytes_total 1234567890123\n"));
}

TEST(Exposition, SaysWhichBuildItIsUnlessSomebodyElseDoes) {
  Counters counters;
  EXPECT_THAT(exposition(counters), HasSubstr("sekisho_build_info{version=\"" SEKISHO_VERSION "\"} 1\n"));
  counters.gauge("sekisho_build_info", "Build", {{"version", "x"}, {"dpi", "y"}}).set(1);
  const std::string text = exposition(counters);
  EXPECT_THAT(text, HasSubstr("version=\"x\""));
  EXPECT_THAT(text, Not(HasSubstr("version=\"" SEKISHO_VERSION "\"")));
}

TEST(Exposition, TheProcessIsDescribed) {
  const Counters counters;
  const std::string text = exposition(counters);
  EXPECT_THAT(text, HasSubstr("# TYPE process_cpu_seconds_total counter\n"));
  EXPECT_THAT(text, HasSubstr("# TYPE process_resident_memory_bytes gauge\n"));
}

TEST(HelpTexts, AreTheGivenOnesElseTheTablesElseTheNameInWords) {
  EXPECT_EQ(help_text("process_open_fds", "given"), "given");
  EXPECT_EQ(help_text("process_open_fds", ""), "Number of open file descriptors");
  EXPECT_EQ(help_text("sekisho_queue_depth", ""), "Queue depth");
  EXPECT_EQ(help_text("sekisho_events_dropped_total", ""), "Events dropped");
}

}  // namespace
}  // namespace sekisho::metrics

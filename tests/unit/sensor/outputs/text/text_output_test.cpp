#include "sensor/outputs/text/text_output.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include <unistd.h>

#include "tests/unit/sensor/outputs/samples.hpp"

namespace sekisho::outputs::text {
namespace {

namespace fs = std::filesystem;

struct TextOutputTest : testing::Test {
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "text_output_XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder = name;
    TextOptions options;
    options.path = (folder / "alerts.txt").string();
    output = std::move(*make_text_output(options, names, counters));
  }
  void TearDown() override { fs::remove_all(folder); }
  std::string shown() {
    output->finish();
    std::ifstream in(folder / "alerts.txt");
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }
  static std::size_t count(const std::string& text, std::string_view part) {
    std::size_t n = 0;
    for (std::size_t i = text.find(part); i != std::string::npos; i = text.find(part, i + part.size())) ++n;
    return n;
  }

  fs::path folder;
  std::vector<std::string> names{"a.pcap", "b.pcap"};
  Counters counters;
  std::unique_ptr<Output> output;
};

TEST_F(TextOutputTest, AlertsStandUnderTheirCapture) {
  alerts::Alert other = alert();
  other.finding.flow.interface = 1;
  output->write(alert());
  output->write(alert());
  output->write(other);
  const std::string text = shown();
  EXPECT_EQ(count(text, "TECHNIQUE"), 1U);
  EXPECT_EQ(count(text, "── a.pcap "), 1U);
  EXPECT_EQ(count(text, "── b.pcap "), 1U);
  EXPECT_EQ(count(text, "HIGH "), 3U);
}

TEST_F(TextOutputTest, WithoutAlertsNothingIsWritten) {
  output->write(stats());
  EXPECT_EQ(shown(), "");
}

TEST_F(TextOutputTest, WantsAlertsOnly) {
  EXPECT_TRUE(output->interest().alerts);
  EXPECT_FALSE(output->interest().stats);
  EXPECT_EQ(output->interest().events, 0U);
}

}  // namespace
}  // namespace sekisho::outputs::text

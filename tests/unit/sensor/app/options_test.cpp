#include "sensor/app/options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sekisho::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::variant<Options, int> parse(std::vector<std::string> words) {
  words.insert(words.begin(), "sekisho");
  std::vector<char*> argv;
  argv.reserve(words.size());
  for (std::string& word : words) argv.push_back(word.data());
  return parse_options(static_cast<int>(argv.size()), argv.data());
}

// The options of a command line that is right.
Options read(const std::vector<std::string>& words) {
  const auto parsed = parse(words);
  if (const int* code = std::get_if<int>(&parsed)) {
    ADD_FAILURE() << "left with " << *code;
    return {};
  }
  return std::get<Options>(parsed);
}

// Exit code and what was said on standard error.
std::pair<int, std::string> refused(const std::vector<std::string>& words) {
  ::testing::internal::CaptureStderr();
  const auto parsed = parse(words);
  std::string said = ::testing::internal::GetCapturedStderr();
  const int* code = std::get_if<int>(&parsed);
  return {code == nullptr ? -1 : *code, said};
}

TEST(Options, RunTakesInterfacesAndABpfFilter) {
  const Options o = read({"run", "-i", "eth1", "-i", "eth2", "-c", "f.yaml", "--workers", "2", "not", "port", "22"});
  EXPECT_EQ(o.command, Command::Run);
  EXPECT_THAT(o.interfaces, ElementsAre("eth1", "eth2"));
  EXPECT_EQ(o.config, "f.yaml");
  EXPECT_EQ(o.workers, 2U);
  EXPECT_EQ(o.filter, "not port 22");
}

TEST(Options, AFilterInQuotesIsTheSame) {
  EXPECT_EQ(read({"run", "-i", "eth1", "host 10.0.0.1 and not port 22"}).filter, "host 10.0.0.1 and not port 22");
}

TEST(Options, ReplayTakesFilesFoldersAndStandardInput) {
  const Options o = read({"replay", "a.pcap", "folder", "-", "--pace", "2.5", "--fail-on", "high", "--separate"});
  EXPECT_EQ(o.command, Command::Replay);
  EXPECT_THAT(o.paths, ElementsAre("a.pcap", "folder", "-"));
  EXPECT_DOUBLE_EQ(o.pace, 2.5);
  EXPECT_EQ(o.fail_on, "high");
  EXPECT_TRUE(o.separate);
  EXPECT_EQ(o.alerts, "-");
  EXPECT_THAT(o.flows, IsEmpty());
}

TEST(Options, TheFlagsOfSuricataAndZeekNeedNoCommand) {
  EXPECT_EQ(read({"-i", "eth1"}).command, Command::Run);
  EXPECT_EQ(read({"-c", "f.yaml", "-i", "eth1", "-l", "/tmp"}).command, Command::Run);
  EXPECT_EQ(read({"-ieth1"}).command, Command::Run);
  const Options replay = read({"-r", "a.pcap", "-l", "/tmp", "-v"});
  EXPECT_EQ(replay.command, Command::Replay);
  EXPECT_THAT(replay.paths, ElementsAre("a.pcap"));
  EXPECT_EQ(replay.log_dir, "/tmp");
  EXPECT_EQ(replay.verbose, 1U);
  EXPECT_EQ(read({"-T"}).command, Command::Check);
  EXPECT_EQ(read({"-T", "-c", "f.yaml"}).config, "f.yaml");
  EXPECT_EQ(read({"-c", "f.yaml", "-T", "-i", "eth1"}).command, Command::Check);
  EXPECT_EQ(read({"-V"}).command, Command::Version);
  EXPECT_EQ(read({"--version"}).command, Command::Version);
}

TEST(Options, ReadFlagsAndNamesCanBeMixed) { EXPECT_THAT(read({"replay", "-r", "a", "b", "-r", "c"}).paths, ElementsAre("a", "c", "b")); }

TEST(Options, HelpIsNoFailure) {
  ::testing::internal::CaptureStdout();
  const auto parsed = parse({"replay", "--help"});
  EXPECT_THAT(::testing::internal::GetCapturedStdout(), HasSubstr("--fail-on"));
  ASSERT_TRUE(std::holds_alternative<int>(parsed));
  EXPECT_EQ(std::get<int>(parsed), kOk);
}

TEST(Options, MistakesLeaveWithTwoAndAWord) {
  EXPECT_EQ(refused({}).first, kUsage);
  EXPECT_THAT(refused({"replya", "a.pcap"}).second, HasSubstr("did you mean \"sekisho replay\"?"));
  EXPECT_THAT(refused({"/"}).second, HasSubstr("did you mean \"sekisho replay /\"?")) << "something that can be read";
  EXPECT_THAT(refused({"replay"}).second, HasSubstr("name a capture"));
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{{"replay", "a", "--pace", "fast"},
                                                                                     {"replay", "a", "--workers", "0"},
                                                                                     {"replay", "a", "--fail-on", "info"},
                                                                                     {"run", "-i"},
                                                                                     {"check", "stray"},
                                                                                     {"detectors", "--json", "--navigator"},
                                                                                     {"run", "--pace", "1"}}) {
    EXPECT_EQ(refused(words).first, kUsage) << words.back();
  }
}

TEST(Options, TextIsForAlertsAlone) {
  EXPECT_EQ(refused({"replay", "a", "--format", "text", "--flows", "-"}).first, kUsage);
  EXPECT_EQ(read({"replay", "a", "--format", "text", "--flows", "f.json"}).flows, "f.json");
  EXPECT_EQ(read({"replay", "a", "--format", "text", "--alerts", "t.txt", "--flows", "-"}).flows, "-");
}

}  // namespace
}  // namespace sekisho::app

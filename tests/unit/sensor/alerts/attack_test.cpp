#include <gtest/gtest.h>

#include "sensor/alerts/alert.hpp"

namespace sekisho::alerts {
namespace {

TEST(Levels, BeginAtTwentyFortySixtyEighty) {
  EXPECT_EQ(level_of(-5), Level::Info);
  EXPECT_EQ(level_of(19), Level::Info);
  EXPECT_EQ(level_of(20), Level::Low);
  EXPECT_EQ(level_of(39), Level::Low);
  EXPECT_EQ(level_of(40), Level::Medium);
  EXPECT_EQ(level_of(59), Level::Medium);
  EXPECT_EQ(level_of(60), Level::High);
  EXPECT_EQ(level_of(79), Level::High);
  EXPECT_EQ(level_of(80), Level::Critical);
  EXPECT_EQ(level_of(100), Level::Critical);
}

TEST(Levels, HaveNamesAndSeveritiesOfEve) {
  EXPECT_EQ(level_name(Level::Info), "info");
  EXPECT_EQ(level_name(Level::Low), "low");
  EXPECT_EQ(level_name(Level::Medium), "medium");
  EXPECT_EQ(level_name(Level::High), "high");
  EXPECT_EQ(level_name(Level::Critical), "critical");
  EXPECT_EQ(severity_of(Level::Critical), 1);
  EXPECT_EQ(severity_of(Level::High), 1);
  EXPECT_EQ(severity_of(Level::Medium), 2);
  EXPECT_EQ(severity_of(Level::Low), 3);
  EXPECT_EQ(severity_of(Level::Info), 4);
}

TEST(Attack, KnowsAllOfCommandAndControl) {
  for (const std::string_view id :
       {"T1001",     "T1001.001", "T1001.002", "T1001.003", "T1008",     "T1071",     "T1071.001", "T1071.002", "T1071.003",
        "T1071.004", "T1071.005", "T1090",     "T1090.001", "T1090.002", "T1090.003", "T1090.004", "T1092",     "T1095",
        "T1102",     "T1102.001", "T1102.002", "T1102.003", "T1104",     "T1105",     "T1132",     "T1132.001", "T1132.002",
        "T1205",     "T1205.001", "T1205.002", "T1219",     "T1219.001", "T1219.002", "T1219.003", "T1568",     "T1568.001",
        "T1568.002", "T1568.003", "T1571",     "T1572",     "T1573",     "T1573.001", "T1573.002", "T1659",     "T1665"}) {
    EXPECT_FALSE(technique(id).name.empty()) << id;
    EXPECT_EQ(technique(id).id, id);
    EXPECT_EQ(technique(id).tactic, "TA0011") << id;
  }
}

TEST(Attack, KnowsTheExfiltrationThatTrafficShows) {
  for (const std::string_view id : {"T1020", "T1029", "T1030", "T1041", "T1048", "T1048.001", "T1048.002", "T1048.003", "T1567", "T1567.001",
                                    "T1567.002", "T1567.003", "T1567.004"}) {
    EXPECT_FALSE(technique(id).name.empty()) << id;
    EXPECT_EQ(technique(id).tactic, "TA0010") << id;
  }
}

TEST(Attack, NamesASubTechniqueBelowItsTechnique) {
  EXPECT_EQ(technique("T1071.004").name, "Application Layer Protocol: DNS");
  EXPECT_EQ(tactic_name("TA0011"), "Command and Control");
  EXPECT_EQ(tactic_name("TA0010"), "Exfiltration");
}

TEST(Attack, HasNoNameForWhatItDoesNotKnow) {
  for (const std::string_view id : {"", "T", "T0000", "T1071.999", "T9999", "t1071"}) {
    EXPECT_EQ(technique(id).id, id);
    EXPECT_TRUE(technique(id).name.empty()) << id;
    EXPECT_TRUE(technique(id).tactic.empty()) << id;
  }
  EXPECT_EQ(tactic_name("TA0001"), "");
}

}  // namespace
}  // namespace sekisho::alerts

#include "sensor/alerts/coverage.hpp"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sekisho::alerts {
namespace {

using testing::ElementsAre;

constexpr std::array<std::string_view, 2> kFirst{"T1571", "T1092"};
constexpr std::array<std::string_view, 2> kSecond{"T1571", "T1041"};

const Coverage* find(const std::vector<Coverage>& rows, std::string_view id) {
  for (const Coverage& row : rows) {
    if (row.technique.id == id) return &row;
  }
  return nullptr;
}

class CoverageTest : public testing::Test {
 protected:
  CoverageTest() {
    first_.name = "b_first";
    first_.techniques = kFirst;
    second_.name = "a_second";
    second_.techniques = kSecond;
  }
  detectors::DetectorInfo first_, second_;
  std::array<const detectors::DetectorInfo*, 2> both_{&first_, &second_};
};

TEST_F(CoverageTest, AllOfCommandAndControlIsThereWithANoteWhoeverSeesIt) {
  const auto rows = coverage({});
  EXPECT_EQ(rows.size(), 45U) << "techniques and sub-techniques of TA0011 in version 17";
  for (const Coverage& row : rows) {
    EXPECT_EQ(row.technique.tactic, "TA0011");
    EXPECT_FALSE(row.note.empty()) << row.technique.id;
    EXPECT_EQ(row.score(), 0) << "nobody sees " << row.technique.id;
  }
}

TEST_F(CoverageTest, DetectorsAreListedByName) {
  const auto rows = coverage(both_);
  ASSERT_NE(find(rows, "T1571"), nullptr);
  EXPECT_THAT(find(rows, "T1571")->detectors, ElementsAre("a_second", "b_first"));
  EXPECT_EQ(find(rows, "T1571")->score(), 100);
}

TEST_F(CoverageTest, OtherTacticsAreThereWhereADetectorNamesThem) {
  const auto rows = coverage(both_);
  ASSERT_NE(find(rows, "T1041"), nullptr);
  EXPECT_EQ(find(rows, "T1041")->technique.tactic, "TA0010");
  EXPECT_EQ(find(rows, "T1041")->score(), 50);
  EXPECT_EQ(find(rows, "T1567"), nullptr);
}

TEST_F(CoverageTest, RemovableMediaAreSeenInPartAtMost) {
  const auto rows = coverage(both_);
  ASSERT_NE(find(rows, "T1092"), nullptr);
  EXPECT_EQ(find(rows, "T1092")->score(), 50);
  EXPECT_NE(find(rows, "T1092")->note.find("no packet carries them"), std::string_view::npos);
}

}  // namespace
}  // namespace sekisho::alerts

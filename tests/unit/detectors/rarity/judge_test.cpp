#include "detectors/rarity/judge.hpp"

#include <gtest/gtest.h>

#include "tests/unit/detectors/support/fake_context.hpp"

namespace sekisho::detectors::rarity {
namespace {

Prevalence seen(std::uint32_t clients, Duration ago) { return {clients, clients / 100.0, at(0) - ago, true}; }

class JudgeTest : public testing::Test {
 protected:
  JudgeTest() {
    a.now = at(0);
    a.network = 100;
    a.object = seen(1, 1h);
  }
  Verdict of() const { return judge(a, params); }
  Params params;
  Around a;
};

TEST_F(JudgeTest, ANewObjectNeedsTwoWeakSigns) {
  EXPECT_EQ(of().rule, Rule::None);
  a.unusual_port = true;
  EXPECT_EQ(of().rule, Rule::None);
  a.fingerprint = seen(1, 1h);
  EXPECT_EQ(of().rule, Rule::NewObject);
  EXPECT_GE(of().score, 10);
  a.agent = seen(2, 1h);
  a.naming = {.bare = true, .numeric_host = true};
  a.asn = seen(1, 1h);
  EXPECT_LT(of().score, 20);
}

TEST_F(JudgeTest, OldOrSharedObjectsAreSilent) {
  a.unusual_port = true;
  a.fingerprint = seen(1, 1h);
  a.object = seen(2, 1h);
  EXPECT_EQ(of().rule, Rule::None);
  a.object = seen(1, 48h);
  EXPECT_EQ(of().rule, Rule::None);
}

TEST_F(JudgeTest, NothingIsRareWhileLearningOrInASmallNetwork) {
  a.unusual_port = true;
  a.fingerprint = seen(1, 1h);
  a.object.known = false;
  EXPECT_EQ(of().rule, Rule::None);
  a.object.known = true;
  a.network = 2;
  EXPECT_EQ(of().rule, Rule::None);
}

TEST_F(JudgeTest, ANewAddressOfAUsedOperatorIsNotNew) {
  a.unusual_port = true;
  a.naming = {.bare = true, .unresolved_ip = true};
  EXPECT_EQ(of().rule, Rule::NewObject);
  a.asn = seen(5, 100h);
  EXPECT_EQ(of().rule, Rule::None);
}

TEST_F(JudgeTest, ANewCountryNeedsSessions) {
  a.object = seen(3, 100h);
  a.country = seen(1, 1h);
  a.country_sessions = 2;
  EXPECT_EQ(of().rule, Rule::None);
  a.country_sessions = 3;
  EXPECT_EQ(of().rule, Rule::NewCountry);
  EXPECT_EQ(of().score, 15);
  a.country.known = false;
  EXPECT_EQ(of().rule, Rule::None) << "a new database";
}

TEST_F(JudgeTest, ARareOperatorCountsOnAnUnusualPort) {
  a.object = seen(1, 48h);
  a.asn = seen(1, 1h);
  EXPECT_EQ(of().rule, Rule::None);
  a.unusual_port = true;
  EXPECT_EQ(of().rule, Rule::RareAsn);
}

}  // namespace
}  // namespace sekisho::detectors::rarity

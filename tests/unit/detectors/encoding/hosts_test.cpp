#include "detectors/encoding/hosts.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "tests/unit/detectors/encoding/transaction.hpp"

namespace sekisho::detectors::encoding {
namespace {

Tally tally_of(const model::HttpTransaction& t, int times = 1) {
  Tally tally;
  for (int i = 0; i < times; ++i) count(tally, sight_of(t), std::hash<std::string>{}(sight_of(t).run.text));
  return tally;
}

int score(const Tally& tally, const Around& around = {}) { return judge(tally, around, Params{}).score; }

TEST(EncodingScore, ContextAloneIsNothing) {
  const Verdict v = judge(tally_of(call(), 10), {}, Params{});
  EXPECT_EQ(v.rule, Rule::None);
  EXPECT_EQ(v.score, 0);
}

TEST(EncodingScore, DataInAUriIsAWeakWordWhereItChangesAndATokenWhereItStays) {
  const std::string data = "QCZLPrsZczRcYAcgpDt6p0OBLTvwKnTs+3CFqgE3sZJnYyy1Z74DnAYnVtUoaqjDzY9oOB9eX190";
  model::HttpTransaction t = page();
  t.referer.clear();
  t.uri = "/agent/upgrade?p=" + data;
  EXPECT_LT(score(tally_of(t, 10)), 20);
  Tally carried;
  for (std::uint64_t i = 1; i < 10; ++i) count(carried, sight_of(t), i);
  EXPECT_GE(score(carried), 10);
  EXPECT_LT(score(carried), 20) << "services do it too";
  t = call();
  t.uri = "/agent/upgrade?p=" + data;
  Tally implant;
  for (std::uint64_t i = 1; i < 10; ++i) count(implant, sight_of(t), i);
  EXPECT_GE(score(implant), 20);
}

TEST(EncodingScore, ACookieAndRandomPagesFromABareAddressAreAnAlert) {
  model::HttpTransaction t = call();
  t.cookie = "session=2ugfN0ZlQip3y+QoQNYfUQLJDps=";
  begins(t.response_body, kNoise);
  EXPECT_GE(score(tally_of(t)), 30);
  EXPECT_GE(score(tally_of(t, 3)), 34);
  EXPECT_EQ(judge(tally_of(t), {}, Params{}).rule, Rule::Mislabelled);
}

TEST(EncodingScore, AProgramAsTextIsLowByItself) {
  model::HttpTransaction t = page();
  t.referer.clear();
  begins(t.response_body, "TVqQAAMAAAAEAAAA");
  EXPECT_GE(score(tally_of(t)), 20);
  EXPECT_EQ(judge(tally_of(t), {}, Params{}).rule, Rule::Program);
}

TEST(EncodingScore, ACookieThatTheServerSetIsItsOwn) {
  model::HttpTransaction t = call();
  t.cookie = "session=2ugfN0ZlQip3y+QoQNYfUQLJDps=";
  Tally tally = tally_of(t);
  EXPECT_GE(score(tally), 20);
  tally.sets_cookies = true;
  EXPECT_EQ(score(tally), 0);
}

TEST(EncodingScore, AllSignsTogetherAreBounded) {
  Tally tally;
  tally.seen.fill(255);
  tally.telling = 255;
  tally.numeric_host = true;
  tally.posing = 255;
  EXPECT_EQ(score(tally), 45);
  EXPECT_LE(score(tally, {Direction::Outbound, true, false}), 36);
  EXPECT_LT(score(tally, {Direction::Outbound, false, true}), 25);
}

TEST(EncodingScore, InboundAndInsideCountLess) {
  const Tally tally = [] {
    model::HttpTransaction t = call();
    begins(t.response_body, kNoise);
    return tally_of(t);
  }();
  EXPECT_GT(score(tally), score(tally, {Direction::Internal, false, false}));
  EXPECT_GT(score(tally, {Direction::Internal, false, false}), score(tally, {Direction::Inbound, false, false}));
}

}  // namespace
}  // namespace sekisho::detectors::encoding

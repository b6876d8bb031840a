#include "detectors/upload/judge.hpp"

#include <gtest/gtest.h>

namespace sekisho::detectors::upload {
namespace {

Exchange shell() {
  Exchange x;
  x.up = 60'000;
  x.down = 900;
  x.port = 9999;
  x.bare = true;
  x.asked = 3;
  return x;
}

TEST(UploadRule, NeedsVolumeAndAnExcess) {
  const Params params;
  Exchange x = shell();
  EXPECT_EQ(rule_of(x, params), Rule::Sent);
  x.up = 4000;
  EXPECT_EQ(rule_of(x, params), Rule{});
  x.up = 60'000;
  x.down = 20'000;
  EXPECT_EQ(rule_of(x, params), Rule{});
}

TEST(UploadRule, MailAndFtpHaveTheirOwn) {
  const Params params;
  Exchange x = shell();
  x.file_data = true;
  EXPECT_EQ(rule_of(x, params), Rule::Files);
  x.port = 21;
  EXPECT_EQ(rule_of(x, params), Rule::Sent);
  x.plain_mail = true;
  EXPECT_EQ(rule_of(x, params), Rule::Mail);
}

TEST(UploadExchange, AShellThatRunsBackwardsIsMedium) {
  const Params params;
  EXPECT_EQ(judge(shell(), Rule::Sent, params).score, 10 + 4 + 8 + 6 + 4 + 10);
}

TEST(UploadExchange, AnUploadToANamedServiceIsSilent) {
  const Params params;
  Exchange x;
  x.up = 5'000'000;
  x.down = 10'000;
  x.port = 443;
  x.known = x.named_in_flow = true;
  EXPECT_LT(judge(x, Rule::Sent, params).score, 20);
}

TEST(UploadExchange, HabitsCrowdsAndSanctionsTakePointsOff) {
  const Params params;
  const int plain = judge(shell(), Rule::Sent, params).score;
  Exchange x = shell();
  x.habit = support::Habit::Monitoring;
  EXPECT_EQ(judge(x, Rule::Sent, params).score, plain - 15);
  x = shell();
  x.crowd = true;
  EXPECT_EQ(judge(x, Rule::Sent, params).score, plain - 20);
  x = shell();
  x.sanctioned = true;
  EXPECT_EQ(judge(x, Rule::Sent, params).score, plain - 25);
}

TEST(UploadExchange, MailInTheClearCountsOnTheSubmissionPortOnly) {
  const Params params;
  Exchange x = shell();
  x.port = 587;
  EXPECT_GE(judge(x, Rule::Mail, params).score, 20);
  x.port = 25;
  EXPECT_LT(judge(x, Rule::Mail, params).score, 20);
}

model::HttpTransaction post(std::string_view agent, std::uint64_t up, std::uint64_t down) {
  model::HttpTransaction t;
  t.method = "POST";
  t.uri = "/in";
  t.user_agent = agent;
  t.request_fields = 8;
  t.request_length = up;
  t.has_response = true;
  t.status = 200;
  t.response_length = down;
  return t;
}

int score_of(const model::HttpTransaction& t, int times, const Around& around) {
  Requests r;
  for (int i = 0; i < times; ++i) count(r, t);
  return judge(r, around, Params{}).score;
}

TEST(UploadPosts, ABrowserThatNeverLoadsAPageIsLow) { EXPECT_EQ(score_of(post("Mozilla/5.0", 400, 10), 3, {}), 6 + 6 + 4 + 4 + 4); }

TEST(UploadPosts, AFormThatAPageLedToIsSilent) {
  Requests r;
  model::HttpTransaction page = post("Mozilla/5.0", 0, 9000);
  page.method = "GET";
  count(r, page);
  model::HttpTransaction form = post("Mozilla/5.0", 400, 9000);
  form.referer = "http://www.example.com/";
  count(r, form);
  EXPECT_EQ(judge(r, {}, Params{}).score, 0);
}

TEST(UploadPosts, ADeviceThatReportsToItsCloudIsSilentHoweverOften) { EXPECT_LT(score_of(post("", 900, 10), 100, {}), 20); }

TEST(UploadPosts, AnAddressForAHostCounts) {
  Around around;
  around.numeric_host = true;
  EXPECT_GE(score_of(post("Agent/1.0", 900, 5), 1, around), 20);
  around.direction = Direction::Internal;
  EXPECT_LT(score_of(post("Agent/1.0", 900, 5), 1, around), 20);
}

TEST(UploadPosts, MachinesOwnPostsAreRoutine) {
  model::HttpTransaction t = post("Mozilla/5.0", 80, 500);
  EXPECT_FALSE(is_routine(t));
  t.request_type = "application/ocsp-request";
  EXPECT_TRUE(is_routine(t));
}

TEST(UploadNames, CarriersAreTold) {
  const Params params;
  EXPECT_GE(judge(Names{9000, 2000, 60}, params).score, 20);
  EXPECT_EQ(judge(Names{9000, 20'000, 60}, params).score, 0) << "a download";
  EXPECT_EQ(judge(Names{9000, 2000, 9}, params).score, 0) << "few names";
  EXPECT_LT(judge(Names{65 * 100, 400, 100}, params).score, 20) << "digests";
}

}  // namespace
}  // namespace sekisho::detectors::upload

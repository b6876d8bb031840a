#include "detectors/encoding/signs.hpp"

#include <gtest/gtest.h>

#include "tests/unit/detectors/encoding/transaction.hpp"

namespace sekisho::detectors::encoding {
namespace {

TEST(EncodingSigns, AnOrdinaryPageHasNone) { EXPECT_TRUE(sight_of(page()).signs.none()); }

TEST(EncodingSigns, NoiseUnderATextsTypeIsOneUnlessACodingExplainsIt) {
  model::HttpTransaction t = page();
  begins(t.response_body, kNoise);
  EXPECT_TRUE(sight_of(t).has(Sign::AnswerNoise));
  t.response_coded = true;
  EXPECT_TRUE(sight_of(t).signs.none());
  t.response_coded = false;
  t.status = 206;
  EXPECT_TRUE(sight_of(t).signs.none()) << "the middle of a file";
  t.status = 200;
  t.response_type = "application/octet-stream";
  EXPECT_TRUE(sight_of(t).signs.none());
}

TEST(EncodingSigns, BrowsersSayWhatTheySend) {
  model::HttpTransaction t = page();
  t.method = "POST";
  begins(t.request_body, kNoise);
  EXPECT_TRUE(sight_of(t).has(Sign::SentNoise));
  t.user_agent = "Device/1.0";
  EXPECT_TRUE(sight_of(t).signs.none()) << "a program need not";
  t.request_type = "application/x-www-form-urlencoded";
  EXPECT_TRUE(sight_of(t).has(Sign::SentNoise));
  t.request_type = "application/x-protobuf";
  EXPECT_TRUE(sight_of(t).signs.none());
}

TEST(EncodingSigns, EncodedBodiesAndFields) {
  model::HttpTransaction t = page();
  begins(t.request_body, "eyJzZXJ2ZXIiOiAi");
  EXPECT_TRUE(sight_of(t).has(Sign::SentText));
  t.request_type = "application/x-www-form-urlencoded";
  begins(t.request_body, "p=r8VPEPG%2BIsO5");
  EXPECT_TRUE(sight_of(t).has(Sign::SentField));
  t = page();
  begins(t.response_body, "Mq6xSgHoqaq/lhld");
  EXPECT_TRUE(sight_of(t).has(Sign::AnswerText));
}

TEST(EncodingSigns, APictureIsOneOrSaysWhyNot) {
  model::HttpTransaction t = page();
  t.response_type = "image/jpeg";
  begins(t.response_body, "Not found, sorry");
  EXPECT_TRUE(sight_of(t).signs.none());
  begins(t.response_body, kNoise);
  EXPECT_TRUE(sight_of(t).has(Sign::FalsePicture));
}

TEST(EncodingSigns, JunkIsMoreThanAnEmptyLine) {
  model::HttpTransaction t = page();
  t.request_body.junk = 4;
  EXPECT_TRUE(sight_of(t).signs.none());
  t.response_body.junk = 40;
  EXPECT_TRUE(sight_of(t).has(Sign::Junk));
}

TEST(EncodingSigns, AgentsOfNobody) {
  model::HttpTransaction t = page();
  const auto odd = [&](std::string_view agent) {
    t.user_agent = agent;
    return sight_of(t).has(Sign::Agent);
  };
  EXPECT_TRUE(odd("vBKbaQgjyvRRbcgfvlsc"));
  EXPECT_TRUE(odd("Modzilla/4.0 (compatible; MSIE 6.0)"));
  EXPECT_TRUE(odd("Mozila/5.0"));
  EXPECT_TRUE(odd("zz"));
  EXPECT_TRUE(odd("WSHRAT|1A2B3C4D|WS-ANNA|anna|Windows 10 Pro|plus|no|false"));
  EXPECT_TRUE(odd("mozzzzzzzzzzz"));
  EXPECT_FALSE(odd("MicroMessenger"));
  EXPECT_FALSE(odd("WindowsUpdateAgent"));
  EXPECT_FALSE(odd("curl/7.88.1"));
  EXPECT_FALSE(odd("TeslaBrowser/5.5"));
  EXPECT_FALSE(odd(""));
}

TEST(EncodingSigns, ProgramsAsTextAndCodingsOfNobody) {
  model::HttpTransaction t = page();
  begins(t.response_body, "TVqQAAMAAAAEAAAA");
  EXPECT_TRUE(sight_of(t).has(Sign::Program));
  t = page();
  t.odd_coding = true;
  EXPECT_TRUE(sight_of(t).has(Sign::OddCoding));
}

TEST(EncodingSigns, GreatServersDateTheirAnswers) {
  model::HttpTransaction t = page();
  t.has_date = false;
  EXPECT_TRUE(sight_of(t).has(Sign::NoDate));
  t.server = "lighttpd";
  EXPECT_TRUE(sight_of(t).signs.none());
  t.server = "nginx";
  t.response_fields = 0;
  EXPECT_TRUE(sight_of(t).signs.none()) << "logs do not tell fields";
}

TEST(EncodingSigns, APoseIsABrowserThatSendsLittleAndComesFromNowhere) {
  model::HttpTransaction browsed = page(), called = call();
  browsed.response_body.junk = called.response_body.junk = 100;
  EXPECT_FALSE(sight_of(browsed).poses);
  EXPECT_TRUE(sight_of(called).poses);
  EXPECT_TRUE(sight_of(called).numeric_host);
}

}  // namespace
}  // namespace sekisho::detectors::encoding

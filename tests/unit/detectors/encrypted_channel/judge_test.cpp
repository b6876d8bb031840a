#include "detectors/encrypted_channel/judge.hpp"

#include <gtest/gtest.h>

#include "tests/unit/detectors/support/fake_context.hpp"

namespace sekisho::detectors::encrypted_channel {
namespace {

class JudgeTest : public testing::Test {
 protected:
  JudgeTest() {
    h.hello = h.reply = true;
    h.version = 0x0303;
    h.certificate.seen = true;
    h.certificate.days = 365;
    around.port = 443;
  }
  int score() const { return judge_handshake(h, around, params).score; }

  Params params;
  Handshake h;
  Surroundings around;
};

TEST_F(JudgeTest, ACertificateThatSomebodySignedForItsNameIsSilent) {
  h.server_name = true;
  EXPECT_EQ(score(), 0);
}

TEST_F(JudgeTest, OneOddityIsWeakAndSeveralAreLow) {
  h.certificate.self_signed = true;
  EXPECT_GE(score(), 10);
  EXPECT_LT(score(), 20);
  h.version = 0x0301;
  h.certificate.placeholder = true;
  EXPECT_GE(score(), 20);
  h.certificate.nameless = h.certificate.out_of_date = true;
  h.certificate.days = 40'000;
  EXPECT_LT(score(), 40);
}

TEST_F(JudgeTest, AKnownToolsCertificateIsHighAnywhere) {
  h.certificate.tool = "AsyncRAT";
  for (const Direction d : {Direction::Outbound, Direction::Internal, Direction::Inbound}) {
    around.direction = d;
    EXPECT_GE(score(), 60);
  }
  EXPECT_EQ(judge_handshake(h, around, params).rule, Rule::KnownCertificate);
}

TEST_F(JudgeTest, InsideEverybodySignsForHimself) {
  h.certificate.self_signed = true;
  around.direction = Direction::Internal;
  EXPECT_EQ(score(), 0);
  around.port = 9999;
  EXPECT_GE(score(), 10);
  EXPECT_LT(score(), 20);
  around.port = 3389;
  EXPECT_EQ(score(), 0);
}

TEST_F(JudgeTest, AMismatchCountsOnlyWhereSomebodyElseSigned) {
  h.server_name = true;
  h.certificate.mismatch = true;
  EXPECT_GT(score(), 0);
  EXPECT_LT(score(), 20);
}

TEST_F(JudgeTest, MailServersSignForThemselves) {
  h.certificate.self_signed = true;
  around.port = 993;
  EXPECT_EQ(score(), 0);
}

TEST_F(JudgeTest, AnOldHelloIsWeak) {
  h.certificate = {};
  h.version = 0x0301;
  EXPECT_EQ(score(), 10);
  h.alpn = true;
  EXPECT_EQ(score(), 0);
  h.alpn = false;
  h.version = 0x0304;
  EXPECT_EQ(score(), 0);
}

TEST_F(JudgeTest, PopularAndSanctionedServersLosePoints) {
  h.certificate.self_signed = true;
  around.popular = true;
  EXPECT_LT(score(), 10);
  around.sanctioned = true;
  EXPECT_EQ(score(), 0);
}

TEST(Noise, IsToldFromTextAndHeaders) {
  const std::array<std::uint8_t, 16> noise{0x8c, 0x01, 0xfe, 0x7a, 0x33, 0x99, 0x10, 0xc2, 0xc4, 0x55, 0x81, 0x07, 0xe1, 0x2b, 0x5d, 0xb0};
  const std::array<std::uint8_t, 16> header{0, 0, 0, 2, 0, 0, 0, 0, 0x8c, 0x01, 0xfe, 0x7a, 0x33, 0x99, 0x10, 0xc2};
  model::FlowRecord r;
  r.ref = flow(1, "10.0.0.5", "203.0.113.7", 443);
  r.first_to_server = r.first_to_client = noise;
  r.first_to_server_size = r.first_to_client_size = 16;
  EXPECT_TRUE(begins_as_noise(r));
  EXPECT_EQ(judge_noise(r, {.direction = Direction::Outbound, .port = 443}, Params{}).score, 14);
  EXPECT_EQ(judge_noise(r, {.direction = Direction::Internal, .port = 443}, Params{}).score, 0);
  r.ref.midstream = true;
  EXPECT_EQ(judge_noise(r, {.direction = Direction::Outbound, .port = 443}, Params{}).score, 0);
  r.first_to_server = header;
  EXPECT_FALSE(begins_as_noise(r));
  r.first_to_server = noise;
  r.first_to_client_size = 12;
  EXPECT_FALSE(begins_as_noise(r));
}

}  // namespace
}  // namespace sekisho::detectors::encrypted_channel

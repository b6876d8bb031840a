#include "detectors/encoding/streams.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "tests/unit/detectors/support/fake_context.hpp"

namespace sekisho::detectors::encoding {
namespace {

using namespace std::string_view_literals;

constexpr auto kText = "aWQ9ODA4MDY4NDhob3N0PXdzLWFubmEtc2VxPTAKcW6HCw3Bt1Pi6H8o"sv;
constexpr auto kHello = "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\x12\x34\x56\x78\x9a"sv;

std::string noise(std::uint32_t seed) {
  std::mt19937 random(seed);
  std::string bytes;
  do {
    bytes.clear();
    for (int i = 0; i < 128; ++i) bytes += static_cast<char>(random() & 0xFF);
  } while (!like_noise(as_bytes(std::string_view(bytes).substr(0, 16))));
  return bytes;
}

model::FlowRecord talk(std::string_view up, std::string_view down) {
  model::FlowRecord r;
  r.ref = flow(1, "10.0.0.5", "203.0.113.7", 443);
  const auto fill = [](std::string_view text, auto& first, std::uint8_t& size, model::PayloadShape& shape, model::Volume& volume) {
    size = static_cast<std::uint8_t>(std::min<std::size_t>(text.size(), 16));
    std::copy_n(text.begin(), size, first.begin());
    shape = model::shape_of(as_bytes(text));
    volume.payload = text.size();
  };
  fill(up, r.first_to_server, r.first_to_server_size, r.shape_to_server, r.to_server);
  fill(down, r.first_to_client, r.first_to_client_size, r.shape_to_client, r.to_client);
  return r;
}

TEST(EncodingStreams, RandomFirstBytesAreFullyEncrypted) {
  EXPECT_TRUE(is_fully_encrypted(model::shape_of(as_bytes(noise(1)))));
  EXPECT_FALSE(is_fully_encrypted(model::shape_of(as_bytes(kText))));
  EXPECT_FALSE(is_fully_encrypted(model::shape_of(as_bytes(std::string_view("\x92\xd4\x7a\xa5"))))) << "too short to say";
  EXPECT_FALSE(is_fully_encrypted(model::shape_of(as_bytes(std::string(64, '\0')))));
}

TEST(EncodingStreams, NoiseOnBothSides) {
  EXPECT_EQ(talk_of(talk(noise(1), noise(2)), false).rule, Rule::Noise);
  EXPECT_EQ(talk_of(talk(noise(1), ""), false).rule, Rule::None) << "a file";
  EXPECT_EQ(talk_of(talk(noise(1), "ok\r\n"), false).rule, Rule::None);
  model::FlowRecord middle = talk(noise(1), noise(2));
  middle.ref.midstream = true;
  EXPECT_EQ(talk_of(middle, false).rule, Rule::None) << "whoever missed the beginning cannot say";
  model::FlowRecord known = talk(noise(1), noise(2));
  known.label = label("BitTorrent");
  EXPECT_EQ(talk_of(known, false).rule, Rule::None);
}

TEST(EncodingStreams, EncodedTextInNoProtocol) {
  const Talk both = talk_of(talk(kText, kText), false);
  EXPECT_EQ(both.rule, Rule::BareText);
  EXPECT_EQ(both.alphabet, Alphabet::Base64);
  EXPECT_TRUE(both.both);
  EXPECT_EQ(talk_of(talk("LOGIN anna", "OK welcome"), false).rule, Rule::None);
}

TEST(EncodingStreams, AWebProtocolThatNoiseAnswers) {
  EXPECT_EQ(talk_of(talk("GET /index.html ", noise(3)), true).rule, Rule::Unanswered);
  EXPECT_EQ(talk_of(talk("GET /index.html ", noise(3)), false).rule, Rule::None) << "text does not make a random stream";
  EXPECT_EQ(talk_of(talk(kHello, noise(3)), false).rule, Rule::Unanswered);
  model::FlowRecord lost = talk(kHello, noise(3));
  lost.first_segment_to_client = 1384;
  EXPECT_EQ(talk_of(lost, false).rule, Rule::None) << "the beginning of the answer may be lost";
  EXPECT_EQ(talk_of(talk(kHello, "HTTP/1.1 400 Bad"), false).rule, Rule::None) << "a web server that expected no TLS";
  EXPECT_EQ(talk_of(talk(kHello, "220 mail.example"), false).rule, Rule::None);
}

TEST(EncodingStreams, OnlyAnImitationIsAnAlertByItself) {
  Beside away;
  away.unnamed = true;
  EXPECT_GE(judge({Rule::Unanswered, Alphabet::None, false, true}, away, Params{}).score, 20);
  EXPECT_LT(judge({Rule::BareText, Alphabet::Base64, true, false}, away, Params{}).score, 20);
  EXPECT_GE(judge({Rule::Noise, Alphabet::None, true, false}, away, Params{}).score, 10);
  away.crowd = true;
  EXPECT_EQ(judge({Rule::Noise, Alphabet::None, true, false}, away, Params{}).score, 0);
}

}  // namespace
}  // namespace sekisho::detectors::encoding

#include "detectors/encoding/tokens.hpp"

#include <gtest/gtest.h>

namespace sekisho::detectors::encoding {
namespace {

using namespace std::string_view_literals;

constexpr auto kRandom = "QCZLPrsZczRcYAcgpDt6p0OBLTvwKnTs+3CFqgE3sZJnYyy1Z74DnAYnVtUoaqjDzY9oOB9eX190"sv;

TEST(EncodingTokens, Base64IsToldFromWordsByItsMixture) {
  EXPECT_TRUE(is_base64(kRandom));
  EXPECT_TRUE(is_base64("2ugfN0ZlQip3y+QoQNYfUQLJDps="));
  EXPECT_FALSE(is_base64("quite-someone-visitor-nonsense-tonight-sweet-await-gigantic-dance-third"));
  EXPECT_FALSE(is_base64("theQuickBrownFoxJumpsOverTheLazyDogAndRunsAwayFromTheOtherFox4"));
  EXPECT_FALSE(is_base64("0ahtn12qgk9ug8vf39j6uadsa2")) << "one case only";
  EXPECT_FALSE(is_base64("Aa1Aa1Aa1Aa1Aa1Aa1Aa1Aa1Aa1Aa1Aa1Aa1")) << "even, and hardly any values";
  EXPECT_FALSE(is_base64("a b"));
}

TEST(EncodingTokens, HexOfADigestsLengthIsAToken) {
  EXPECT_TRUE(is_hex("6b787638683333abfe01"));
  EXPECT_FALSE(is_hex("225cf3b35b28ba6827cbffca2ff515fa")) << "MD5";
  EXPECT_FALSE(is_hex("123456789012345678901234")) << "a number";
  EXPECT_FALSE(is_hex("6B787638683333abfe01")) << "two cases";
  EXPECT_EQ(alphabet_of("6b787638683333abfe01"), Alphabet::Hex);
}

TEST(EncodingTokens, EscapesAreUndone) { EXPECT_EQ(unescaped("a%2Bb%3D%00%zz%2"), "a+b=%00%zz%2"); }

TEST(EncodingTokens, HiddenTextIsRead) {
  EXPECT_TRUE(hides_text("aWQ9ODA4MDY4NDhob3N0PXdzLWFubmEtc2VxPTAK"));
  EXPECT_FALSE(hides_text("aHR0cHM6Ly93d3cuZXhhbXBsZS5jb20vcGFnZQ==")) << "an address of the web: every redirect has one";
  EXPECT_FALSE(hides_text(kRandom));
  EXPECT_TRUE(hides_text("4445534b544f502d414e4e41")) << "hex: a host's name";
  EXPECT_FALSE(hides_text("225cf3b35b28ba6827cbffca2ff515fa"));
  EXPECT_FALSE(hides_text("31323334353637383930")) << "a number";
  EXPECT_FALSE(hides_text("eyJldmVudCI6InBhZ2UiLCJpZCI6MX0=")) << "JSON: analytics";
}

TEST(EncodingTokens, UrisThatCarryDataAreTokens) {
  const std::string data(kRandom);
  EXPECT_EQ(uri_run("/agent/upgrade?p=" + data).alphabet, Alphabet::Base64);
  EXPECT_EQ(uri_run("/x/" + std::string(80, 'a')).alphabet, Alphabet::None);
  EXPECT_EQ(uri_run("/short?p=QCZLPrsZczRcYAcgpDt6p0OB").alphabet, Alphabet::None);
  EXPECT_EQ(uri_run("/p.m3u8?p=" + data).alphabet, Alphabet::None) << "media";
  EXPECT_EQ(uri_run("/p?Signature=" + data).alphabet, Alphabet::None) << "a signed address";
  EXPECT_EQ(uri_run("/p?q=eyJhbGciOi." + data + ".abc").alphabet, Alphabet::None) << "a signed token";
  EXPECT_EQ(uri_run("/p?next=1&d=" + data + "&e=2").text.size(), 64U);
  EXPECT_TRUE(uri_run("/p?d=" + data).unescaped);
  EXPECT_FALSE(uri_run("/p?d=QCZLPrsZczRcYAcgpDt6p0OBLTvwKnTs%2B3CFqgE3sZJnYyy1Z74DnAYnVtUoaqjDzY9oOB9eX190").unescaped);
  EXPECT_TRUE(uri_run("/p?d=aWQ9ODA4MDY4NDhob3N0PXdzLWFubmE").hides_text) << "short, and who the host is";
  EXPECT_EQ(uri_run("/images/QCZLPrsZczRcYAcgp/Dt6p0OBLTvw/KnTs_2B3CFqgE3sZJn/Yyy1Z74DnAYnVtUoaqjD/zY9oOB9eX190.avi").alphabet, Alphabet::Base64)
      << "slashes put into one run";
  EXPECT_EQ(uri_run("/assets/themes/default/components/navigation/images/background-of-the-main-page/large.jpg").alphabet, Alphabet::None);
}

TEST(EncodingTokens, CookiesThatCarryDataAreNoSessions) {
  EXPECT_EQ(cookie_run("session=2ugfN0ZlQip3y+QoQNYfUQLJDps=").run.alphabet, Alphabet::Base64);
  EXPECT_EQ(cookie_run("SESSIONID=aWQ9ODA4MDY4NDhob3N0PXdzLWFubmEtc2VxPTAK").run.alphabet, Alphabet::Base64) << "hides text";
  EXPECT_EQ(cookie_run("PHPSESSID=0ahtn12qgk9ug8vf39j6uadsa2; path=/").run.alphabet, Alphabet::None);
  EXPECT_EQ(cookie_run("JSESSIONID=784F27AF20E357C1D6B456D33B247A0B").run.alphabet, Alphabet::None);
  EXPECT_EQ(cookie_run("sid=vKbaQ1gjyvRRb2cgfvlsc8XX").run.alphabet, Alphabet::None) << "short, and nothing to quote";
  EXPECT_EQ(cookie_run("AWSALB=" + std::string(kRandom)).run.alphabet, Alphabet::None);
  EXPECT_EQ(cookie_run("session=eyJ1c2VyIjoiYSJ9.ZaBcDe.QCZLPrsZczRcYAcgpDt6p0OB+3CF").run.alphabet, Alphabet::None);
  EXPECT_FALSE(cookie_run("session=2ugfN0ZlQip3y+QoQNYfUQLJDps=").bare);
  EXPECT_TRUE(cookie_run("2ugfN0ZlQip3y+QoQNYfUQLJDps=").bare);
}

TEST(EncodingTokens, BodiesBeginEncoded) {
  EXPECT_TRUE(begins_encoded(as_bytes("Mq6xSgHoqaq/lhld"sv)));
  EXPECT_TRUE(begins_encoded(as_bytes("eyJzZXJ2ZXIiOiAi"sv)));
  EXPECT_FALSE(begins_encoded(as_bytes("NetworkManager i"sv)));
  EXPECT_FALSE(begins_encoded(as_bytes("<html>\r\n<head><t"sv)));
  EXPECT_TRUE(begins_encoded_field(as_bytes("p=r8VPEPG%2BIsO5"sv)));
  EXPECT_TRUE(begins_encoded_field(as_bytes("i=a19ea23062db99"sv)));
  EXPECT_FALSE(begins_encoded_field(as_bytes("Accept=yes&Birth"sv)));
  EXPECT_FALSE(begins_encoded_field(as_bytes("action=probe&a=b"sv)));
}

TEST(EncodingTokens, ProgramsAsText) {
  EXPECT_TRUE(begins_encoded_program(as_bytes("TVqQAAMAAAAEAAAA"sv)));
  EXPECT_TRUE(begins_encoded_program(as_bytes("4d5a90000300000004"sv)));
  EXPECT_TRUE(begins_encoded_program(as_bytes("77,90,144,0,3,0,0"sv)));
  EXPECT_TRUE(begins_encoded_program(as_bytes("==AAAAAAAAAAAAAA"sv))) << "back to front";
  EXPECT_FALSE(begins_encoded_program(as_bytes("================"sv)));
  EXPECT_FALSE(begins_encoded_program(as_bytes("TVqQ is not a wo"sv)));
  EXPECT_FALSE(begins_encoded_program(as_bytes("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"sv))) << "tool_transfer's";
}

TEST(EncodingTokens, NoiseIsNeitherTextNorAHeader) {
  EXPECT_TRUE(like_noise(as_bytes("\x92\xd4\x7a\xa5\x26\x88\x14\x48\x0b\x42\xa3\xf4\xec\x9e\x87\x92"sv)));
  EXPECT_FALSE(like_noise(as_bytes("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"sv)));
  EXPECT_FALSE(like_noise(as_bytes("\xcf\xf0\xe8\xe2\xe5\xf2, \xec\xe8\xf0! \xea\xe0\xea"sv))) << "Cyrillic of another code page";
  EXPECT_FALSE(like_noise(as_bytes("<!DOCTYPE html><"sv)));
}

TEST(EncodingTokens, PicturesBeginAsPictures) {
  EXPECT_FALSE(is_no_picture(as_bytes("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"sv)));
  EXPECT_FALSE(is_no_picture(as_bytes("\xef\xbb\xbf<svg xmlns=\"ht"sv)));
  EXPECT_FALSE(
      is_no_picture(as_bytes("\x00\x00\x00\x1c"
                             "ftypavif\x00\x00\x00\x00"sv)));
  EXPECT_TRUE(is_no_picture(Bytes(std::array<std::uint8_t, 16>{})));
}

}  // namespace
}  // namespace sekisho::detectors::encoding

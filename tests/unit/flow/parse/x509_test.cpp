#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flow/parse/tls.hpp"
#include "tests/unit/flow/parse/tls_bytes.hpp"

namespace sekisho::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// openssl req -new -x509 -subj '/C=JP/O=Barrier, Station/CN=gate.example' -addext 'subjectAltName=DNS:gate.example,DNS:*.gate.example,IP:192.0.2.1'
const Frame kReal =
    hex("308201f43082019aa003020102020400f1e2d3300a06082a8648ce3d040302303f310b3009060355040613024a5031193017060355040a0c10426172726965722c2053746174"
        "696f6e3115301306035504030c0c676174652e6578616d706c65301e170d3236313132343231353631385a170d3336313132313231353631385a303f310b3009060355040613"
        "024a5031193017060355040a0c10426172726965722c2053746174696f6e3115301306035504030c0c676174652e6578616d706c653059301306072a8648ce3d020106082a86"
        "48ce3d03010703420004a56a7c73456c393dd0abb46912c43fbefe79b33a30dce3e34f5e4b52f9b1d0d89581362ec8d593cd33d934d7bbd53ee06b408ccf0fec9137be06526d"
        "506bb741a38183308180301d0603551d0e04160414ccfd841dbc0231bef324cf6debc956778d3875ea301f0603551d23041830168014ccfd841dbc0231bef324cf6debc95677"
        "8d3875ea300f0603551d130101ff040530030101ff302d0603551d1104263024820c676174652e6578616d706c65820e2a2e676174652e6578616d706c658704c0000201300a"
        "06082a8648ce3d04030203480030450220223318b3f86710392aa0174c47285ce7b086268bd333f57f4203ebd3cf0f014d022100bb005631cd39e02103895432ea60bf590b3d"
        "682476a7c64dee7f9800842cbdb4");

model::TlsCertificate parsed(const Frame& der) {
  model::TlsCertificate certificate;
  EXPECT_TRUE(parse::parse_certificate(der, certificate));
  return certificate;
}
model::TlsCertificate parsed(const Certificate& certificate) { return parsed(bytes(certificate)); }

bool broken(const Frame& der) {
  model::TlsCertificate certificate;
  return !parse::parse_certificate(der, certificate);
}

TEST(X509, ReadsWhatOpensslWrote) {
  const auto certificate = parsed(kReal);
  EXPECT_EQ(certificate.subject, R"(CN=gate.example,O=Barrier\, Station,C=JP)");
  EXPECT_EQ(certificate.issuer, certificate.subject);
  EXPECT_TRUE(certificate.self_signed);
  EXPECT_THAT(certificate.names, ElementsAre("gate.example", "*.gate.example"));
  EXPECT_EQ(certificate.serial, "00:F1:E2:D3");
  EXPECT_EQ(certificate.sha1, "63959a8ce032fe2aaa59822c3c73e05a47f687f1");
  EXPECT_EQ(certificate.sha256, "d822a9f7a16d3e9cb9800377f93c09009ec14a93d97b59ab4883ce8ccfc643af");
  EXPECT_EQ(iso8601(certificate.not_before), "2026-11-24T21:56:18.000000+0000");
  EXPECT_EQ(iso8601(certificate.not_after), "2036-11-21T21:56:18.000000+0000");
}

TEST(X509, NeedsEveryByteAndNoMore) {
  for (std::size_t n = 0; n < kReal.size(); ++n) ASSERT_TRUE(broken(Frame(kReal.begin(), kReal.begin() + static_cast<std::ptrdiff_t>(n)))) << n;
  EXPECT_TRUE(broken(join({kReal, {0}})));
}

TEST(X509, AnyByteMayBeWrong) {
  for (std::size_t at = 0; at < kReal.size(); ++at) {
    for (const unsigned flip : {0x01U, 0x80U, 0xFFU}) {
      Frame der = kReal;
      der[at] = static_cast<std::uint8_t>(der[at] ^ flip);
      model::TlsCertificate certificate;
      if (!parse::parse_certificate(der, certificate)) continue;
      EXPECT_NE(certificate.sha256, "d822a9f7a16d3e9cb9800377f93c09009ec14a93d97b59ab4883ce8ccfc643af");
      EXPECT_LE(certificate.names.size(), 64U);
    }
  }
}

TEST(X509, IssuerAndSubjectThatDifferAreNotSelfSigned) {
  const auto certificate = parsed(Certificate{});
  EXPECT_EQ(certificate.issuer, "CN=issuer");
  EXPECT_EQ(certificate.subject, "CN=subject");
  EXPECT_FALSE(certificate.self_signed);
  EXPECT_THAT(certificate.names, IsEmpty());
}

TEST(X509, NamesCompareWithoutCaseAndStringType) {
  EXPECT_TRUE(parsed(Certificate{.issuer = distinguished({{hex("550403"), 0x13, text("Root")}}), .subject = common_name("root")}).self_signed);
}

TEST(X509, NothingIsSelfSignedByNobody) {
  const auto certificate = parsed(Certificate{.issuer = distinguished({}), .subject = distinguished({})});
  EXPECT_EQ(certificate.subject, "");
  EXPECT_TRUE(certificate.self_signed);
}

TEST(X509, NamesAreUtf8WhateverTheirType) {
  EXPECT_EQ(parsed(Certificate{.subject = common_name("\xC3\xA9")}).subject, "CN=\xC3\xA9");
  EXPECT_EQ(parsed(Certificate{.subject = distinguished({{hex("550403"), 0x1E, hex("30424E8C")}})}).subject, "CN=\xE3\x81\x82\xE4\xBA\x8C");
}

TEST(X509, ANameThatIsNoTextDoesNotHideTheRest) {
  for (const Frame& name : {common_name("a\xFF\xFE"), der(0x30, hex("0102")), distinguished({{hex("550403"), 0x1E, hex("D8")}})}) {
    const auto certificate = parsed(Certificate{.issuer = name, .subject = name, .names = {dns_name("a.example")}});
    EXPECT_EQ(certificate.subject, "");
    EXPECT_TRUE(certificate.self_signed);
    EXPECT_FALSE(parsed(Certificate{.subject = name}).self_signed);
    EXPECT_THAT(certificate.names, ElementsAre("a.example"));
  }
}

TEST(X509, UnknownPartsOfNamesAreGivenByNumber) {
  EXPECT_EQ(parsed(Certificate{.subject = distinguished({{hex("2A0304"), 0x0C, text("x")}})}).subject, "1.2.3.4=#0C0178");
}

TEST(X509, LongNamesAreCut) { EXPECT_EQ(parsed(Certificate{.subject = common_name(std::string(5000, 'x'))}).subject.size(), 1024U); }

TEST(X509, AtMost64DnsNamesOf255Bytes) {
  Certificate many;
  many.names.assign(200, dns_name("a.example"));
  EXPECT_EQ(parsed(many).names.size(), 64U);
  EXPECT_THAT(parsed(Certificate{.names = {dns_name(std::string(300, 'x'))}}).names, ElementsAre(std::string(255, 'x')));
}

TEST(X509, ANulInANameStays) { EXPECT_THAT(parsed(Certificate{.names = {dns_name({"a\0b", 3})}}).names, ElementsAre(std::string("a\0b", 3))); }

TEST(X509, AfterABrokenAlternativeNameTheRestIsLeft) {
  EXPECT_THAT(parsed(Certificate{.names = {dns_name("a.example"), {0x82, 0x7F}}}).names, ElementsAre("a.example"));
}

TEST(X509, TimesReachAsFarAsNanosecondsDo) {
  const auto certificate = parsed(Certificate{.not_before = "00010101000000Z", .not_after = "99991231235959Z"});
  EXPECT_EQ(iso8601(certificate.not_after).substr(0, 4), "2262");
  EXPECT_LT(certificate.not_before, Timestamp{});
  EXPECT_LT(certificate.not_before, certificate.not_after);
}

TEST(X509, TimesThatAreNoneAreBroken) {
  EXPECT_TRUE(broken(bytes(Certificate{.not_before = "xx0101000000Z"})));
  EXPECT_TRUE(broken(bytes(Certificate{.not_after = "20521331235959Z"})));
}

TEST(X509, LongSerialsAreCut) { EXPECT_EQ(parsed(Certificate{.serial = Frame(500, 0x7F)}).serial.size(), 32U * 3 - 1); }

TEST(X509, ElementsNestedWithoutEndAreBroken) {
  Frame der{0x30, 0x00};
  for (int i = 0; i < 3000; ++i) {
    Frame outer{0x30, 0x82};
    put16(outer, static_cast<unsigned>(der.size()));
    der = join({outer, der});
  }
  EXPECT_TRUE(broken(der));
  EXPECT_EQ(parsed(Certificate{.subject = der}).subject, "");
}

TEST(X509, IndefiniteAndGiantLengthsAreBroken) {
  EXPECT_TRUE(broken(hex("3080 0000")));
  EXPECT_TRUE(broken(hex("3084 FFFFFFFF 00")));
  EXPECT_TRUE(broken(hex("3088 0000000000000001 00")));
}

}  // namespace
}  // namespace sekisho::test

#include "detectors/encrypted_channel/certificate.hpp"

#include <gtest/gtest.h>

#include "detectors/encrypted_channel/known.hpp"
#include "tests/unit/detectors/support/fake_context.hpp"

namespace sekisho::detectors::encrypted_channel {
namespace {

model::TlsCertificate certificate(std::string subject, std::vector<std::string> names = {}) {
  model::TlsCertificate c;
  c.subject = c.issuer = std::move(subject);
  c.names = std::move(names);
  c.self_signed = true;
  c.not_before = at(0) - 24h;
  c.not_after = at(0) + 365 * 24h;
  return c;
}

TEST(Covers, OneLabelForAnAsterisk) {
  EXPECT_TRUE(covers("host.example.com", "HOST.example.com."));
  EXPECT_TRUE(covers("*.example.com", "a.example.com"));
  EXPECT_FALSE(covers("*.example.com", "a.b.example.com"));
  EXPECT_FALSE(covers("*.example.com", "example.com"));
  EXPECT_FALSE(covers("*.example.com", ".example.com"));
  EXPECT_FALSE(covers("", "example.com"));
}

TEST(ReadCertificate, MatchesNamesByItself) {
  const auto c = certificate("CN=old.example.com,O=Org", {"*.example.net"});
  EXPECT_FALSE(read_certificate(c, "a.example.net", at(0)).mismatch);
  EXPECT_FALSE(read_certificate(c, "old.example.com", at(0)).mismatch);
  EXPECT_FALSE(read_certificate(c, "", at(0)).mismatch);
  EXPECT_TRUE(read_certificate(c, "b.example.org", at(0)).mismatch);
}

TEST(ReadCertificate, TellsOddities) {
  EXPECT_TRUE(read_certificate(certificate("O=Internet Widgits Pty Ltd,ST=Some-State,C=AU"), "", at(0)).placeholder);
  EXPECT_TRUE(read_certificate(certificate("O=Some"), "", at(0)).nameless);
  EXPECT_FALSE(read_certificate(certificate("CN=x"), "", at(0)).nameless);
  EXPECT_FALSE(read_certificate(certificate("CN=x"), "", at(0)).out_of_date);
  EXPECT_TRUE(read_certificate(certificate("CN=x"), "", at(0) + 400 * 24h).out_of_date);
  EXPECT_NEAR(read_certificate(certificate("CN=x"), "", at(0)).days, 366, 0.1);
}

TEST(KnownTool, ByDefaultSubjectDigestAndShape) {
  EXPECT_EQ(known_tool(certificate("CN=AsyncRAT Server")), "AsyncRAT");
  EXPECT_EQ(known_tool(certificate("CN=Major Cobalt Strike,OU=AdvancedPenTesting,O=cobaltstrike")), "Cobalt Strike");
  auto c = certificate("CN=a");
  c.sha1 = "6ece5ece4192683d2d84e25b0ba7e04f9cb7eb7c";
  EXPECT_EQ(known_tool(c), "Cobalt Strike");
  EXPECT_EQ(known_tool(certificate("emailAddress=word@some.host.net,CN=some.host.net,OU=word,O=Some\\, Host and Sons,ST=CT,C=US")), "Metasploit");
  EXPECT_EQ(known_tool(certificate("emailAddress=support@host.net,CN=some.host.net,OU=word,O=Some,C=US")), "");
  EXPECT_EQ(known_tool(certificate("CN=Not AsyncRAT Server")), "");
}

}  // namespace
}  // namespace sekisho::detectors::encrypted_channel

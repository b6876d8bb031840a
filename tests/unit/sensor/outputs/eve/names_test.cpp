#include "sensor/outputs/eve/names.hpp"

#include <gtest/gtest.h>

namespace sekisho::outputs::eve {
namespace {

TEST(EveNames, SpellDnsAsSuricataDoes) {
  EXPECT_EQ(dns_type_name(1), "A");
  EXPECT_EQ(dns_type_name(16), "TXT");
  EXPECT_EQ(dns_type_name(65), "HTTPS");
  EXPECT_EQ(dns_type_name(65'280), "TYPE65280");
  EXPECT_EQ(dns_rcode_name(0), "NOERROR");
  EXPECT_EQ(dns_rcode_name(3), "NXDOMAIN");
  EXPECT_EQ(dns_rcode_name(15), "15");
}

TEST(EveNames, SpellTlsVersionsAsSuricataDoes) {
  EXPECT_EQ(tls_version_name(0x0301), "TLSv1");
  EXPECT_EQ(tls_version_name(0x0303), "TLS 1.2");
  EXPECT_EQ(tls_version_name(0x0304), "TLS 1.3");
  EXPECT_EQ(tls_version_name(0x7F17), "0x7f17");
  EXPECT_EQ(tls_version_name(0x0001), "0x0001");
}

TEST(EveNames, TurnProtocolsIntoTheWordsThatReadersKnow) {
  EXPECT_EQ(app_proto("TLS"), "tls");
  EXPECT_EQ(app_proto("SMBv23"), "smb");
  EXPECT_EQ(app_proto("FTP_CONTROL"), "ftp");
  EXPECT_EQ(app_proto("BitTorrent"), "bittorrent");
  EXPECT_EQ(app_proto(""), "");
}

TEST(EveNames, PutColonsIntoFingerprints) {
  EXPECT_EQ(colons("0a1b2c"), "0a:1b:2c");
  EXPECT_EQ(colons("0a"), "0a");
  EXPECT_EQ(colons(""), "");
}

}  // namespace
}  // namespace sekisho::outputs::eve

#include <set>
#include <string>
#include <string_view>

#include <gmock/gmock.h>

#include "flow/dpi/ndpi_names.hpp"
#include "flow/dpi/port_labels.hpp"

namespace sekisho::dpi {
namespace {

using model::Confidence;
using model::Transport;

// What ndpi_risk2str() of each version says for bits 1 to 41.
constexpr std::string_view kTexts42[] = {
    "XSS Attack",
    "SQL Injection",
    "RCE Injection",
    "Binary Application Transfer",
    "Known Protocol on Non Standard Port",
    "Self-signed Certificate",
    "Obsolete TLS Version (1.1 or older)",
    "Weak TLS Cipher",
    "TLS Expired Certificate",
    "TLS Certificate Mismatch",
    "HTTP Suspicious User-Agent",
    "HTTP Numeric IP Address",
    "HTTP Suspicious URL",
    "HTTP Suspicious Header",
    "TLS (probably) Not Carrying HTTPS",
    "Suspicious DGA Domain name",
    "Malformed Packet",
    "SSH Obsolete Client Version/Cipher",
    "SSH Obsolete Server Version/Cipher",
    "SMB Insecure Version",
    "TLS Suspicious ESNI Usage",
    "Unsafe Protocol",
    "Suspicious DNS Traffic",
    "Missing SNI TLS Extension",
    "HTTP Suspicious Content",
    "Risky ASN",
    "Risky Domain Name",
    "Possibly Malicious JA3 Fingerprint",
    "Possibly Malicious SSL Cert. SHA1 Fingerprint",
    "Desktop/File Sharing Session",
    "Uncommon TLS ALPN",
    "TLS Certificate Validity Too Long",
    "TLS Suspicious Extension",
    "TLS Fatal Alert",
    "Suspicious Entropy",
    "Clear-Text Credentials",
    "DNS Packet Larger Than 512 bytes",
    "Fragmented DNS Message",
    "Text Contains Non-Printable Characters",
    "Possible Exploit Detected",
    "TLS Certificate About To Expire",
};
constexpr std::string_view kTextsLater[] = {
    "XSS Attack",
    "SQL Injection",
    "RCE Injection",
    "Binary App Transfer",
    "Known Proto on Non Std Port",
    "Self-signed Cert",
    "Obsolete TLS (v1.1 or older)",
    "Weak TLS Cipher",
    "TLS Cert Expired",
    "TLS Cert Mismatch",
    "HTTP Susp User-Agent",
    "HTTP/TLS/QUIC Numeric Hostname/SNI",
    "HTTP Susp URL",
    "HTTP Susp Header",
    "TLS (probably) Not Carrying HTTPS",
    "Susp DGA Domain name",
    "Malformed Packet",
    "SSH Obsolete Cli Vers/Cipher",
    "SSH Obsolete Ser Vers/Cipher",
    "SMB Insecure Vers",
    "TLS Susp ESNI Usage",
    "Unsafe Protocol",
    "Susp DNS Traffic",
    "Missing SNI TLS Extn",
    "HTTP Susp Content",
    "Risky ASN",
    "Risky Domain Name",
    "Malicious Fingerprint",
    "Malicious SSL Cert/SHA1 Fingerp.",
    "Desktop/File Sharing",
    "Uncommon TLS ALPN",
    "TLS Cert Validity Too Long",
    "TLS Susp Extn",
    "TLS Fatal Alert",
    "Susp Entropy",
    "Clear-Text Credentials",
    "Large DNS Packet (512+ bytes)",
    "Fragmented DNS Message",
    "Non-Printable/Invalid Chars Detected",
    "Possible Exploit Attempt",
    "TLS Cert About To Expire",
};

TEST(RiskNames, AreDifferentAndInSnakeCase) {
  std::set<std::string_view> names;
  for (unsigned i = 0; i < static_cast<unsigned>(Risk::kCount); ++i) {
    const std::string_view name = risk_name(static_cast<Risk>(i));
    EXPECT_THAT(std::string(name), testing::MatchesRegex("[a-z_]+")) << i;
    EXPECT_TRUE(names.insert(name).second) << name;
  }
  EXPECT_EQ(risk_name(Risk::SelfSigned), "self_signed");
  EXPECT_EQ(risk_name(Risk::FullyEncrypted), "fully_encrypted");
}

TEST(RiskTexts, MeanTheSameInEveryVersion) {
  for (std::size_t i = 0; i < std::size(kTexts42); ++i) {
    EXPECT_EQ(risk_of_text(kTexts42[i]), static_cast<Risk>(i)) << kTexts42[i];
    EXPECT_EQ(risk_of_text(kTextsLater[i]), static_cast<Risk>(i)) << kTextsLater[i];
  }
  EXPECT_EQ(risk_of_text("Fully Encrypted Flow"), Risk::FullyEncrypted);
}

TEST(RiskTexts, WithoutAPlaceOfTheirOwnAreLeftOut) {
  for (const std::string_view text : {"", "Mismatching Protocol with server IP address", "IDN Domain Name", "Error Code", "Crawler/Bot",
                                      "Unidirectional Traffic", "HTTP Obsolete Server", "Periodic Flow", "Minor Issues", "Unresolved hostname"}) {
    EXPECT_FALSE(risk_of_text(text)) << text;
  }
}

TEST(ProtocolNames, AreThoseOf42) {
  EXPECT_EQ(canonical_protocol("IPSec"), "IPsec");
  EXPECT_EQ(canonical_protocol("DCERPC"), "DCE_RPC");
  EXPECT_EQ(canonical_protocol("TLS"), "TLS");
  EXPECT_EQ(canonical_protocol("Unknown"), "");
}

TEST(Confidences, ThatAreGuessesNeverBecomeSure) {
  EXPECT_EQ(confidence_of_text("DPI"), Confidence::Dpi);
  EXPECT_EQ(confidence_of_text("Match by port"), Confidence::Port);
  EXPECT_EQ(confidence_of_text("Match by IP"), Confidence::Address);
  EXPECT_EQ(confidence_of_text("DPI (cache)"), Confidence::Cache);
  EXPECT_EQ(confidence_of_text("DPI (partial cache)"), Confidence::Cache);
  EXPECT_EQ(confidence_of_text("DPI (partial)"), Confidence::Partial);
  EXPECT_EQ(confidence_of_text("DPI (aggressive)"), Confidence::Partial);
  EXPECT_EQ(confidence_of_text("nBPF"), Confidence::Partial);
  EXPECT_EQ(confidence_of_text("Match by custom rule"), Confidence::Partial);
  EXPECT_EQ(confidence_of_text("Unknown"), Confidence::Unknown);
}

TEST(PortLabels, AreGuesses) {
  const model::AppLabel label = label_of_port(Transport::Tcp, 443);
  EXPECT_EQ(label.app, "TLS");
  EXPECT_EQ(label.category, "Web");
  EXPECT_EQ(label.confidence, Confidence::Port);
  EXPECT_FALSE(label.sure());
}

TEST(PortLabels, DependOnTheTransport) {
  EXPECT_EQ(label_of_port(Transport::Udp, 443).app, "QUIC");
  EXPECT_EQ(label_of_port(Transport::Udp, 53).app, "DNS");
  EXPECT_FALSE(label_of_port(Transport::Udp, 22).known());
  EXPECT_FALSE(label_of_port(Transport::Tcp, 4444).known());
  EXPECT_EQ(label_of_port(Transport::Icmp, 0).app, "ICMP");
  EXPECT_EQ(label_of_port(Transport::Icmpv6, 128).app, "ICMPV6");
  EXPECT_EQ(label_of_port(static_cast<Transport>(47), 0).app, "GRE");
  EXPECT_FALSE(label_of_port(static_cast<Transport>(200), 53).known());
}

}  // namespace
}  // namespace sekisho::dpi

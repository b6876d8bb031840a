#include "flow/dpi/ndpi_names.hpp"

#include <algorithm>
#include <array>

namespace sekisho::dpi {
namespace {

bool contains_text(std::string_view text, std::string_view lower_case_part) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::search(text.begin(), text.end(), lower_case_part.begin(), lower_case_part.end(), [&](char a, char b) { return lower(a) == b; }) !=
         text.end();
}

struct Alias {
  std::string_view theirs, ours;
};
constexpr std::array kAliases{
    Alias{"IPSec", "IPsec"},    Alias{"DCERPC", "DCE_RPC"},  Alias{"collectd", "Collectd"}, Alias{"ETHEREUM", "Mining"},
    Alias{"BITCOIN", "Mining"}, Alias{"Ethereum", "Mining"}, Alias{"Bitcoin", "Mining"},    Alias{"Monero", "Mining"},
};

struct RiskText {
  std::string_view part;  // lower case; found in the text of at least one version, and in no other risk's text
  Risk risk;
};
constexpr std::array kRiskTexts{
    RiskText{"xss attack", Risk::Xss},
    RiskText{"sql injection", Risk::SqlInjection},
    RiskText{"rce injection", Risk::RemoteCodeExecution},
    RiskText{"binary app", Risk::BinaryTransfer},
    RiskText{"non standard port", Risk::NonStandardPort},
    RiskText{"non std port", Risk::NonStandardPort},
    RiskText{"self-signed", Risk::SelfSigned},
    RiskText{"obsolete tls", Risk::ObsoleteTls},
    RiskText{"weak tls cipher", Risk::WeakCipher},
    RiskText{"tls expired certificate", Risk::CertificateExpired},
    RiskText{"tls cert expired", Risk::CertificateExpired},
    RiskText{"tls certificate mismatch", Risk::CertificateMismatch},
    RiskText{"tls cert mismatch", Risk::CertificateMismatch},
    RiskText{"user-agent", Risk::SuspiciousUserAgent},
    RiskText{"numeric", Risk::NumericHost},
    RiskText{"http suspicious url", Risk::SuspiciousUrl},
    RiskText{"http susp url", Risk::SuspiciousUrl},
    RiskText{"http suspicious header", Risk::SuspiciousHeader},
    RiskText{"http susp header", Risk::SuspiciousHeader},
    RiskText{"not carrying https", Risk::TlsNotHttps},
    RiskText{"dga domain", Risk::Dga},
    RiskText{"malformed packet", Risk::Malformed},
    RiskText{"ssh obsolete cli", Risk::SshObsoleteClient},
    RiskText{"ssh obsolete ser", Risk::SshObsoleteServer},
    RiskText{"smb insecure", Risk::SmbInsecure},
    RiskText{"esni usage", Risk::EsniUsage},
    RiskText{"unsafe protocol", Risk::UnsafeProtocol},
    RiskText{"dns traffic", Risk::SuspiciousDns},
    RiskText{"missing sni", Risk::MissingSni},
    RiskText{"http suspicious content", Risk::SuspiciousContent},
    RiskText{"http susp content", Risk::SuspiciousContent},
    RiskText{"risky asn", Risk::RiskyAsn},
    RiskText{"risky domain", Risk::RiskyDomain},
    RiskText{"malicious ja3", Risk::MaliciousFingerprint},
    RiskText{"malicious fingerp", Risk::MaliciousFingerprint},
    RiskText{"malicious ssl cert", Risk::MaliciousCertificate},
    RiskText{"file sharing", Risk::DesktopSharing},
    RiskText{"uncommon tls alpn", Risk::UncommonAlpn},
    RiskText{"validity too long", Risk::CertificateLongValidity},
    RiskText{"tls suspicious extension", Risk::SuspiciousExtension},
    RiskText{"tls susp extn", Risk::SuspiciousExtension},
    RiskText{"tls fatal alert", Risk::TlsAlert},
    RiskText{"entropy", Risk::SuspiciousEntropy},
    RiskText{"clear-text credentials", Risk::ClearTextCredentials},
    RiskText{"dns packet larger", Risk::LargeDns},
    RiskText{"large dns packet", Risk::LargeDns},
    RiskText{"fragmented dns", Risk::FragmentedDns},
    RiskText{"non-printable", Risk::InvalidCharacters},
    RiskText{"possible exploit", Risk::PossibleExploit},
    RiskText{"about to expire", Risk::CertificateAboutToExpire},
    RiskText{"fully encrypted", Risk::FullyEncrypted},
};

}  // namespace

std::string_view canonical_protocol(std::string_view name) {
  if (name == "Unknown") return "";
  const auto alias = std::find_if(kAliases.begin(), kAliases.end(), [&](const Alias& a) { return a.theirs == name; });
  return alias == kAliases.end() ? name : alias->ours;
}

std::optional<Risk> risk_of_text(std::string_view text) {
  const auto row = std::find_if(kRiskTexts.begin(), kRiskTexts.end(), [&](const RiskText& r) { return contains_text(text, r.part); });
  if (row == kRiskTexts.end()) return std::nullopt;
  return row->risk;
}

model::Confidence confidence_of_text(std::string_view text) {
  using model::Confidence;
  if (contains_text(text, "by port")) return Confidence::Port;
  if (contains_text(text, "by ip")) return Confidence::Address;
  if (contains_text(text, "cache")) return Confidence::Cache;  // "DPI (cache)", "DPI (partial cache)"
  if (contains_text(text, "partial") || contains_text(text, "aggressive") || contains_text(text, "custom") || contains_text(text, "nbpf")) {
    return Confidence::Partial;
  }
  return text.starts_with("DPI") ? Confidence::Dpi : Confidence::Unknown;
}

}  // namespace sekisho::dpi

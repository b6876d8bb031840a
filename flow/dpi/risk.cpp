#include "flow/dpi/risk.hpp"

#include <array>

namespace sekisho::dpi {

std::string_view risk_name(Risk r) {
  constexpr std::array<std::string_view, static_cast<std::size_t>(Risk::kCount)> kNames{
      "xss",
      "sql_injection",
      "remote_code_execution",
      "binary_transfer",
      "non_standard_port",
      "self_signed",
      "obsolete_tls",
      "weak_cipher",
      "certificate_expired",
      "certificate_mismatch",
      "suspicious_user_agent",
      "numeric_host",
      "suspicious_url",
      "suspicious_header",
      "tls_not_https",
      "dga",
      "malformed",
      "ssh_obsolete_client",
      "ssh_obsolete_server",
      "smb_insecure",
      "esni_usage",
      "unsafe_protocol",
      "suspicious_dns",
      "missing_sni",
      "suspicious_content",
      "risky_asn",
      "risky_domain",
      "malicious_fingerprint",
      "malicious_certificate",
      "desktop_sharing",
      "uncommon_alpn",
      "certificate_long_validity",
      "suspicious_extension",
      "tls_alert",
      "suspicious_entropy",
      "clear_text_credentials",
      "large_dns",
      "fragmented_dns",
      "invalid_characters",
      "possible_exploit",
      "certificate_about_to_expire",
      "fully_encrypted",
  };
  const auto index = static_cast<std::size_t>(r);
  return index < kNames.size() ? kNames[index] : std::string_view();
}

}  // namespace sekisho::dpi

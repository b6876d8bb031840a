// nDPI's flow risks under names of our own, the same for every nDPI version.
#pragma once

#include <cstdint>
#include <string_view>

namespace sekisho::dpi {

enum class Risk : std::uint8_t {
  Xss,
  SqlInjection,
  RemoteCodeExecution,
  BinaryTransfer,
  NonStandardPort,
  SelfSigned,
  ObsoleteTls,
  WeakCipher,
  CertificateExpired,
  CertificateMismatch,
  SuspiciousUserAgent,
  NumericHost,
  SuspiciousUrl,
  SuspiciousHeader,
  TlsNotHttps,
  Dga,
  Malformed,
  SshObsoleteClient,
  SshObsoleteServer,
  SmbInsecure,
  EsniUsage,
  UnsafeProtocol,
  SuspiciousDns,
  MissingSni,
  SuspiciousContent,
  RiskyAsn,
  RiskyDomain,
  MaliciousFingerprint,
  MaliciousCertificate,
  DesktopSharing,
  UncommonAlpn,
  CertificateLongValidity,
  SuspiciousExtension,
  TlsAlert,
  SuspiciousEntropy,
  ClearTextCredentials,
  LargeDns,
  FragmentedDns,
  InvalidCharacters,
  PossibleExploit,
  CertificateAboutToExpire,
  FullyEncrypted,
  kCount
};

constexpr std::uint64_t bit(Risk r) { return std::uint64_t{1} << static_cast<unsigned>(r); }
/// "non_standard_port"; for records and evidence.
std::string_view risk_name(Risk r);

}  // namespace sekisho::dpi

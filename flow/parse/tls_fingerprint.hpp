// The fingerprints of hellos, from the numbers a hello lists. Reads nothing but its arguments; only FingerprintMemory keeps anything.
//
// JA3 and JA3S: salesforce/ja3. JA4: FoxIO/ja4, the TLS client part, which is BSD-licensed. GREASE (RFC 8701) is left out everywhere.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "flow/base/bytes.hpp"

namespace sekisho::parse {

/// Values that clients make up so that servers get used to unknown ones: 0x0A0A, 0x1A1A, … 0xFAFA.
constexpr bool is_grease(std::uint16_t value) { return (value & 0x0F0F) == 0x0A0A && value >> 8 == (value & 0xFF); }

/// A ClientHello's lists in the order sent, GREASE included.
struct ClientHelloLists {
  std::uint16_t legacy_version = 0;
  std::vector<std::uint16_t> ciphers, extensions, groups, signatures, versions;
  std::vector<std::uint8_t> point_formats;
  Bytes first_alpn;  ///< Borrowed from the hello.
  bool server_name = false;
};

/// "771,4865-4866,0-23,29,0"
std::string ja3_text(const ClientHelloLists& hello);
/// "771,4865,43-51"
std::string ja3s_text(std::uint16_t legacy_version, std::uint16_t cipher, const std::vector<std::uint16_t>& extensions);
/// "t13d1516h2_8daaf6152771_e5627efa2ab1"
std::string ja4(const ClientHelloLists& hello, bool quic);

struct ClientFingerprints {
  std::string ja3_text, ja3, ja4;
};
ClientFingerprints client_fingerprints(const ClientHelloLists& hello, bool quic);

/// The digest of JA3 and JA3S: MD5, lower-case hex.
std::string md5_hex(std::string_view text);

}  // namespace sekisho::parse

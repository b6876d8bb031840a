// Digests as text, as fingerprints and certificates show them.
#pragma once

#include <array>
#include <string>

#include <openssl/evp.h>

#include "flow/base/bytes.hpp"

namespace sekisho::parse {

/// Lower-case hex of the @p kind of digest; empty where the OpenSSL in use refuses it (MD5 in FIPS mode).
inline std::string digest_hex(Bytes bytes, const EVP_MD* kind) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, kind, nullptr) != 1) return {};
  std::string out;
  out.reserve(std::size_t{size} * 2);
  for (const std::uint8_t byte : Bytes(digest).first(size)) {
    out += kDigits[byte >> 4];
    out += kDigits[byte & 0x0F];
  }
  return out;
}

}  // namespace sekisho::parse

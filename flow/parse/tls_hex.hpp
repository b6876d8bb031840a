// Digests as text, as fingerprints and certificates show them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include <openssl/evp.h>

#include "flow/base/bytes.hpp"

namespace sekisho::parse {

enum class Digest : std::uint8_t { Md5, Sha1, Sha256 };

/// Lower-case hex of the @p kind of digest; empty where the OpenSSL in use refuses it (MD5 in FIPS mode).
inline std::string digest_hex(Bytes bytes, Digest kind) {
  // Looked up once: EVP_md5() and its like are looked up again by name with every digest, which costs more than the digest.
  static const std::array<const EVP_MD*, 3> kFetched{EVP_MD_fetch(nullptr, "MD5", nullptr), EVP_MD_fetch(nullptr, "SHA1", nullptr),
                                                     EVP_MD_fetch(nullptr, "SHA256", nullptr)};
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  const EVP_MD* method = kFetched[static_cast<std::size_t>(kind)];
  if (method == nullptr || EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, method, nullptr) != 1) return {};
  std::string out;
  out.reserve(std::size_t{size} * 2);
  for (const std::uint8_t byte : Bytes(digest).first(size)) {
    out += kDigits[byte >> 4];
    out += kDigits[byte & 0x0F];
  }
  return out;
}

}  // namespace sekisho::parse

#include "flow/parse/quic_keys.hpp"

#include <algorithm>
#include <memory>
#include <string_view>

#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace sekisho::parse {
namespace {

constexpr std::size_t kSecret = 32;  // SHA-256
using Secret = std::array<std::uint8_t, kSecret>;

/// RFC 9001, 5.2; RFC 9369, 3.3.1; draft-ietf-quic-tls-29, 5.2.
constexpr std::array<std::array<std::uint8_t, 20>, 3> kSalts{{
    {0x38, 0x76, 0x2C, 0xF7, 0xF5, 0x59, 0x34, 0xB3, 0x4D, 0x17, 0x9A, 0xE6, 0xA4, 0xC8, 0x0C, 0xAD, 0xCC, 0xBB, 0x7F, 0x0A},
    {0x0D, 0xED, 0xE3, 0xDE, 0xF7, 0x00, 0xA6, 0xDB, 0x81, 0x93, 0x81, 0xBE, 0x6E, 0x26, 0x9D, 0xCB, 0xF9, 0xBD, 0x2E, 0xD9},
    {0xAF, 0xBF, 0xEC, 0x28, 0x99, 0x93, 0xD2, 0x4C, 0x9E, 0x97, 0x86, 0xF1, 0x9C, 0x61, 0x11, 0xE0, 0x43, 0x90, 0xA8, 0x99},
}};

bool hmac(Bytes key, Bytes text, Secret& out) {
  unsigned int size = 0;
  return HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), text.data(), text.size(), out.data(), &size) != nullptr && size == kSecret;
}

/// HKDF-Expand-Label (RFC 8446, 7.1) without context, for outputs of at most one SHA-256.
bool expand(Bytes secret, std::string_view label, std::span<std::uint8_t> out) {
  constexpr std::string_view kPrefix = "tls13 ";
  std::array<std::uint8_t, 32> info{};
  std::size_t size = 0;
  info[size++] = 0;
  info[size++] = static_cast<std::uint8_t>(out.size());
  info[size++] = static_cast<std::uint8_t>(kPrefix.size() + label.size());
  for (const std::string_view part : {kPrefix, label}) {
    std::copy(part.begin(), part.end(), info.begin() + static_cast<std::ptrdiff_t>(size));
    size += part.size();
  }
  info[size++] = 0;  // no context
  info[size++] = 1;  // the first block is the only one
  Secret block{};
  if (!hmac(secret, Bytes(info).first(size), block)) return false;
  std::copy_n(block.begin(), out.size(), out.begin());
  return true;
}

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

/// The header protection's mask: one AES block of the sample (RFC 9001, 5.4.3).
bool header_mask(EVP_CIPHER_CTX* context, const QuicKeys& keys, Bytes sample, std::array<std::uint8_t, kQuicKey>& mask) {
  int size = 0;
  return EVP_EncryptInit_ex(context, EVP_aes_128_ecb(), nullptr, keys.header.data(), nullptr) == 1 && EVP_CIPHER_CTX_set_padding(context, 0) == 1 &&
         EVP_EncryptUpdate(context, mask.data(), &size, sample.data(), static_cast<int>(sample.size())) == 1 && size == kQuicKey;
}

}  // namespace

std::optional<QuicVersion> quic_version(std::uint32_t wire) {
  constexpr std::uint32_t kV1 = 1;
  constexpr std::uint32_t kV2 = 0x6B3343CF;
  constexpr std::uint32_t kDraft29 = 0xFF00001D;
  constexpr std::uint32_t kDraft32 = 0xFF000020;  // the last of those that share draft 29's salt
  if (wire == kV1) return QuicVersion::V1;
  if (wire == kV2) return QuicVersion::V2;
  if (wire >= kDraft29 && wire <= kDraft32) return QuicVersion::Draft29;
  return std::nullopt;
}

std::optional<QuicKeys> client_initial_keys(QuicVersion version, Bytes connection) {
  Secret initial{};
  Secret client{};
  QuicKeys keys;
  const bool second = version == QuicVersion::V2;
  if (!hmac(kSalts[static_cast<std::size_t>(version)], connection, initial) || !expand(initial, "client in", client) ||
      !expand(client, second ? "quicv2 key" : "quic key", keys.key) || !expand(client, second ? "quicv2 iv" : "quic iv", keys.iv) ||
      !expand(client, second ? "quicv2 hp" : "quic hp", keys.header)) {
    return std::nullopt;
  }
  return keys;
}

std::optional<std::vector<std::uint8_t>> open_initial(const QuicKeys& keys, Bytes packet, std::size_t number_at) {
  constexpr std::size_t kTag = 16;
  constexpr std::size_t kSampleAt = 4;  // after the longest packet number there can be
  if (packet.size() < number_at + kSampleAt + kQuicKey) return std::nullopt;
  const Context context(EVP_CIPHER_CTX_new());
  std::array<std::uint8_t, kQuicKey> mask{};
  if (!context || !header_mask(context.get(), keys, packet.subspan(number_at + kSampleAt, kQuicKey), mask)) return std::nullopt;
  const auto first = static_cast<std::uint8_t>(packet[0] ^ (mask[0] & 0x0F));
  const std::size_t number_size = std::size_t{first & 3U} + 1;
  std::array<std::uint8_t, 4> number{};
  auto nonce = keys.iv;
  for (std::size_t i = 0; i < number_size; ++i) {
    number[i] = static_cast<std::uint8_t>(packet[number_at + i] ^ mask[i + 1]);
    nonce[nonce.size() - number_size + i] ^= number[i];
  }
  const Bytes middle = packet.first(number_at).subspan(1);
  const Bytes sealed = packet.subspan(number_at + number_size);
  if (sealed.size() < kTag) return std::nullopt;
  const Bytes secret = sealed.first(sealed.size() - kTag);
  std::array<std::uint8_t, kTag> tag{};
  std::copy(sealed.end() - kTag, sealed.end(), tag.begin());
  std::vector<std::uint8_t> plain(secret.size());
  int size = 0;
  const bool opened = EVP_DecryptInit_ex(context.get(), EVP_aes_128_gcm(), nullptr, keys.key.data(), nonce.data()) == 1 &&
                      EVP_DecryptUpdate(context.get(), nullptr, &size, &first, 1) == 1 &&
                      EVP_DecryptUpdate(context.get(), nullptr, &size, middle.data(), static_cast<int>(middle.size())) == 1 &&
                      EVP_DecryptUpdate(context.get(), nullptr, &size, number.data(), static_cast<int>(number_size)) == 1 &&
                      EVP_DecryptUpdate(context.get(), plain.data(), &size, secret.data(), static_cast<int>(secret.size())) == 1 &&
                      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kTag, tag.data()) == 1 &&
                      EVP_DecryptFinal_ex(context.get(), plain.data() + plain.size(), &size) == 1;
  if (!opened) return std::nullopt;
  return plain;
}

}  // namespace sekisho::parse

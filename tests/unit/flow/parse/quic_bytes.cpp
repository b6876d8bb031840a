#include "tests/unit/flow/parse/quic_bytes.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>

#include <openssl/evp.h>

namespace sekisho::test {
namespace {

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

void require(bool holds) {
  if (!holds) throw std::runtime_error("OpenSSL refuses");
}

std::array<std::uint8_t, 16> mask_of(const parse::QuicKeys& keys, const std::uint8_t* sample) {
  const Context context(EVP_CIPHER_CTX_new());
  std::array<std::uint8_t, 16> mask{};
  int size = 0;
  require(EVP_EncryptInit_ex(context.get(), EVP_aes_128_ecb(), nullptr, keys.header.data(), nullptr) == 1);
  require(EVP_EncryptUpdate(context.get(), mask.data(), &size, sample, 16) == 1);
  return mask;
}

Frame encrypt(const parse::QuicKeys& keys, const Initial& packet, const Frame& header, const Frame& plain) {
  auto nonce = keys.iv;
  for (std::size_t i = 0; i < 4; ++i) nonce[nonce.size() - 1 - i] ^= static_cast<std::uint8_t>(packet.number >> 8 * i);
  const Context context(EVP_CIPHER_CTX_new());
  Frame out(plain.size() + 16);
  int size = 0;
  require(EVP_EncryptInit_ex(context.get(), EVP_aes_128_gcm(), nullptr, keys.key.data(), nonce.data()) == 1);
  require(EVP_EncryptUpdate(context.get(), nullptr, &size, header.data(), static_cast<int>(header.size())) == 1);
  require(EVP_EncryptUpdate(context.get(), out.data(), &size, plain.data(), static_cast<int>(plain.size())) == 1);
  require(EVP_EncryptFinal_ex(context.get(), out.data() + size, &size) == 1);
  require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, 16, out.data() + plain.size()) == 1);
  return out;
}

Frame counted(const Frame& content) { return join({{static_cast<std::uint8_t>(content.size())}, content}); }

}  // namespace

Frame variable_length(std::uint64_t value) {
  const unsigned power = value < 1U << 6 ? 0 : value < 1U << 14 ? 1 : value < 1U << 30 ? 2 : 3;
  Frame out;
  for (unsigned i = 1U << power; i > 0; --i) out.push_back(static_cast<std::uint8_t>(value >> 8 * (i - 1)));
  out[0] = static_cast<std::uint8_t>(out[0] | power << 6);
  return out;
}

Frame crypto(std::size_t offset, const Frame& data) { return join({{6}, variable_length(offset), variable_length(data.size()), data}); }

Frame seal(const Initial& packet) {
  const auto version = parse::quic_version(packet.version);
  require(version.has_value());
  const auto keys = parse::client_initial_keys(*version, packet.keys_of.empty() ? packet.connection : packet.keys_of);
  require(keys.has_value());
  Frame plain = packet.frames;
  plain.resize(std::max<std::size_t>(20, plain.size()));
  const std::uint8_t type = *version == parse::QuicVersion::V2 ? 0x10 : 0x00;
  Frame header{static_cast<std::uint8_t>(0xC0 | type | (packet.number_size - 1))};
  put32(header, packet.version);
  header = join({header, counted(packet.connection), counted(packet.source), variable_length(packet.token.size()), packet.token,
                 variable_length(packet.number_size + plain.size() + 16)});
  const std::size_t number_at = header.size();
  for (unsigned i = packet.number_size; i > 0; --i) header.push_back(static_cast<std::uint8_t>(packet.number >> 8 * (i - 1)));
  Frame out = join({header, encrypt(*keys, packet, header, plain)});
  const auto mask = mask_of(*keys, out.data() + number_at + 4);
  out[0] = static_cast<std::uint8_t>(out[0] ^ (mask[0] & 0x0F));
  for (unsigned i = 0; i < packet.number_size; ++i) out[number_at + i] = static_cast<std::uint8_t>(out[number_at + i] ^ mask[i + 1]);
  return out;
}

}  // namespace sekisho::test

// DTLS records as bytes.
#pragma once

#include <string_view>

#include "tests/support/wire.hpp"

namespace sekisho::test {

inline constexpr unsigned kDtls12 = 0xFEFD;

/// A record of epoch 0 with one whole handshake message of @p type.
inline Frame dtls_handshake(std::uint8_t type, const Frame& body, unsigned version = kDtls12) {
  const auto size = static_cast<unsigned>(body.size());
  Frame message{type, static_cast<std::uint8_t>(size >> 16), static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)};
  message = join({message, hex("0000 000000"), {message[1], message[2], message[3]}, body});
  Frame record{22};
  put16(record, version);
  record = join({record, hex("0000 000000000000")});
  put16(record, static_cast<unsigned>(message.size()));
  return join({record, message});
}

}  // namespace sekisho::test

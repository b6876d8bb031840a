// The keys of QUIC Initial packets: made from a connection id that travels in the clear (RFC 9001, 5.2; RFC 9369, 3.3), so that whoever
// sees the first packet can read it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "flow/base/bytes.hpp"

namespace sekisho::parse {

enum class QuicVersion : std::uint8_t { V1, V2, Draft29 };

/// Nothing for versions whose Initials cannot be read.
std::optional<QuicVersion> quic_version(std::uint32_t wire);

constexpr std::size_t kQuicKey = 16;  // AES-128

struct QuicKeys {
  std::array<std::uint8_t, kQuicKey> key{}, header{};
  std::array<std::uint8_t, 12> iv{};
};

/// What the client of @p connection encrypts its Initials with. Nothing where the OpenSSL in use refuses.
std::optional<QuicKeys> client_initial_keys(QuicVersion version, Bytes connection);

/// Lifts both protections off @p packet, an Initial from its first byte to the end its Length tells, whose packet number begins at
/// @p number_at. The frames; nothing where the keys do not fit.
std::optional<std::vector<std::uint8_t>> open_initial(const QuicKeys& keys, Bytes packet, std::size_t number_at);

}  // namespace sekisho::parse

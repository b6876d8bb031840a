// QUIC Initial packets as a client would send them.
#pragma once

#include <cstdint>

#include "flow/parse/quic_keys.hpp"
#include "tests/support/wire.hpp"

namespace sekisho::test {

constexpr std::uint32_t kQuicV1 = 1;
constexpr std::uint32_t kQuicV2 = 0x6B3343CF;
constexpr std::uint32_t kQuicDraft29 = 0xFF00001D;

struct Initial {
  std::uint32_t version = kQuicV1;
  Frame connection = hex("8394C8F03E515708");
  Frame source = {};
  Frame token = {};
  std::uint32_t number = 0;
  unsigned number_size = 1;
  Frame frames = {};
  Frame keys_of = {};  ///< The id that keys are made of; empty: connection.
};

/// The packet, both protections applied. Frames are padded to 20 bytes at least, so that there is a sample.
Frame seal(const Initial& packet);
Frame crypto(std::size_t offset, const Frame& data);
/// In as few bytes as it takes.
Frame variable_length(std::uint64_t value);

}  // namespace sekisho::test

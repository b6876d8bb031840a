// The history of a flow in Zeek's letters, each at its first occurrence per direction, in the order they were seen.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string_view>

#include "flow/base/inline_string.hpp"

namespace sekisho::table {

/// Who sent a packet.
enum class Side : std::uint8_t { Client = 0, Server = 1 };
constexpr Side other(Side s) { return s == Side::Client ? Side::Server : Side::Client; }
constexpr std::size_t at(Side s) { return static_cast<std::size_t>(s); }

/// SYN, SYN-ACK, pure ACK, data, FIN, RST, bad checksum (never seen here: offloading makes checksums on mirrors meaningless),
/// retransmission, zero window, gap, SYN with FIN or RST, FIN with RST.
enum class Letter : std::uint8_t { S, H, A, D, F, R, C, T, W, G, Q, I };

class History {
 public:
  void add(Letter letter, Side side) {
    const unsigned code = static_cast<unsigned>(letter) * 2 + static_cast<unsigned>(side);
    if ((seen_ >> code & 1U) != 0) return;
    const unsigned n = size();
    seen_ |= 1U << code;
    words_[n / kPerWord] |= code << (n % kPerWord * 5);
  }
  bool saw(Letter letter, Side side) const { return (seen_ >> (static_cast<unsigned>(letter) * 2 + static_cast<unsigned>(side)) & 1U) != 0; }
  bool saw(Letter letter) const { return saw(letter, Side::Client) || saw(letter, Side::Server); }
  /// The first packet seen came from the server.
  void set_reversed() { seen_ |= kReversed; }

  /// Place of a letter in the order of first occurrences; after all others where it did not occur.
  unsigned place(Letter letter, Side side) const {
    const unsigned code = static_cast<unsigned>(letter) * 2 + static_cast<unsigned>(side);
    const unsigned n = size();
    unsigned i = 0;
    while (i < n && code_at(i) != code) ++i;
    return i;
  }

  InlineString<31> text() const {
    constexpr std::string_view kLetters = "SsHhAaDdFfRrCcTtWwGgQqIi";
    InlineString<31> out;
    if ((seen_ & kReversed) != 0) out.push_back('^');
    for (unsigned i = 0; i < size(); ++i) out.push_back(kLetters[code_at(i)]);
    return out;
  }

 private:
  static constexpr unsigned kPerWord = 6;
  static constexpr std::uint32_t kReversed = 1U << 31;
  unsigned size() const { return static_cast<unsigned>(std::popcount(seen_ & ~kReversed)); }
  unsigned code_at(unsigned i) const { return words_[i / kPerWord] >> (i % kPerWord * 5) & 31U; }

  std::array<std::uint32_t, 4> words_{};  // 24 letters of 5 bits: 20 bytes where the text would take 32
  std::uint32_t seen_ = 0;
};

}  // namespace sekisho::table

#include "flow/model/flow_record.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace sekisho::model {
namespace {

// Over 128 random bytes the mean of bits set strays by 0.125 (sqrt(8 / 4 / 128)): far inside the 0.6 that the test allows.
constexpr std::size_t kMostLookedAt = 128;

using Word = std::uint64_t;
constexpr Word every(unsigned char byte) { return 0x0101010101010101ULL * byte; }

using Mask = std::array<Word, kMostLookedAt / 64>;

/// Bit i: byte i of the word, in memory's order, is 0x20 … 0x7e.
Word printable_bytes(Word w) {
  const Word low = w & every(0x7f);
  // No byte carries into the next: the sums are at most 0xff.
  const Word high_bits = (low + every(0x80 - 0x20)) & ~(low + every(0x80 - 0x7f)) & ~w & every(0x80);
  constexpr Word kGather = 0x0102040810204080ULL;  // brings the lowest bits of eight bytes together in the top one
  if constexpr (std::endian::native == std::endian::little) return ((high_bits >> 7) * kGather) >> 56;
  Word bits = 0;
  for (unsigned i = 0; i < 8; ++i) bits |= (high_bits >> (63 - 8 * i) & 1U) << i;
  return bits;
}

/// Longest run of ones, across the words.
unsigned longest_run(const Mask& mask) {
  unsigned longest = 0, run = 0;
  for (Word w : mask) {
    unsigned left = 64;
    while (left > 0) {
      const auto ones = std::min(left, static_cast<unsigned>(std::countr_one(w)));
      run += ones;
      longest = std::max(longest, run);
      left -= ones;
      if (left == 0) break;  // the run may go on in the next word
      run = 0;
      w = ones == 64 ? 0 : w >> ones;
      const auto zeros = std::min(left, static_cast<unsigned>(std::countr_zero(w)));
      left -= zeros;
      w = zeros == 64 ? 0 : w >> zeros;
    }
  }
  return longest;
}

}  // namespace

std::string_view flow_state_name(FlowState s) {
  constexpr std::string_view kNames[] = {"new", "established", "closed"};
  return kNames[static_cast<unsigned>(s)];
}

std::string_view end_reason_name(EndReason r) {
  constexpr std::string_view kNames[] = {"active", "timeout", "closed", "evicted", "shutdown", "tcp_reuse"};
  return kNames[static_cast<unsigned>(r)];
}

PayloadShape shape_of(Bytes payload) {
  const Bytes looked_at = payload.first(std::min(payload.size(), kMostLookedAt));
  Mask text{};  // a bit for each byte: printable
  unsigned ones = 0;
  for (std::size_t at = 0; at < looked_at.size(); at += sizeof(Word)) {
    Word w = 0;  // past the end: neither set nor printable
    std::memcpy(&w, looked_at.data() + at, std::min(sizeof w, looked_at.size() - at));
    ones += static_cast<unsigned>(std::popcount(w));
    text[at / 64] |= printable_bytes(w) << at % 64;
  }
  PayloadShape s;
  s.looked_at = static_cast<std::uint8_t>(looked_at.size());
  s.ones = static_cast<std::uint16_t>(ones);
  s.printable = static_cast<std::uint8_t>(std::popcount(text[0]) + std::popcount(text[1]));
  s.longest_text = static_cast<std::uint8_t>(longest_run(text));
  return s;
}

}  // namespace sekisho::model

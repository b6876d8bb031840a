// What ping programs put into their payloads, from their sources and captures of them:
//   iputils, BusyBox, inetutils, BSD, macOS   a clock of 4, 8, 12 or 16 bytes, then bytes counted so that each equals its offset; OpenBSD has a
//                                             MAC after its clock, 24 bytes in all
//   ping -p, BusyBox, toybox, fping, mtr, ping3, hping3 -d, Windows' tracert: one byte repeated ('\0', 'X', 'Q'), with or without a clock
//   Windows                                   abcdefghijklmnopqrstuvw, repeated; programs that imitate it run to z
//   Cisco                                     0xABCD repeated, after a clock of 8
// nmap and nping send nothing. A payload fits if all of it does but for the room of a clock at its beginning.
#include "flow/parse/icmp.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace sekisho::parse {
namespace {

constexpr std::size_t kClock = 16;        // struct timeval of 64 bits
constexpr std::size_t kClockAndMac = 24;  // OpenBSD
constexpr std::size_t kTiny = 8;          // Bytes; a clock or nothing.
// Behind a clock so many bytes must fit a filling: else a short message would pass for a clock with a little filling.
constexpr std::size_t kLeastCounted = 4;
constexpr std::size_t kLeastFilled = 8;

bool is_error_or_discovery(const IcmpInput& in) {
  if (in.v6) return (in.type >= 1 && in.type <= 4) || (in.type >= 130 && in.type <= 137) || in.type == 143;
  switch (in.type) {
    case 3:   // destination unreachable
    case 4:   // source quench
    case 5:   // redirect
    case 9:   // router advertisement (RFC 1256)
    case 10:  // router solicitation
    case 11:  // time exceeded
    case 12:  // parameter problem
      return true;
    default:
      return false;
  }
}

/// Where the last run of bytes begins in which @p next(i) says that byte i fits the one before it.
template <class Next>
std::size_t run_begins(Bytes p, Next&& next) {
  std::size_t at = p.size() - 1;
  while (at > 0 && next(at)) --at;
  return at;
}

bool behind_clock(Bytes p, std::size_t begin, std::size_t least) { return begin == 0 || (begin <= kClock && p.size() - begin >= least); }

bool is_constant(Bytes p) {
  return behind_clock(p, run_begins(p, [p](std::size_t i) { return p[i] == p[i - 1]; }), kLeastFilled);
}

bool is_counting(Bytes p) {
  const std::size_t begin = run_begins(p, [p](std::size_t i) { return p[i] == static_cast<std::uint8_t>(p[i - 1] + 1); });
  if (behind_clock(p, begin, kLeastFilled)) return true;
  const bool by_offset = p.back() == static_cast<std::uint8_t>(p.size() - 1);
  return by_offset && (behind_clock(p, begin, kLeastCounted) || (begin <= kClockAndMac && p.size() - begin >= kLeastFilled));
}

bool is_alphabet(Bytes p) {
  constexpr std::size_t kWindows = 23;  // a … w
  constexpr std::size_t kLatin = 26;
  const auto cycles = [p](std::size_t letters) {
    for (std::size_t i = 0; i < p.size(); ++i) {
      if (p[i] != 'a' + i % letters) return false;
    }
    return true;
  };
  return p[0] == 'a' && (cycles(kWindows) || cycles(kLatin));
}

bool is_cisco(Bytes p) {
  constexpr std::uint8_t kFirst = 0xAB, kSecond = 0xCD;
  if (p.back() != kFirst && p.back() != kSecond) return false;
  return behind_clock(
      p, run_begins(p, [p](std::size_t i) { return (p[i] == kFirst && p[i - 1] == kSecond) || (p[i] == kSecond && p[i - 1] == kFirst); }),
      kLeastFilled);
}

/// A struct timeval alone or with fewer bytes of filling than the other tests ask for: seconds of this century, microseconds below a million.
bool is_clock(Bytes p) {
  constexpr std::uint64_t kMostSeconds = 0xFFFFFFFF, kSecond = 1'000'000;
  if (p.size() < kClock || p.size() > kClock + kLeastCounted) return false;
  ByteReader reader(p);
  std::uint64_t seconds = reader.u64(), micros = reader.u64();
  const auto fits = [&] { return seconds > 0 && seconds <= kMostSeconds && micros < kSecond; };
  if (!fits()) {
    seconds = __builtin_bswap64(seconds);
    micros = __builtin_bswap64(micros);
  }
  for (std::size_t i = kClock; i < p.size(); ++i) {
    if (p[i] != i) return false;
  }
  return fits();
}

bool is_ordinary(const IcmpInput& in) {
  // Nothing captured: nothing speaks against it.
  if (in.payload_length <= kTiny || in.payload.empty()) return true;
  const Bytes p = in.payload;
  return is_counting(p) || is_constant(p) || is_alphabet(p) || is_cisco(p) || is_clock(p);
}

/// Shannon's entropy over the most that so many bytes can have.
float relative_entropy(Bytes p) {
  if (p.size() < 2) return 0;
  std::array<std::uint32_t, 256> counts{};
  for (const std::uint8_t byte : p) ++counts[byte];
  const auto total = static_cast<float>(p.size());
  float sum = 0;
  for (const std::uint32_t count : counts) {
    if (count > 0) sum += static_cast<float>(count) * std::log2(static_cast<float>(count));
  }
  const float bits = std::log2(total) - sum / total;
  return std::clamp(bits / std::log2(std::min(256.F, total)), 0.F, 1.F);
}

bool is_text(Bytes p) {
  constexpr std::size_t kLeast = 8, kTenths = 9;
  const auto printable =
      std::count_if(p.begin(), p.end(), [](std::uint8_t c) { return (c >= 0x20 && c < 0x7F) || c == '\t' || c == '\n' || c == '\r'; });
  return p.size() >= kLeast && static_cast<std::size_t>(printable) * 10 >= p.size() * kTenths;
}

}  // namespace

std::optional<model::IcmpMessage> parse_icmp(const IcmpInput& in, HashSeed seed) {
  constexpr std::uint8_t kEchoReply = 0, kEcho = 8, kEcho6 = 128, kEchoReply6 = 129;
  if (is_error_or_discovery(in)) return {};
  model::IcmpMessage m;
  m.type = in.type;
  m.code = in.code;
  m.echo_request = in.type == (in.v6 ? kEcho6 : kEcho);
  m.echo_reply = in.type == (in.v6 ? kEchoReply6 : kEchoReply);
  m.id = in.id;
  m.sequence = in.sequence;
  m.length = in.payload_length;
  m.hash = keyed_hash(in.payload, seed);
  m.tail_hash = keyed_hash(in.payload.subspan(std::min(in.payload.size(), kClock)), seed);
  m.ordinary = is_ordinary(in);
  m.entropy = relative_entropy(in.payload);
  m.text = is_text(in.payload);
  m.sample_size = static_cast<std::uint8_t>(std::min(in.payload.size(), m.sample.size()));
  std::copy_n(in.payload.begin(), m.sample_size, m.sample.begin());
  return m;
}

}  // namespace sekisho::parse

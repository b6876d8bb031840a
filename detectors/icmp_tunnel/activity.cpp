// A ping is a question that is sent back: same identifier, same sequence number, same bytes, and the sequence number moves on.
// Whatever breaks one of these is counted here, separately, because tools break different ones: ptunnel's answers match and then
// more come, icmpsh answers with other bytes, icmptx never moves its sequence number, hping sends files that are echoed faithfully.
#include "detectors/icmp_tunnel/activity.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace sekisho::detectors::icmp_tunnel {
namespace {

constexpr std::uint32_t kData = 8;                  // Bytes; up to here a clock or nothing.
constexpr std::uint32_t kClock = 16;                // Where ping keeps its time.
constexpr std::uint32_t kDenseLength = 64;          // Shorter payloads say little about randomness.
constexpr float kDense = 0.85F;                     // Of the entropy that so many bytes can have.
constexpr std::size_t kMoves = 12;                  // Bytes of the sample that a counter and a clock may change.
constexpr float kMovesEntropy = 0.6F;               // A clock in front of filling stays below; data does not.
constexpr Duration kMirrored = 5ms;                 // The same request again that soon is a second copy of it.
constexpr std::uint32_t kTunnelMagic = 0xD5200880;  // ptunnel's, in front of each of its packets (its published source).

std::uint64_t first_eight(const model::IcmpMessage& m) {
  std::array<std::uint8_t, 8> bytes{};
  std::memcpy(bytes.data(), m.sample.data(), std::min<std::size_t>(8, m.sample_size));
  return std::bit_cast<std::uint64_t>(bytes);
}

std::uint32_t big_endian(Bytes b, std::size_t at, std::size_t size) {
  std::uint32_t v = 0;
  for (std::size_t i = 0; i < size; ++i) v = v << 8 | b[at + i];
  return v;
}

// Version, header length, total length and a transport that is alive today.
bool is_ipv4_at(Bytes p, std::size_t at, std::uint32_t length) {
  if (p.size() < at + 20 || p[at] < 0x45 || p[at] > 0x4F) return false;
  const std::uint32_t total = big_endian(p, at + 2, 2);
  const std::uint8_t transport = p[at + 9];
  return total == length - at && (transport == 1 || transport == 6 || transport == 17);
}
bool is_ipv6_at(Bytes p, std::size_t at, std::uint32_t length) {
  if (p.size() < at + 8 || p[at] >> 4 != 6 || length < at + 40) return false;
  const std::uint8_t next = p[at + 6];
  return big_endian(p, at + 4, 2) == length - at - 40 && (next == 58 || next == 6 || next == 17 || next == 0);
}

bool has_words(std::string_view text) {
  // Prompts and answers of shells, and openings of protocols that have no business in an echo.
  constexpr std::array<std::string_view, 18> kWords{
      "Microsoft Windows", "C:\\", "cmd.exe", "powershell", "/bin/", "uid=",   "whoami", "root@", "passwd", "shell", "upload",
      "download",          "exec", "SSH-",    "HTTP/1",     "GET /", "POST /", "bash"};
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view w) { return text.find(w) != std::string_view::npos; });
}

// Printable, and its beginning, where pings keep their clock, neither counts nor repeats one character.
bool is_written(const model::IcmpMessage& m) {
  constexpr std::size_t kClockBytes = 8;
  if (!m.text || m.sample_size < kClockBytes) return false;
  const auto first = m.sample.begin();
  const auto last = first + kClockBytes;
  const bool counts = std::adjacent_find(first, last, [](std::uint8_t a, std::uint8_t b) { return b != static_cast<std::uint8_t>(a + 1); }) == last;
  const bool constant = std::all_of(first, last, [&](std::uint8_t c) { return c == *first; });
  return !counts && !constant;
}

}  // namespace

Contents look_into(Bytes payload, std::uint32_t length) {
  Contents c;
  // Tunnels put at most a small header of their own before the packet.
  for (std::size_t at = 0; at <= 12 && at < length && !c.carries_ip; at += 2)
    c.carries_ip = is_ipv4_at(payload, at, length) || is_ipv6_at(payload, at, length);
  c.known_tool = payload.size() >= 28 && big_endian(payload, 0, 4) == kTunnelMagic;
  c.words = has_words(as_text(payload));
  return c;
}

bool odd_carrier(const model::IcmpMessage& m, bool v6) {
  if (m.echo_request || m.echo_reply || m.length == 0) return false;
  if (v6) {
    // RFC 4443 and IANA's list: 138 … 161 are router renumbering, node information, mobility, multicast routers, RPL and the like.
    return m.type < 130 || m.type > 161;
  }
  switch (m.type) {
    case 13:  // timestamp (RFC 792): three clocks of four bytes
    case 14:
      return m.length != 12;
    case 17:  // address mask (RFC 950)
    case 18:
      return m.length != 4;
    case 15:  // information: no data at all
    case 16:
      return true;
    case 30:  // traceroute
    case 37:  // domain name
    case 38:
    case 40:  // Photuris
    case 41:  // mobility
    case 42:  // extended echo
    case 43:
      return false;
    default:
      return true;
  }
}

Activity::Reply Activity::count(const model::IcmpMessage& m, Side from, bool v6, Timestamp now) {
  if (requests_ + replies_ + odd_types_ == 0) first_ = now;
  last_ = now;
  Total& total = totals_[static_cast<std::size_t>(from)];
  ++total.messages;
  total.bytes += m.length;
  longest_ = std::max(longest_, m.length);
  same_question_ = false;
  Reply outcome = Reply::None;
  if (m.echo_request) {
    request(m, from, now);
  } else if (m.echo_reply) {
    outcome = reply(m, from);
  } else if (odd_carrier(m, v6)) {
    ++odd_types_;
  }
  if (outcome != Reply::Matched) payload(m, from, v6);
  return outcome;
}

void Activity::request(const model::IcmpMessage& m, Side from, Timestamp now) {
  const bool copy = asked_ && m.hash == last_hash_ && now - last_request_ < kMirrored;
  same_question_ = asked_ && m.id == last_id_ && m.sequence == last_sequence_ && !copy;
  if (same_question_) ++stuck_;
  ++requests_;
  asked_ = true;
  last_id_ = m.id;
  last_sequence_ = m.sequence;
  last_hash_ = m.hash;
  last_request_ = now;
  pending_[next_] = {m.hash, first_eight(m), m.length, m.id, m.sequence, from, true, false, m.ordinary};
  next_ = (next_ + 1) % kPending;
}

Activity::Reply Activity::reply(const model::IcmpMessage& m, Side from) {
  ++replies_;
  const auto asked = [&](const Pending& p) { return p.used && p.from != from && p.id == m.id && p.sequence == m.sequence; };
  Pending* open = nullptr;
  for (Pending& p : pending_) {
    if (!asked(p)) continue;
    if (p.hash == m.hash && p.length == m.length) {
      // Also a second copy of the answer: then it says nothing new.
      if (!p.answered) ++matched_;
      p.answered = true;
      return Reply::Matched;
    }
    if (!p.answered) open = &p;
  }
  if (open != nullptr) {
    open->answered = true;
    // Some hosts send large pings back cut short.
    const bool cut = m.length < open->length && m.length >= kData && first_eight(m) == open->start;
    if (cut && open->ordinary) {
      ++matched_;
      return Reply::Matched;
    }
    ++differing_;
    return Reply::None;
  }
  stray_ = m.ordinary || moves_little(m, totals_[static_cast<std::size_t>(from)]);
  ++(stray_ ? strays_ : unsolicited_);
  written_ = stray_ && is_written(m);
  stray_texts_ += written_ ? 1 : 0;
  return Reply::Unasked;
}

void Activity::forgive() {
  --(stray_ ? strays_ : unsolicited_);
  stray_texts_ -= written_ ? 1 : 0;
  ++matched_;
}

void Activity::payload(const model::IcmpMessage& m, Side from, bool v6) {
  Total& total = totals_[static_cast<std::size_t>(from)];
  if (m.length <= kData) return;
  const Contents c = look_into(Bytes(m.sample).first(m.sample_size), m.length);
  const bool speaks = c.carries_ip || c.known_tool || c.words;
  if (!speaks && !odd_carrier(m, v6) && (m.ordinary || moves_little(m, total))) {
    ++ordinary_;
  } else {
    ++odd_;
    total.odd_bytes += m.length;
    payloads_.add(m.length > kClock ? m.tail_hash : m.hash);
    lengths_.add(m.length);
    texts_ += m.text ? 1 : 0;
    dense_ += m.length >= kDenseLength && m.entropy >= kDense ? 1 : 0;
    carried_ip_ += c.carries_ip ? 1 : 0;
    tools_ += c.known_tool ? 1 : 0;
    words_ += c.words ? 1 : 0;
  }
  if (!m.ordinary) {
    total.sample = m.sample;
    total.sample_size = m.sample_size;
    total.length = m.length;
  }
}

// A counter and a clock in front of filling, as some monitors send: same length, few bytes change, little entropy.
bool Activity::moves_little(const model::IcmpMessage& m, const Total& before) const {
  if (same_question_ || m.entropy > kMovesEntropy || before.length != m.length || before.sample_size != m.sample_size) return false;
  std::size_t changed = 0;
  for (std::size_t i = 0; i < m.sample_size; ++i) changed += m.sample[i] != before.sample[i] ? 1 : 0;
  return changed <= kMoves;
}

}  // namespace sekisho::detectors::icmp_tunnel

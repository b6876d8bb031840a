#include "flow/packet/duplicate_filter.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace sekisho::packet {
namespace {

constexpr std::size_t kHead = 80;  // headers, sequence numbers and the start of the payload
constexpr std::size_t kTail = 32;  // of what has no sequence numbers: datagrams that begin alike mostly end apart
constexpr std::size_t kWays = 4;   // places a fingerprint may take: one cache line

/// Where the checksum stands in the transport header; 0 for none.
std::size_t checksum_offset(model::Transport transport) {
  switch (transport) {
    case model::Transport::Tcp:
      return 16;
    case model::Transport::Udp:
      return 6;
    case model::Transport::Icmp:
    case model::Transport::Icmpv6:
      return 2;
    default:
      return 0;
  }
}

std::uint64_t fingerprint(const PacketView& view, HashSeed seed) {
  std::array<std::uint8_t, kHead + kTail> sample;
  const std::size_t head = std::min(view.l3.size(), kHead);
  const std::size_t tail = view.transport == model::Transport::Tcp && !view.fragment ? 0 : std::min(view.l3.size() - head, kTail);
  if (head == kHead) {
    std::memcpy(sample.data(), view.l3.data(), kHead);  // a constant size: no call
  } else {
    sample.fill(0);  // a header cut short reads as zeros below
    std::memcpy(sample.data(), view.l3.data(), head);
  }
  if (tail > 0) std::memcpy(sample.data() + head, view.l3.data() + view.l3.size() - tail, tail);

  std::size_t transport = 40;
  if (sample[0] >> 4 == 4) {
    sample[8] = 0;
    sample[10] = sample[11] = 0;
    transport = std::size_t{sample[0] & 0x0FU} * 4;
  } else {
    sample[7] = 0;
  }
  if (const std::size_t at = checksum_offset(view.transport); at != 0 && !view.fragment && transport + at + 2 <= head) {
    sample[transport + at] = sample[transport + at + 1] = 0;
  }
  const std::uint64_t hash = mix(keyed_hash(Bytes(sample).first(head + tail), seed), view.payload_length);
  return hash == 0 ? 1 : hash;  // 0 marks an empty place
}

}  // namespace

DuplicateFilter::DuplicateFilter(const DuplicateOptions& options, Counters& counters, HashSeed seed)
    : options_(options),
      seed_(seed),
      duplicates_(counters.counter("sekisho_duplicate_packets_total", "Copies left out that a mirror port made of one packet")),
      entries_(options.enabled ? std::bit_ceil(std::max(options.entries, kWays)) : 0) {}

bool DuplicateFilter::is_duplicate(const PacketView& view) {
  if (!options_.enabled || view.l3.empty()) return false;
  const std::uint64_t hash = fingerprint(view, seed_);
  Entry* const places = &entries_[(hash >> 8) & (entries_.size() - kWays)];
  Entry* oldest = places;
  for (Entry* entry = places; entry != places + kWays; ++entry) {
    if (entry->fingerprint == hash && view.time - entry->time <= options_.window) {
      duplicates_.add();
      return true;
    }
    if (entry->time < oldest->time) oldest = entry;
  }
  *oldest = {hash, view.time};
  return false;
}

}  // namespace sekisho::packet

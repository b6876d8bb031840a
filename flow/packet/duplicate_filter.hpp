// Recognises frames that a SPAN session copies twice: the same bytes from the IP header on (TTL and checksums left out, so that
// a routed copy counts as well only when nothing else differs) seen again within a few milliseconds.
//
// Keeps    a fixed ring of recent fingerprints, 16 B each; nothing grows with traffic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "flow/base/counters.hpp"
#include "flow/base/hash.hpp"
#include "flow/packet/packet_view.hpp"

namespace sekisho::packet {

struct DuplicateOptions {
  bool enabled = true;
  Duration window = 2ms;          ///< A copy later than this is a retransmission and stays.
  std::size_t entries = 1 << 12;  ///< Fingerprints remembered; a power of two. More fall out of the processor's cache.
};

class DuplicateFilter {
 public:
  DuplicateFilter(const DuplicateOptions& options, Counters& counters, HashSeed seed);
  /// True where @p view is a copy of a frame seen within the window: leave it out. Counts it.
  bool is_duplicate(const PacketView& view);

 private:
  struct Entry {
    std::uint64_t fingerprint = 0;
    Timestamp time;
  };
  DuplicateOptions options_;
  HashSeed seed_;
  Counter& duplicates_;
  std::vector<Entry> entries_;
};

}  // namespace sekisho::packet

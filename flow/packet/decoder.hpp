// From a captured frame to a PacketView: links, tunnels, IP, fragments, transport. Bad bytes increment a named counter
// and nothing else. Single-threaded; time comes from the packets.
//
// Keeps    fragments being reassembled: at most DecoderOptions::fragment_bytes, 30 s each.
#pragma once

#include <cstddef>
#include <memory>

#include "flow/base/counters.hpp"
#include "flow/base/hash.hpp"
#include "flow/packet/packet_view.hpp"
#include "flow/packet/raw_packet.hpp"

namespace sekisho::packet {

struct DecoderOptions {
  unsigned max_tunnels = 4;                         ///< Nested tunnels removed at most; deeper is counted, not followed.
  bool decapsulate = true;                          ///< False leaves tunnels alone: the outer flow is tracked.
  std::size_t fragment_bytes = 16UL * 1024 * 1024;  ///< Budget for fragments; past it the oldest datagram is given up.
  Duration fragment_timeout = 30s;
};

class Decoder {
 public:
  Decoder(const DecoderOptions& options, Counters& counters, HashSeed seed);
  ~Decoder();
  Decoder(Decoder&&) noexcept;
  Decoder& operator=(Decoder&&) noexcept;

  /// Fills @p view from @p raw. False where there is nothing to track: no IP inside, broken headers, or a fragment that
  /// waits for its siblings; the reason is counted in sekisho_decode_*_total{reason}.
  /// @p view borrows from @p raw and from this decoder until the next call.
  bool decode(const RawPacket& raw, PacketView& view);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sekisho::packet

// Puts IPv4 and IPv6 fragments back together. Where fragments overlap, the bytes that came first win, and it is counted.
//
// Keeps    pieces of unfinished datagrams, at most `fragment_bytes` of them with their bookkeeping; past that the oldest datagram is given up.
// Time     packet time: an unfinished datagram leaves after `fragment_timeout`.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "flow/base/bounded_map.hpp"
#include "flow/base/bytes.hpp"
#include "flow/base/counters.hpp"
#include "flow/base/hash.hpp"
#include "flow/base/ip_address.hpp"
#include "flow/base/time.hpp"
#include "flow/packet/decoder.hpp"

namespace sekisho::packet {

/// One fragment as its IP header describes it.
struct Fragment {
  IpAddress source;
  IpAddress destination;
  std::uint32_t id = 0;
  std::uint8_t protocol = 0;  ///< Of what follows the fragment header.
  bool v6 = false;
  bool more = false;               ///< Others follow.
  std::uint32_t offset = 0;        ///< Bytes.
  Bytes header = {};               ///< The IP header (IPv6: with the extension headers before the fragment header).
  std::size_t next_header_at = 0;  ///< IPv6: where in `header` the number of the fragment header stands.
  Bytes data = {};
  std::uint32_t wire_length = 0;  ///< Of the frame that brought it.
};

class Defragmenter {
 public:
  Defragmenter(const DecoderOptions& options, Counters& counters, HashSeed seed);

  enum class Outcome : std::uint8_t {
    Complete,  ///< packet() holds the whole datagram.
    Waiting,
    Invalid,  ///< No datagram can hold this fragment.
  };
  /// @pre @p fragment.data was captured whole.
  Outcome add(const Fragment& fragment, Timestamp now);
  /// The IP packet put together last, with one plain header; until the next add().
  Bytes packet() const { return packet_; }
  /// Bytes of all frames that packet() came in.
  std::uint32_t wire_length() const { return wire_length_; }
  /// What unfinished datagrams hold.
  std::size_t bytes() const { return bytes_; }

 private:
  struct Key {
    IpAddress source;
    IpAddress destination;
    std::uint32_t id = 0;
    std::uint8_t protocol = 0;
    bool v6 = false;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct KeyHash {
    HashSeed seed;
    std::size_t operator()(const Key& key) const {
      return mix(mix(key.source.hash(seed), key.destination.hash(seed)),
                 std::uint64_t{key.id} << 16 | std::uint64_t{key.protocol} << 8 | (key.v6 ? 1U : 0U));
    }
  };
  struct Piece {
    std::uint32_t offset = 0;
    std::uint32_t size = 0;
    std::uint32_t at = 0;  // in Datagram::data; pieces stand in order of arrival there
  };
  struct Datagram {
    Timestamp started;
    Timestamp finished;  // of a complete one, kept a moment to know its copies
    bool complete = false;
    std::uint32_t total = 0;  // 0: the last fragment has not come
    std::uint32_t wire_length = 0;
    std::uint32_t next_header_at = 0;
    std::vector<Piece> pieces;  // sorted by offset
    std::vector<std::uint8_t> header;
    std::vector<std::uint8_t> data;
    std::size_t cost() const { return pieces.capacity() * sizeof(Piece) + header.capacity() + data.capacity(); }
  };

  void expire(Timestamp now);
  void make_room(std::size_t needed);
  bool insert(Datagram& datagram, const Fragment& fragment);
  static bool is_whole(const Datagram& datagram);
  bool assemble(const Key& key, const Datagram& datagram);
  void give_up(Datagram& datagram, Counter& reason);

  std::size_t budget_;
  Duration timeout_;
  BoundedMap<Key, Datagram, KeyHash> datagrams_;  // oldest first
  std::size_t bytes_ = 0;
  std::vector<std::uint8_t> buffer_;  // made with the first datagram
  Bytes packet_;
  std::uint32_t wire_length_ = 0;
  Counter& fragments_;
  Counter& reassembled_;
  Counter& overlaps_;
  Counter& copies_;
  Counter& timeouts_;
  Counter& evicted_;
  Counter& unusable_;
};

}  // namespace sekisho::packet

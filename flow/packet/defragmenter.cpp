#include "flow/packet/defragmenter.hpp"

#include <algorithm>
#include <cstring>

namespace sekisho::packet {
namespace {

constexpr std::size_t kLargest = 65'535;        // what an IP length can say
constexpr std::size_t kLargestHeader = 512;     // IPv6 extension headers before the fragment header; real ones take less than 100 B
constexpr std::size_t kMaxPieces = 256;         // the least MTU of 576 makes 120; a flood of 8-byte pieces is given up
constexpr std::size_t kMaxDatagrams = 1 << 14;  // unfinished at once; a fragment of the least size would else cost more in bookkeeping than in data
constexpr Duration kCopyWindow = 50ms;          // a SPAN port copies within a few ms; a sender needs longer to use an IP id again

void store16(std::vector<std::uint8_t>& bytes, std::size_t at, std::size_t value) {
  bytes[at] = static_cast<std::uint8_t>(value >> 8);
  bytes[at + 1] = static_cast<std::uint8_t>(value);
}

}  // namespace

Defragmenter::Defragmenter(const DecoderOptions& options, Counters& counters, HashSeed seed)
    : budget_(options.fragment_bytes),
      timeout_(options.fragment_timeout),
      datagrams_(kMaxDatagrams, KeyHash{seed}),
      fragments_(counters.counter("sekisho_fragments_total", "IP fragments met")),
      reassembled_(counters.counter("sekisho_fragments_reassembled_total", "Datagrams put together from fragments")),
      overlaps_(counters.counter("sekisho_fragments_overlapping_total", "Fragments that overlap others of their datagram; the first bytes won")),
      copies_(counters.counter("sekisho_fragments_copies_total", "Fragments whose bytes had all come before")),
      timeouts_(counters.counter("sekisho_fragments_given_up_total", "Datagrams never completed, by reason", {{"reason", "timeout"}})),
      evicted_(counters.counter("sekisho_fragments_given_up_total", "Datagrams never completed, by reason", {{"reason", "budget"}})),
      unusable_(counters.counter("sekisho_fragments_given_up_total", "Datagrams never completed, by reason", {{"reason", "unusable"}})) {}

Defragmenter::Outcome Defragmenter::add(const Fragment& fragment, Timestamp now) {
  fragments_.add();
  const std::size_t end = fragment.offset + fragment.data.size();
  if (fragment.data.empty() || end > kLargest || fragment.header.size() > kLargestHeader) return Outcome::Invalid;
  if (fragment.more && fragment.data.size() % 8 != 0) return Outcome::Invalid;
  expire(now);

  const Key key{fragment.source, fragment.destination, fragment.id, fragment.protocol, fragment.v6};
  Datagram* datagram = datagrams_.find(key);
  if (datagram != nullptr && datagram->complete) {
    if (now - datagram->finished <= kCopyWindow) {
      copies_.add();
      return Outcome::Waiting;
    }
    bytes_ -= datagram->cost();
    datagrams_.erase(key);
    datagram = nullptr;
  }
  if (datagram == nullptr) {
    make_room(fragment.data.size() + fragment.header.size());
    datagram = &datagrams_.touch(key);
    datagram->started = now;
  }

  bytes_ -= datagram->cost();
  const bool usable = insert(*datagram, fragment);
  const bool whole = usable && is_whole(*datagram);
  const bool assembled = whole && assemble(key, *datagram);
  if (!usable || (whole && !assembled)) {
    unusable_.add();
    datagrams_.erase(key);
    return Outcome::Waiting;
  }
  if (assembled) {
    *datagram = Datagram{.started = datagram->started, .finished = now, .complete = true, .pieces = {}, .header = {}, .data = {}};
    return Outcome::Complete;
  }
  bytes_ += datagram->cost();
  make_room(0);
  return Outcome::Waiting;
}

void Defragmenter::give_up(Datagram& datagram, Counter& reason) {
  bytes_ -= datagram.cost();
  if (!datagram.complete) reason.add();
}

void Defragmenter::expire(Timestamp now) {
  datagrams_.expire([&](const Key&, Datagram& datagram) {
    if (now - datagram.started <= timeout_) return false;
    give_up(datagram, timeouts_);
    return true;
  });
}

void Defragmenter::make_room(std::size_t needed) {
  // The map would evict by itself when full, but unseen by our account of bytes.
  bool full = datagrams_.size() >= datagrams_.capacity();
  datagrams_.expire([&](const Key&, Datagram& datagram) {
    if (bytes_ + needed <= budget_ && !full) return false;
    full = false;
    give_up(datagram, evicted_);
    return true;
  });
}

bool Defragmenter::insert(Datagram& datagram, const Fragment& fragment) {
  if (fragment.offset == 0 && datagram.header.empty()) {
    datagram.header.assign(fragment.header.begin(), fragment.header.end());
    datagram.next_header_at = static_cast<std::uint32_t>(fragment.next_header_at);
  }
  const auto end = static_cast<std::uint32_t>(fragment.offset + fragment.data.size());
  if (!fragment.more && datagram.total == 0) datagram.total = end;
  datagram.wire_length += fragment.wire_length;

  auto& pieces = datagram.pieces;
  const auto ends_later = [](std::uint32_t at, const Piece& piece) { return at < piece.offset + piece.size; };
  std::uint32_t at = fragment.offset;
  auto next = static_cast<std::size_t>(std::upper_bound(pieces.begin(), pieces.end(), at, ends_later) - pieces.begin());
  bool overlap = false;
  bool added = false;
  while (at < end) {
    const std::uint32_t gap_end = next < pieces.size() ? std::min(end, pieces[next].offset) : end;
    if (at < gap_end) {
      if (pieces.size() >= kMaxPieces) return false;
      pieces.insert(pieces.begin() + static_cast<std::ptrdiff_t>(next), Piece{at, gap_end - at, static_cast<std::uint32_t>(datagram.data.size())});
      const Bytes part = fragment.data.subspan(at - fragment.offset, gap_end - at);
      datagram.data.insert(datagram.data.end(), part.begin(), part.end());
      added = true;
      ++next;
    }
    if (next == pieces.size() || pieces[next].offset >= end) break;
    overlap = true;
    at = pieces[next].offset + pieces[next].size;
    ++next;
  }
  if (!added) {
    copies_.add();
  } else if (overlap) {
    overlaps_.add();
  }
  return true;
}

bool Defragmenter::is_whole(const Datagram& datagram) {
  if (datagram.total == 0 || datagram.header.empty()) return false;
  std::uint32_t reached = 0;
  for (const Piece& piece : datagram.pieces) {
    if (piece.offset != reached) break;
    reached += piece.size;
  }
  return reached >= datagram.total;
}

bool Defragmenter::assemble(const Key& key, const Datagram& datagram) {
  const std::size_t header = datagram.header.size();
  const std::size_t ip_length = datagram.total + header - (key.v6 ? 40 : 0);
  if (ip_length > kLargest) return false;
  buffer_.resize(kLargest + kLargestHeader);
  std::copy(datagram.header.begin(), datagram.header.end(), buffer_.begin());
  for (const Piece& piece : datagram.pieces) {
    if (piece.offset >= datagram.total) break;
    const std::size_t size = std::min(piece.size, datagram.total - piece.offset);
    std::memcpy(buffer_.data() + header + piece.offset, datagram.data.data() + piece.at, size);
  }
  if (key.v6) {
    store16(buffer_, 4, ip_length);
    buffer_[datagram.next_header_at] = key.protocol;
  } else {
    store16(buffer_, 2, ip_length);
    store16(buffer_, 6, 0);
  }
  packet_ = Bytes(buffer_).first(header + datagram.total);
  wire_length_ = datagram.wire_length;
  reassembled_.add();
  return true;
}

}  // namespace sekisho::packet

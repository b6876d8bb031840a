// One direction of a TCP connection in order. Segments that come early wait; bytes that never come are told as a gap.
//
// Keeps    at most kMostWaiting early segments and `most_bytes` of them; past that the hole before them is given up.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "flow/base/bytes.hpp"

namespace sekisho::inspect {

class TcpStream {
 public:
  /// Takes a segment of @p length bytes of which @p bytes were captured. Calls receiver.bytes(Bytes) for what is in order now and
  /// receiver.gap() for what is missing for good. @return false where all of it has been here before.
  /// A receiver must not call this stream.
  template <class Receiver>
  bool segment(std::uint32_t sequence, Bytes bytes, std::uint32_t length, std::size_t most_bytes, Receiver&& receiver) {
    if (!known_) {
      known_ = true;
      base_ = next_ = sequence;
    }
    const std::int32_t seen = distance(sequence, next_);  // bytes of it that were here before; negative: missing before it
    if (seen < 0) {
      if (seen < -kWindow) {
        // No sender is so far ahead: a number of another connection, or the capture has lost that much.
        if (++strays_ < kMostStrays) return false;
        waiting_.clear();
        waiting_bytes_ = 0;
        skip_to(sequence, receiver);
        deliver(bytes, length, receiver);
      } else {
        store(sequence, bytes, length);
        if (waiting_.size() > kMostWaiting || waiting_bytes_ > most_bytes) skip_hole(receiver);
      }
    } else {
      if (static_cast<std::uint32_t>(seen) >= length) return false;
      strays_ = 0;
      deliver(bytes.subspan(std::min<std::size_t>(bytes.size(), static_cast<std::uint32_t>(seen))), length - static_cast<std::uint32_t>(seen),
              receiver);
    }
    drain(receiver);
    return true;
  }

  /// The other side has acknowledged all before @p acknowledged: a hole below that was a loss of the capture, and nobody will send it again.
  template <class Receiver>
  void acknowledged(std::uint32_t acknowledged, Receiver&& receiver) {
    if (waiting_.empty() || distance(waiting_.front().sequence, acknowledged) <= 0) return;
    skip_hole(receiver);
    drain(receiver);
  }

  /// True where @p sequence lies shortly before the first segment seen: that one came early.
  bool precedes(std::uint32_t sequence) const {
    const std::int32_t before = distance(sequence, base_);
    return known_ && before > 0 && before < kWindow;
  }
  /// Begins again at @p sequence; @p delivered, all that was delivered so far, will come once more behind it.
  void rewind(std::uint32_t sequence, Bytes delivered) {
    if (!delivered.empty()) store(base_, delivered, static_cast<std::uint32_t>(delivered.size()));
    base_ = next_ = sequence;
  }

  bool has_waiting() const { return !waiting_.empty(); }
  /// Bytes held, for the budget.
  std::size_t held() const { return waiting_bytes_ + waiting_.capacity() * sizeof(Early); }

 private:
  static constexpr std::size_t kMostWaiting = 8;    // reordering by more than a few segments is rare, loss is not
  static constexpr std::int32_t kWindow = 1 << 20;  // sequence numbers that a sender may plausibly be ahead
  static constexpr std::uint8_t kMostStrays = 3;    // segments outside the window before the stream moves there

  struct Early {
    std::uint32_t sequence;
    std::uint32_t length;
    std::vector<std::uint8_t> bytes;
  };

  /// How far @p to lies after @p from, on the circle of sequence numbers.
  static std::int32_t distance(std::uint32_t from, std::uint32_t to) { return static_cast<std::int32_t>(to - from); }

  template <class Receiver>
  void deliver(Bytes bytes, std::uint32_t length, Receiver&& receiver) {
    next_ += length;
    if (!bytes.empty()) receiver.bytes(bytes);
    if (bytes.size() < length) receiver.gap();
  }
  template <class Receiver>
  void skip_to(std::uint32_t sequence, Receiver&& receiver) {
    next_ = sequence;
    strays_ = 0;
    receiver.gap();
  }
  template <class Receiver>
  void skip_hole(Receiver&& receiver) {
    skip_to(waiting_.front().sequence, receiver);
  }
  template <class Receiver>
  void drain(Receiver&& receiver) {
    while (!waiting_.empty() && distance(waiting_.front().sequence, next_) >= 0) {
      const Early early = std::move(waiting_.front());
      waiting_.erase(waiting_.begin());
      waiting_bytes_ -= early.bytes.size();
      const auto seen = static_cast<std::uint32_t>(distance(early.sequence, next_));
      if (seen >= early.length) continue;
      deliver(Bytes(early.bytes).subspan(std::min<std::size_t>(early.bytes.size(), seen)), early.length - seen, receiver);
    }
  }
  void store(std::uint32_t sequence, Bytes bytes, std::uint32_t length) {
    const auto place = std::find_if(waiting_.begin(), waiting_.end(), [&](const Early& e) { return distance(sequence, e.sequence) >= 0; });
    if (place != waiting_.end() && place->sequence == sequence && place->length >= length) return;
    waiting_bytes_ += bytes.size();
    waiting_.insert(place, Early{sequence, length, {bytes.begin(), bytes.end()}});
  }

  std::vector<Early> waiting_;  // by sequence
  std::size_t waiting_bytes_ = 0;
  std::uint32_t base_ = 0;
  std::uint32_t next_ = 0;
  bool known_ = false;
  std::uint8_t strays_ = 0;
};

}  // namespace sekisho::inspect

// The table's entries. A half-open or one-packet flow is a HalfOpen; once it has more to remember it becomes an Established, which begins
// with the same fields. Sizes are part of the sensor's memory budget and are asserted below.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

#include "flow/inspect/inspector.hpp"
#include "flow/model/flow_record.hpp"
#include "flow/table/flow_index.hpp"
#include "flow/table/history.hpp"
#include "flow/table/timer_wheel.hpp"

namespace sekisho::table {

/// A name of at most 255 bytes in one allocation of its own size; none while empty.
class ShortName {
 public:
  void assign(std::string_view text);
  std::string_view view() const { return bytes_ ? std::string_view(bytes_.get() + 1, static_cast<std::uint8_t>(bytes_[0])) : std::string_view(); }
  /// Bytes on the heap.
  std::size_t bytes() const { return bytes_ ? view().size() + 1 : 0; }

 private:
  std::unique_ptr<char[]> bytes_;
};

using Sizes = std::array<std::uint64_t, 2>;  ///< By Side.

/// What every flow has. Holds at most one packet with payload.
struct HalfOpen {
  model::FlowRef ref;
  Timestamp last;
  Timestamp last_payload;
  Sizes packets{};
  Sizes bytes{};
  std::array<std::uint32_t, 2> next_sequence{};  ///< By Side; valid where sequence_known.
  History history;
  std::uint32_t hash = 0;  ///< As in the index.
  Timer timer;             ///< Fires at the earliest of what the flow waits for.
  ShortName server_name;   ///< The three facts of a finished inspection.
  std::uint64_t risks = 0;
  std::uint16_t label = 0;       ///< In LabelTable.
  std::uint16_t milestones = 0;  ///< Reached so far.
  std::uint32_t events = 0;      ///< Said so far.
  inspect::Inspector::Handle inspection = 0;
  std::uint32_t about = 0;               ///< Inspected while inspection runs, in AboutPool; 0 is none.
  std::uint32_t first_size = 0;          ///< Payload bytes of the packet that brought the first payload.
  std::array<std::uint8_t, 16> first{};  ///< Its first bytes.
  model::PayloadShape first_shape;
  std::uint8_t first_kept = 0;
  Side first_side = Side::Client;
  std::array<std::uint8_t, 2> tcp_flags{};  ///< By Side, or-ed.
  model::FlowState state = model::FlowState::New;
  bool live : 1 = false;
  bool promoted : 1 = false;  ///< This is an Established.
  bool has_payload : 1 = false;
  bool inspected : 1 = false;   ///< Inspection has been asked for.
  bool classified : 1 = false;  ///< FlowClassified was sent.
  bool client_sequence_known : 1 = false;
  bool server_sequence_known : 1 = false;
};

/// Sequence numbers that were passed over: a segment that is late, or lost to the capture. Empty where both are equal.
struct Hole {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

/// The burst of data in progress, or the first one while it is not known whether another follows.
struct Burst {
  Timestamp start;
  Timestamp last;
  Duration reply_after{};
  std::uint32_t to_server = 0;
  std::uint32_t to_client = 0;
  std::uint32_t index = 0;
  bool begun = false;
  bool sent = false;
  bool from_client = true;
};

struct Established : HalfOpen {
  Established() = default;
  explicit Established(HalfOpen&& half);

  Sizes payload{};
  std::array<std::uint32_t, 2> payload_packets{};  ///< Stops at the largest number.
  std::array<std::uint32_t, 2> retransmitted{};    ///< Stops at the largest number.
  std::array<Hole, 2> holes{};
  Duration longest_silence{};
  std::array<std::uint8_t, 16> reply{};  ///< First bytes of the side that did not send the first payload.
  Burst burst;
  std::uint32_t active_seconds = 0;
  std::uint32_t reply_size = 0;  ///< Payload bytes of the packet that brought them.
  model::PayloadShape reply_shape;
  std::uint8_t reply_kept = 0;
};

/// Bytes one entry costs with its share of the index and of the list of free slots; names and inspection state left out.
template <class T>
constexpr std::size_t kEntryBytes = sizeof(T) + FlowIndex::kBytesPerFlow + sizeof(std::uint32_t);
static_assert(kEntryBytes<HalfOpen> <= 256);
static_assert(kEntryBytes<Established> <= 384);

}  // namespace sekisho::table

// One worker: its flow-table shard with its inspector, and the events they say, in batches to the analysis thread.
//
// Keeps    events of at most Delivery::hold of packet time (and a second more), or kBatch, whichever is less.
// Threads  one; the queue to the analysis thread is the only thing shared.
#pragma once

#include <memory>

#include "flow/base/counters.hpp"
#include "flow/inspect/inspector.hpp"
#include "flow/table/flow_table.hpp"
#include "sensor/pipeline/event_batch.hpp"
#include "sensor/pipeline/packet_stage.hpp"

namespace sekisho::pipeline {

/// Whether a full queue makes its writer wait (captures: nothing may be lost) or drop and count (a live link does not wait).
enum class WhenFull : std::uint8_t { Wait, Drop };

/// How events go to the analysis thread.
struct Delivery {
  WhenFull when_full = WhenFull::Wait;
  Duration hold = 0s;  ///< Packet time for which a batch may fill; 0: with every second. Longer delays alerts and wakes threads less often.
};

class FlowStage final : public PacketStage, public model::EventSink {
 public:
  FlowStage(const table::FlowTableOptions& options, std::unique_ptr<inspect::Inspector> inspector, EventQueue& queue, const Delivery& delivery,
            Counters& counters, HashSeed seed);

  void packet(const packet::PacketView& packet) override;
  void tick(Timestamp now) override;
  void finish() override;
  void event(model::FlowEvent&& event) override { events_.push_back(std::move(event)); }

 private:
  static constexpr std::size_t kBatch = 256;  // events; bounds memory between ticks, small enough to stay in cache
  void send(Timestamp watermark, bool last);

  std::unique_ptr<inspect::Inspector> inspector_;
  table::FlowTable table_;
  EventQueue& queue_;
  Delivery delivery_;
  Counter& dropped_;
  std::vector<model::FlowEvent> events_;
  Timestamp now_;
  Timestamp sent_;
};

}  // namespace sekisho::pipeline

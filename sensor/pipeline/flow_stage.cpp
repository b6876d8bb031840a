#include "sensor/pipeline/flow_stage.hpp"

#include <algorithm>

namespace sekisho::pipeline {

FlowStage::FlowStage(const table::FlowTableOptions& options, std::unique_ptr<inspect::Inspector> inspector, EventQueue& queue,
                     const Delivery& delivery, Counters& counters, HashSeed seed)
    : inspector_(std::move(inspector)),
      table_(options, *inspector_, *this, counters, seed),
      queue_(queue),
      delivery_(delivery),
      dropped_(counters.counter("sekisho_events_dropped_total", "Flow events lost because the analysis thread was behind")) {}

void FlowStage::packet(const packet::PacketView& packet) {
  now_ = packet.time;
  table_.packet(packet);
  if (events_.size() >= kBatch) send(now_, false);
}

void FlowStage::tick(Timestamp now) {
  now_ = now;
  table_.advance(now);
  if (now - sent_ >= delivery_.hold) send(now, false);
}

void FlowStage::finish() {
  table_.finish(model::EndReason::Shutdown);
  send(now_, true);
}

void FlowStage::send(Timestamp watermark, bool last) {
  const std::size_t count = events_.size();
  EventBatch batch{watermark, last, std::move(events_)};
  events_ = {};
  if (!last) events_.reserve(std::min(count + count / 4, kBatch + kBatch / 4));  // like the last: growing would move every event
  sent_ = watermark;
  if (delivery_.when_full == WhenFull::Wait || last) {
    queue_.push(std::move(batch));
  } else if (!queue_.try_push(std::move(batch))) {
    dropped_.add(count);
  }
}

}  // namespace sekisho::pipeline

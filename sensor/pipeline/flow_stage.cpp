#include "sensor/pipeline/flow_stage.hpp"

#include <algorithm>

#include "flow/model/flow_key.hpp"

namespace sekisho::pipeline {
namespace {

/// An ARP message belongs to no flow; its event carries one of its own, which the flow table does not know.
model::FlowEvent claim_of(const packet::PacketView& arp) {
  model::FlowEvent event;
  event.time = event.flow.start = arp.time;
  event.flow.endpoints = {{arp.source, 0}, {arp.destination, 0}};
  event.flow.vlan = arp.vlan;
  event.flow.interface = arp.interface;
  event.flow.id = model::FlowKey::of(event.flow.endpoints.client, event.flow.endpoints.server, event.flow.transport, arp.vlan).id(arp.time, 0);
  event.body = model::AddressClaim{arp.source, arp.source_mac};
  return event;
}

}  // namespace

FlowStage::FlowStage(const table::FlowTableOptions& options, std::unique_ptr<inspect::Inspector> inspector, EventQueue& queue,
                     const Delivery& delivery, Counters& counters, HashSeed seed)
    : inspector_(std::move(inspector)),
      table_(options, *inspector_, *this, counters, seed),
      queue_(queue),
      delivery_(delivery),
      dropped_(counters.counter("sekisho_events_dropped_total", "Flow events lost because the analysis thread was behind")) {}

void FlowStage::packet(const packet::PacketView& packet) {
  now_ = packet.time;
  if (packet.arp) {
    table_.advance(now_);  // what the batch's watermark promises
    events_.push_back(claim_of(packet));
  } else {
    table_.packet(packet);
  }
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

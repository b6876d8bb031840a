#include "sensor/pipeline/distributor.hpp"

#include "flow/table/flow_table.hpp"

namespace sekisho::pipeline {

Distributor::Distributor(std::vector<std::unique_ptr<PacketStage>> stages) {
  for (auto& stage : stages) workers_.push_back(std::make_unique<Worker>(std::move(stage)));
  for (auto& worker : workers_) worker->thread = std::thread([&w = *worker] { work(w); });
}

Distributor::~Distributor() { finish(); }

void Distributor::packet(const packet::PacketView& packet) {
  Worker& worker = *workers_[table::shard_hash(packet) % workers_.size()];
  Batch& batch = worker.filling;
  Item item{packet, batch.bytes.size(), 0, packet.l3.size(), packet.payload.size()};
  batch.bytes.insert(batch.bytes.end(), packet.l3.begin(), packet.l3.end());
  const std::uint8_t* begin = packet.l3.data();
  const std::uint8_t* payload = packet.payload.data();
  const bool inside = payload >= begin && payload + packet.payload.size() <= begin + packet.l3.size();
  item.payload = inside ? item.l3 + static_cast<std::size_t>(payload - begin) : batch.bytes.size();
  if (!inside) batch.bytes.insert(batch.bytes.end(), packet.payload.begin(), packet.payload.end());
  batch.items.push_back(item);
  if (batch.items.size() >= kItems || batch.bytes.size() >= kBytes) send(worker);
}

void Distributor::tick(Timestamp now) {
  for (auto& worker : workers_) {
    worker->filling.has_tick = true;
    worker->filling.tick = now;
    send(*worker);
  }
}

void Distributor::finish() {
  for (auto& worker : workers_) {
    if (!worker->thread.joinable()) continue;
    worker->filling.last = true;
    send(*worker);
  }
  for (auto& worker : workers_) {
    if (worker->thread.joinable()) worker->thread.join();
  }
}

void Distributor::send(Worker& worker) {
  worker.queue.push(std::move(worker.filling));
  worker.filling = {};
}

void Distributor::work(Worker& worker) {
  while (auto batch = worker.queue.pop()) {
    const Bytes bytes(batch->bytes);
    for (Item& item : batch->items) {
      item.view.l3 = bytes.subspan(item.l3, item.l3_size);
      item.view.payload = bytes.subspan(item.payload, item.payload_size);
      worker.stage->packet(item.view);
    }
    if (batch->has_tick) worker.stage->tick(batch->tick);
    if (batch->last) {
      worker.stage->finish();
      return;
    }
  }
}

}  // namespace sekisho::pipeline

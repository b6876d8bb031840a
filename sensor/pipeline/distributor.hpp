// Spreads the packets of one reader over several flow stages, each on a thread of its own, by a hash that keeps all flows of an
// address pair together. Ticks go to all, so that every shard tells time alike and the result does not depend on their number.
#pragma once

#include <memory>
#include <thread>
#include <vector>

#include "flow/base/bounded_queue.hpp"
#include "sensor/pipeline/packet_stage.hpp"

namespace sekisho::pipeline {

class Distributor final : public PacketStage {
 public:
  /// Starts one thread per stage. The stages are used on those threads only, until finish() returns.
  explicit Distributor(std::vector<std::unique_ptr<PacketStage>> stages);
  ~Distributor() override;

  void packet(const packet::PacketView& packet) override;
  void tick(Timestamp now) override;
  void finish() override;

 private:
  struct Item {
    packet::PacketView view;  // spans are rebound by the worker
    std::size_t l3 = 0;       // offsets into Batch::bytes
    std::size_t payload = 0;
    std::size_t l3_size = 0;
    std::size_t payload_size = 0;
  };
  struct Batch {
    std::vector<std::uint8_t> bytes;
    std::vector<Item> items;
    bool has_tick = false;
    bool last = false;
    Timestamp tick;
  };
  struct Worker {
    explicit Worker(std::unique_ptr<PacketStage> s) : stage(std::move(s)) {}
    std::unique_ptr<PacketStage> stage;
    BoundedQueue<Batch> queue{kWaiting};
    Batch filling;
    std::thread thread;
  };
  static constexpr std::size_t kItems = 256;           // packets a batch: amortises the lock
  static constexpr std::size_t kBytes = 256UL * 1024;  // bytes a batch
  static constexpr std::size_t kWaiting = 16;          // batches a worker may be behind

  static void work(Worker& worker);
  static void send(Worker& worker);

  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace sekisho::pipeline

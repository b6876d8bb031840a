// The thread of a source of events: asks until it ends or is told to stop. Waits where the analysis thread is behind.
#pragma once

#include <atomic>

#include "sensor/pipeline/event_source.hpp"

namespace sekisho::pipeline {

class EventLoop {
 public:
  EventLoop(EventSource& source, EventQueue& queue) : source_(source), queue_(queue), bytes_total_(source.bytes_total()) {}

  /// The thread's body.
  void run();
  /// Any thread: run() returns after the batch at hand.
  void stop() { stop_.store(true, std::memory_order_relaxed); }

  /// Any thread.
  std::uint64_t bytes_read() const { return bytes_read_.load(std::memory_order_relaxed); }
  std::uint64_t bytes_total() const { return bytes_total_; }

 private:
  EventSource& source_;
  EventQueue& queue_;
  std::uint64_t bytes_total_;
  std::atomic<bool> stop_{false};
  std::atomic<std::uint64_t> bytes_read_{0};
};

}  // namespace sekisho::pipeline

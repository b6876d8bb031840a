// The capture thread: polls one source until it ends or is told to stop, and keeps packet time moving on a silent live link.
#pragma once

#include <atomic>
#include <memory>

#include "sensor/capture/packet_source.hpp"
#include "sensor/pipeline/ingest.hpp"

namespace sekisho::pipeline {

class CaptureLoop {
 public:
  /// @p live a link whose silence is bridged by the steady clock; false for captures, whose time is their own.
  CaptureLoop(capture::PacketSource& source, Ingest& ingest, bool live) : source_(source), ingest_(ingest), live_(live) {}

  /// The thread's body. Ends the stages behind it when it returns.
  void run();
  /// Any thread: run() returns within a poll's wait.
  void stop() { stop_.store(true, std::memory_order_relaxed); }

  /// Any thread.
  std::uint64_t bytes_read() const { return bytes_read_.load(std::memory_order_relaxed); }
  std::uint64_t bytes_total() const { return bytes_total_.load(std::memory_order_relaxed); }
  /// Rises with every round: a watchdog's sign of life.
  std::uint64_t rounds() const { return rounds_.load(std::memory_order_relaxed); }
  bool ended() const { return ended_.load(std::memory_order_acquire); }

 private:
  capture::PacketSource& source_;
  Ingest& ingest_;
  bool live_;
  std::atomic<bool> stop_{false};
  std::atomic<bool> ended_{false};
  std::atomic<std::uint64_t> bytes_read_{0};
  std::atomic<std::uint64_t> bytes_total_{0};
  std::atomic<std::uint64_t> rounds_{0};
};

}  // namespace sekisho::pipeline

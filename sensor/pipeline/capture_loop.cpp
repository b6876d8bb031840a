#include "sensor/pipeline/capture_loop.hpp"

#include "sensor/capture/live_clock.hpp"

namespace sekisho::pipeline {
namespace {

constexpr std::chrono::milliseconds kWait{100};  // how long stop() may go unheard; SIGTERM must end an idle sensor within a second

}  // namespace

void CaptureLoop::run() {
  capture::LiveClock clock;
  while (!stop_.load(std::memory_order_relaxed)) {
    const auto status = source_.poll(ingest_, kWait);
    rounds_.fetch_add(1, std::memory_order_relaxed);
    const auto progress = source_.progress();
    bytes_read_.store(progress.bytes_read, std::memory_order_relaxed);
    bytes_total_.store(progress.bytes_total, std::memory_order_relaxed);
    if (status == capture::PacketSource::Status::End) break;
    if (!live_) continue;
    if (status == capture::PacketSource::Status::More) {
      clock.packet(ingest_.now());
    } else if (const auto now = clock.idle(std::chrono::steady_clock::now())) {
      ingest_.idle(*now);
    }
  }
  ingest_.finish();
  ended_.store(true, std::memory_order_release);
}

}  // namespace sekisho::pipeline

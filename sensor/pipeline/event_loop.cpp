#include "sensor/pipeline/event_loop.hpp"

namespace sekisho::pipeline {

void EventLoop::run() {
  for (bool last = false; !last;) {
    EventBatch batch = source_.next();
    last = batch.last = batch.last || stop_.load(std::memory_order_relaxed);
    bytes_read_.store(source_.bytes_read(), std::memory_order_relaxed);
    queue_.push(std::move(batch));
  }
}

}  // namespace sekisho::pipeline

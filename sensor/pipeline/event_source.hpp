// Where events come from that no flow stage has said: logs of flows. Runs on the thread that asks.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sensor/pipeline/event_batch.hpp"

namespace sekisho::pipeline {

class EventSource {
 public:
  virtual ~EventSource() = default;
  /// The events that come next, in order, and after them none before the batch's watermark. The last one says so. Never throws.
  virtual EventBatch next() = 0;
  /// What was read of all there is, in bytes on the disk.
  virtual std::uint64_t bytes_read() const = 0;
  virtual std::uint64_t bytes_total() const = 0;
  /// Names behind FlowRef::interface.
  virtual const std::vector<std::string>& names() const = 0;
  /// Inputs that were unreadable, damaged or cut short, each with path and reason; final after the last batch.
  virtual const std::vector<std::string>& problems() const = 0;
  /// A sentence about inputs that were left out on purpose; empty where none were. Final after the last batch.
  virtual std::string note() const = 0;
};

}  // namespace sekisho::pipeline

// What a flow stage hands to the analysis thread.
#pragma once

#include <vector>

#include "flow/base/bounded_queue.hpp"
#include "flow/model/flow_event.hpp"

namespace sekisho::pipeline {

/// Events of one worker. Every later batch of that worker holds events at or after `watermark` only.
struct EventBatch {
  Timestamp watermark;
  bool last = false;
  std::vector<model::FlowEvent> events;
};

using EventQueue = BoundedQueue<EventBatch>;

}  // namespace sekisho::pipeline

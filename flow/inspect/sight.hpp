// One packet as the inspection of its flow sees it.
#pragma once

#include "flow/inspect/inspector.hpp"

namespace sekisho::inspect {

struct Sight {
  const model::FlowRef& flow;
  const packet::PacketView& packet;
  bool from_client;
  Inspected& about;
  ObservationSink& sink;
};

}  // namespace sekisho::inspect

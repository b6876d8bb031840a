// What comes after decode: a flow stage in the same thread, or a distributor to several.
#pragma once

#include "flow/packet/packet_view.hpp"

namespace sekisho::pipeline {

class PacketStage {
 public:
  virtual ~PacketStage() = default;
  /// Packets and ARP messages come in time order; the view is borrowed for the call.
  virtual void packet(const packet::PacketView& packet) = 0;
  /// Packet time reached @p now, a whole second; no earlier packet will come.
  virtual void tick(Timestamp now) = 0;
  /// No more packets: every flow ends.
  virtual void finish() = 0;
};

}  // namespace sekisho::pipeline

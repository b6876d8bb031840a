// One captured frame, borrowed from the packet source until the next one is asked for.
#pragma once

#include <cstdint>

#include "flow/base/bytes.hpp"
#include "flow/base/time.hpp"

namespace sekisho::packet {

struct RawPacket {
  Timestamp time;
  Bytes bytes;                    ///< What was captured; may be shorter than the frame was on the wire.
  std::uint32_t wire_length = 0;  ///< Length on the wire, bytes.
  int link_type = 1;              ///< libpcap's DLT_* number; 1 is Ethernet.
  std::uint16_t interface = 0;    ///< Index into the names of the capture's interfaces or files.
};

}  // namespace sekisho::packet

// What the first bytes of a TCP direction are.
#pragma once

#include <cstdint>

#include "flow/base/bytes.hpp"

namespace sekisho::inspect {

enum class Sniffed : std::uint8_t {
  Unsure,  ///< Fits more than one; more bytes are needed.
  Tls,
  Http,
  Ssh,
  Dns,
  Other,
};

/// @p stream a direction's bytes from the beginning. @p dns_port the connection is to a port where DNS is spoken over TCP.
Sniffed sniff_tcp(Bytes stream, bool from_client, bool dns_port);

}  // namespace sekisho::inspect

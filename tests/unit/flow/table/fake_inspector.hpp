// What the fake Inspector says and what it was asked; reset by every Rig.
#pragma once

#include <cstdint>
#include <string>

#include "flow/inspect/inspector.hpp"

namespace sekisho::inspect {

struct Script {
  unsigned packets = 2;         ///< Wanted per flow; the packet that reaches this number ends inspection.
  bool endless = false;         ///< Classified after `packets`, but wants more for ever.
  std::size_t cap = 1'000'000;  ///< Flows at once.
  bool observe = false;         ///< One SshBanner per packet with payload, one more at close().
  std::string server_name = "example.org";
  // What happened.
  std::size_t open = 0, opened = 0, closed = 0, refused = 0, seen = 0;
};

Script& script();

}  // namespace sekisho::inspect

// What the kernel says about a network interface.
#pragma once

#include <string>

namespace sekisho::capture {

struct LinkState {
  bool exists = false;
  bool up = false;
  unsigned index = 0;  ///< A recreated interface has another one; 0 for "any".
  int mtu = 0;
  bool merges_packets = false;  ///< GRO or LRO is on: the kernel or the card joins packets before they are captured.
  /// "up", "down", "does not exist".
  const char* text() const { return !exists ? "does not exist" : up ? "up" : "down"; }
};

/// Asks now; needs no rights. @p details false leaves mtu and merges_packets out.
LinkState link_state(const std::string& name, bool details = false);

}  // namespace sekisho::capture

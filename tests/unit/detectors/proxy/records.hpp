// Flow records as the flow table would send them.
#pragma once

#include <algorithm>
#include <string_view>

#include "flow/base/bytes.hpp"
#include "tests/unit/detectors/support/fake_context.hpp"

namespace sekisho::detectors::proxy {

/// A flow that is over after 20 s, ten packets and 2000 bytes of payload each way, opened with @p up and @p down.
inline model::FlowRecord talk(const model::FlowRef& f, std::string_view up, std::string_view down, const model::AppLabel& l = {}) {
  model::FlowRecord r;
  r.ref = f;
  r.last = r.last_payload = f.start + 20s;
  r.to_server.packets = r.to_client.packets = 14;
  r.to_server.payload_packets = r.to_client.payload_packets = 10;
  r.to_server.payload = r.to_client.payload = 2000;
  r.label = l;
  r.reason = model::EndReason::Closed;
  r.state = model::FlowState::Closed;
  r.first_to_server_size = static_cast<std::uint8_t>(std::min<std::size_t>(16, up.size()));
  r.first_to_client_size = static_cast<std::uint8_t>(std::min<std::size_t>(16, down.size()));
  std::copy_n(as_bytes(up).begin(), r.first_to_server_size, r.first_to_server.begin());
  std::copy_n(as_bytes(down).begin(), r.first_to_client_size, r.first_to_client.begin());
  return r;
}

inline constexpr std::string_view kGreeting("\x05\x02\x00\x01", 4);
inline constexpr std::string_view kMethod("\x05\x00", 2);
inline constexpr std::string_view kReset("\x38\x9a\xa6\xb1\xe4\x34\x88\x9a\xd3\x01\x02\x03\x04\x05\x06\x07", 16);
inline constexpr std::string_view kAnswer("\x40\xe7\xa7\x7e\xba\x7c\x1c\x51\xb5\x01\x00\x00\x00\x00\x9a\xa6", 16);

}  // namespace sekisho::detectors::proxy

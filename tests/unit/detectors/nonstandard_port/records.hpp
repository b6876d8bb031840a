// Flow records as the flow table would send them.
#pragma once

#include <algorithm>
#include <string_view>

#include "flow/base/bytes.hpp"
#include "tests/unit/detectors/support/fake_context.hpp"

namespace sekisho::detectors::nonstandard_port {

/// A flow that is over, ten packets and 2000 bytes of payload each way.
inline model::FlowRecord talk(const model::FlowRef& f, const model::AppLabel& l, std::string_view up = {}, std::string_view down = {}) {
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

inline constexpr std::string_view kHello("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11);
inline constexpr std::string_view kServerHello("\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03", 11);
inline constexpr std::string_view kBanner = "SSH-2.0-OpenSSH_9.2p1";
inline constexpr std::string_view kGet = "GET /index.html HTTP/1.1";
inline constexpr std::string_view kStatus = "HTTP/1.1 200 OK";
inline constexpr std::string_view kQuery("\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03www", 16);
inline constexpr std::string_view kBinary("\x8c\x01\xfe\x7a\x33\x99\x10\x02\xc4\x55\x81\x07", 12);

}  // namespace sekisho::detectors::nonstandard_port

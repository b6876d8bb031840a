#include "flow/model/flow_record.hpp"

#include <algorithm>
#include <bit>

namespace sekisho::model {

std::string_view flow_state_name(FlowState s) {
  constexpr std::string_view kNames[] = {"new", "established", "closed"};
  return kNames[static_cast<unsigned>(s)];
}

std::string_view end_reason_name(EndReason r) {
  constexpr std::string_view kNames[] = {"active", "timeout", "closed", "evicted", "shutdown", "tcp_reuse"};
  return kNames[static_cast<unsigned>(r)];
}

PayloadShape shape_of(Bytes payload) {
  // Over 128 random bytes the mean of bits set strays by 0.125 (sqrt(8 / 4 / 128)): far inside the 0.6 that the test allows.
  constexpr std::size_t kMostLookedAt = 128;
  constexpr std::uint8_t kFirstPrintable = 0x20, kPrintable = 0x7f - kFirstPrintable;
  const Bytes looked_at = payload.first(std::min(payload.size(), kMostLookedAt));
  PayloadShape s;
  s.looked_at = static_cast<std::uint8_t>(looked_at.size());
  unsigned ones = 0, printable = 0, run = 0, longest = 0;
  for (const std::uint8_t c : looked_at) {
    const bool text = static_cast<std::uint8_t>(c - kFirstPrintable) < kPrintable;
    ones += static_cast<unsigned>(std::popcount(c));
    printable += text ? 1 : 0;
    run = text ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  s.ones = static_cast<std::uint16_t>(ones);
  s.printable = static_cast<std::uint8_t>(printable);
  s.longest_text = static_cast<std::uint8_t>(longest);
  return s;
}

}  // namespace sekisho::model

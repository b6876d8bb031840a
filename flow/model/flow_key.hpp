// The unordered identity of a conversation: both directions give the same key. Endpoints (flow_record.hpp) know who is the client.
#pragma once

#include <cstdint>

#include "flow/base/hash.hpp"
#include "flow/model/flow_record.hpp"

namespace sekisho::model {

struct FlowKey {
  Endpoint low;  ///< The smaller of the two in byte order.
  Endpoint high;
  VlanStack vlan;
  Transport transport{};

  /// ICMP and transports without ports are identified by the address pair alone: pass ports of 0.
  static FlowKey of(const Endpoint& a, const Endpoint& b, Transport transport, const VlanStack& vlan);

  std::uint64_t hash(HashSeed seed) const;
  /// 51 bits, never 0, from this key and the start; the same in every run. @p repeat tells flows of one key and one nanosecond apart.
  FlowId id(Timestamp start, std::uint32_t repeat) const;

  friend bool operator==(const FlowKey&, const FlowKey&) = default;
};

}  // namespace sekisho::model

#include "flow/model/flow_key.hpp"

#include <array>
#include <cstring>
#include <utility>

namespace sekisho::model {
namespace {

// Ids must be the same in every run and on every machine, so their seed is part of the format. Nothing is looked up by id: choosing
// colliding keys gains an attacker only flows that share an id.
constexpr HashSeed kIdSeed{0x73656b6973686f31ULL};

}  // namespace

FlowKey FlowKey::of(const Endpoint& a, const Endpoint& b, Transport transport, const VlanStack& vlan) {
  FlowKey key{a, b, vlan, transport};
  if (b < a) std::swap(key.low, key.high);
  return key;
}

std::uint64_t FlowKey::hash(HashSeed seed) const {
  std::array<std::uint8_t, 42> bytes;  // every byte is written: the structs themselves have padding
  std::uint8_t* at = bytes.data();
  const auto put = [&](const void* from, std::size_t size) {
    std::memcpy(at, from, size);
    at += size;
  };
  put(low.address.bytes().data(), 16);
  put(high.address.bytes().data(), 16);
  put(&low.port, 2);
  put(&high.port, 2);
  put(vlan.ids.data(), 4);
  put(&vlan.count, 1);
  put(&transport, 1);
  return keyed_hash(Bytes(bytes), seed);
}

FlowId FlowKey::id(Timestamp start, std::uint32_t repeat) const {
  const auto nanoseconds = static_cast<std::uint64_t>(start.time_since_epoch().count());
  const std::uint64_t value = mix(mix(hash(kIdSeed), nanoseconds), repeat) & ((std::uint64_t{1} << 51) - 1);
  return FlowId{value == 0 ? 1 : value};
}

}  // namespace sekisho::model

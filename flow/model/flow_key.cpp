#include "flow/model/flow_key.hpp"

#include <array>
#include <bit>
#include <cstring>
#include <utility>

namespace sekisho::model {
namespace {

// Ids must be the same in every run and on every machine, so their seed is part of the format. Nothing is looked up by id: choosing
// colliding keys gains an attacker only flows that share an id.
constexpr HashSeed kIdSeed{0x73656b6973686f31ULL};

/// Half of an address as a number that compares as its bytes do.
std::uint64_t big_endian(const std::uint8_t* bytes) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes, sizeof value);
  return std::endian::native == std::endian::little ? __builtin_bswap64(value) : value;
}

bool less(const Endpoint& a, const Endpoint& b) {
  const std::uint8_t* x = a.address.bytes().data();
  const std::uint8_t* y = b.address.bytes().data();
  if (const auto i = big_endian(x), j = big_endian(y); i != j) return i < j;
  if (const auto i = big_endian(x + 8), j = big_endian(y + 8); i != j) return i < j;
  return a.port < b.port;
}

}  // namespace

FlowKey FlowKey::of(const Endpoint& a, const Endpoint& b, Transport transport, const VlanStack& vlan) {
  return less(b, a) ? FlowKey{b, a, vlan, transport} : FlowKey{a, b, vlan, transport};
}

std::uint64_t FlowKey::hash(HashSeed seed) const {
  // Whole words, every byte written: the structs have padding, and this runs once per packet.
  std::array<std::uint64_t, 6> words;
  std::memcpy(&words[0], low.address.bytes().data(), 16);
  std::memcpy(&words[2], high.address.bytes().data(), 16);
  words[4] = std::uint64_t{low.port} << 48 | std::uint64_t{high.port} << 32 | std::uint64_t{vlan.ids[0]} << 16 | vlan.ids[1];
  words[5] = std::uint64_t{vlan.count} << 8 | static_cast<std::uint64_t>(transport);
  return keyed_hash(words, seed);
}

FlowId FlowKey::id(Timestamp start, std::uint32_t repeat) const {
  const auto nanoseconds = static_cast<std::uint64_t>(start.time_since_epoch().count());
  const std::uint64_t value = mix(mix(hash(kIdSeed), nanoseconds), repeat) & ((std::uint64_t{1} << 51) - 1);
  return FlowId{value == 0 ? 1 : value};
}

}  // namespace sekisho::model

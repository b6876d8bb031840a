// ICMP messages as the parser would measure them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "detectors/support/entropy.hpp"
#include "flow/base/bytes.hpp"
#include "flow/base/hash.hpp"
#include "flow/model/observations.hpp"

namespace sekisho::detectors::icmp_tunnel {

/// @p ordinary what the parser would say of this filling.
inline model::IcmpMessage echo(bool request, std::uint16_t id, std::uint16_t sequence, std::string_view payload, bool ordinary) {
  model::IcmpMessage m;
  m.type = request ? 8 : 0;
  m.echo_request = request;
  m.echo_reply = !request;
  m.from_client = request;
  m.id = id;
  m.sequence = sequence;
  m.length = static_cast<std::uint32_t>(payload.size());
  m.hash = keyed_hash(payload, HashSeed{1});
  m.tail_hash = keyed_hash(payload.substr(std::min<std::size_t>(16, payload.size())), HashSeed{1});
  m.ordinary = ordinary || payload.size() <= 8;
  m.entropy = static_cast<float>(support::relative_entropy(payload));
  m.text = payload.size() >= 8 && std::all_of(payload.begin(), payload.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
  m.sample_size = static_cast<std::uint8_t>(std::min(payload.size(), m.sample.size()));
  std::copy_n(as_bytes(payload).begin(), m.sample_size, m.sample.begin());
  return m;
}

/// What Linux' ping sends: a clock, then counting bytes.
inline std::string ping_filling(std::uint64_t clock, std::size_t length) {
  std::string text;
  for (unsigned i = 0; i < 16; ++i) text.push_back(static_cast<char>(i < 8 ? clock >> (8 * i) : 0));
  while (text.size() < length) text.push_back(static_cast<char>(text.size()));
  text.resize(length);
  return text;
}

/// Data: repeatable, and never twice the same for different @p n.
inline std::string data(std::uint64_t n, std::size_t length) {
  std::string text;
  for (std::uint64_t i = 0; text.size() < length; ++i) text.push_back(static_cast<char>(mix(n, i)));
  return text;
}

}  // namespace sekisho::detectors::icmp_tunnel

#include "tests/support/wire.hpp"

#include <stdexcept>
#include <string>

namespace sekisho::test {

Frame hex(std::string_view digits) {
  Frame frame;
  int high = -1;
  for (const char c : digits) {
    if (c == ' ' || c == '\n') continue;
    const int value = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    if (value < 0) throw std::invalid_argument("hex: " + std::string(digits));
    if (high < 0) {
      high = value;
    } else {
      frame.push_back(static_cast<std::uint8_t>(high * 16 + value));
      high = -1;
    }
  }
  if (high >= 0) throw std::invalid_argument("hex: odd number of digits");
  return frame;
}

Frame text(std::string_view characters) { return {characters.begin(), characters.end()}; }

Frame join(std::initializer_list<Frame> parts) {
  Frame whole;
  for (const Frame& part : parts) whole.insert(whole.end(), part.begin(), part.end());
  return whole;
}

void put16(Frame& frame, unsigned value) {
  frame.push_back(static_cast<std::uint8_t>(value >> 8));
  frame.push_back(static_cast<std::uint8_t>(value));
}

void put32(Frame& frame, std::uint32_t value) {
  put16(frame, value >> 16);
  put16(frame, value & 0xFFFFU);
}

Frame ethernet(std::uint16_t type, const Frame& inner) {
  Frame frame = hex("020000000002 020000000001");
  put16(frame, type);
  return join({frame, inner});
}

Frame vlan_tag(std::uint16_t id, std::uint16_t type, const Frame& inner) {
  Frame frame;
  put16(frame, id);
  put16(frame, type);
  return join({frame, inner});
}

Frame ipv4(const IpAddress& source, const IpAddress& destination, std::uint8_t protocol, const Frame& inner, const Ipv4Fields& fields) {
  const std::size_t header = 20 + fields.options.size();
  Frame frame;
  frame.push_back(static_cast<std::uint8_t>(0x40 | header / 4));
  frame.push_back(0);
  put16(frame, static_cast<unsigned>(fields.total_length >= 0 ? fields.total_length : static_cast<int>(header + inner.size())));
  put16(frame, fields.id);
  put16(frame, (fields.more_fragments ? 0x2000U : 0U) | fields.fragment_offset / 8U);
  frame.push_back(fields.ttl);
  frame.push_back(protocol);
  put16(frame, 0);
  frame.insert(frame.end(), source.wire().begin(), source.wire().end());
  frame.insert(frame.end(), destination.wire().begin(), destination.wire().end());
  frame.insert(frame.end(), fields.options.begin(), fields.options.end());
  const std::uint16_t checksum = internet_checksum(frame);
  frame[10] = static_cast<std::uint8_t>(checksum >> 8);
  frame[11] = static_cast<std::uint8_t>(checksum);
  return join({frame, inner});
}

Frame ipv6(const IpAddress& source, const IpAddress& destination, std::uint8_t next_header, const Frame& inner, std::uint8_t hop_limit) {
  Frame frame = hex("60000000");
  put16(frame, static_cast<unsigned>(inner.size()));
  frame.push_back(next_header);
  frame.push_back(hop_limit);
  frame.insert(frame.end(), source.bytes().begin(), source.bytes().end());
  frame.insert(frame.end(), destination.bytes().begin(), destination.bytes().end());
  return join({frame, inner});
}

Frame ipv4(std::string_view source, std::string_view destination, std::uint8_t protocol, const Frame& inner, const Ipv4Fields& fields) {
  return ipv4(address(source), address(destination), protocol, inner, fields);
}

Frame ipv6(std::string_view source, std::string_view destination, std::uint8_t next_header, const Frame& inner, std::uint8_t hop_limit) {
  return ipv6(address(source), address(destination), next_header, inner, hop_limit);
}

Frame udp_header(std::uint16_t source_port, std::uint16_t destination_port, const Frame& inner) {
  Frame frame;
  put16(frame, source_port);
  put16(frame, destination_port);
  put16(frame, static_cast<unsigned>(inner.size() + 8));
  put16(frame, 0);
  return join({frame, inner});
}

std::uint16_t internet_checksum(Bytes bytes, std::uint32_t sum) {
  for (std::size_t i = 0; i < bytes.size(); ++i) sum += i % 2 == 0 ? std::uint32_t{bytes[i]} << 8 : bytes[i];
  while (sum > 0xFFFF) sum = (sum & 0xFFFFU) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

IpAddress address(std::string_view text) {
  const auto parsed = IpAddress::parse(text);
  if (!parsed) throw std::invalid_argument(parsed.error().message);
  return *parsed;
}

}  // namespace sekisho::test

#include "tests/support/packet_builder.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <utility>

#include "flow/packet/decoder.hpp"

namespace sekisho::test {
namespace {

using model::Transport;

/// Sum over the pseudo header that TCP, UDP and ICMPv6 checksums start from.
std::uint32_t pseudo_header_sum(const IpAddress& source, const IpAddress& destination, Transport transport, std::size_t length) {
  Frame pseudo(source.wire().begin(), source.wire().end());
  pseudo.insert(pseudo.end(), destination.wire().begin(), destination.wire().end());
  put32(pseudo, static_cast<std::uint32_t>(length));
  put32(pseudo, static_cast<std::uint32_t>(transport));
  return static_cast<std::uint16_t>(~internet_checksum(pseudo));
}

Frame tcp_header(const Endpoint& source, const Endpoint& destination, std::uint32_t sequence, std::uint32_t acknowledgement, std::uint8_t flags,
                 std::uint16_t window) {
  Frame header;
  put16(header, source.port);
  put16(header, destination.port);
  put32(header, sequence);
  put32(header, acknowledgement);
  header.push_back(0x50);
  header.push_back(flags);
  put16(header, window);
  put32(header, 0);
  return header;
}

Frame echo_header(bool v6, bool reply, std::uint32_t id, std::uint32_t sequence) {
  Frame header;
  header.push_back(static_cast<std::uint8_t>(v6 ? (reply ? 129 : 128) : (reply ? 0 : 8)));
  header.push_back(0);
  put16(header, 0);
  put16(header, id);
  put16(header, sequence);
  return header;
}

}  // namespace

Endpoint Endpoint::parse(std::string_view text) {
  const bool bracketed = !text.empty() && text.front() == '[';
  const std::size_t end = bracketed ? text.find(']') : std::count(text.begin(), text.end(), ':') == 1 ? text.find(':') : text.size();
  if (end == std::string_view::npos) throw std::invalid_argument(std::string(text));
  Endpoint endpoint{test::address(bracketed ? text.substr(1, end - 1) : text.substr(0, end)), 0};
  std::string_view rest = text.substr(bracketed ? end + 1 : end);
  if (rest.empty()) return endpoint;
  rest.remove_prefix(1);
  const auto [stop, error] = std::from_chars(rest.data(), rest.data() + rest.size(), endpoint.port);
  if (error != std::errc() || stop != rest.data() + rest.size()) throw std::invalid_argument(std::string(text));
  return endpoint;
}

PacketBuilder::PacketBuilder(Transport transport, const Endpoint& source, const Endpoint& destination)
    : transport_(transport), source_(source), destination_(destination) {
  if (source.address.is_v4() != destination.address.is_v4()) throw std::invalid_argument("one packet, two address families");
}

Frame PacketBuilder::segment() const {
  Frame header;
  std::size_t checksum_at = 0;
  switch (transport_) {
    case Transport::Tcp:
      header = tcp_header(source_, destination_, sequence_, acknowledgement_, flags_, window_);
      checksum_at = 16;
      break;
    case Transport::Udp:
      header = udp_header(source_.port, destination_.port, payload_);
      header.resize(8);
      checksum_at = 6;
      break;
    default:
      header = echo_header(transport_ == Transport::Icmpv6, is_reply_, acknowledgement_, sequence_);
      checksum_at = 2;
      break;
  }
  Frame whole = join({header, payload_});
  const std::uint32_t start = transport_ == Transport::Icmp ? 0 : pseudo_header_sum(source_.address, destination_.address, transport_, whole.size());
  const std::uint16_t checksum = internet_checksum(whole, start);
  whole[checksum_at] = static_cast<std::uint8_t>(checksum >> 8);
  whole[checksum_at + 1] = static_cast<std::uint8_t>(checksum);
  return whole;
}

Frame PacketBuilder::ip() const {
  const auto protocol = static_cast<std::uint8_t>(transport_);
  if (!source_.address.is_v4()) return ipv6(source_.address, destination_.address, protocol, segment(), ttl_);
  Ipv4Fields fields;
  fields.ttl = ttl_;
  fields.id = ip_id_;
  return ipv4(source_.address, destination_.address, protocol, segment(), fields);
}

Frame PacketBuilder::frame() const {
  Frame inner = ip();
  std::uint16_t type = source_.address.is_v4() ? 0x0800 : 0x86DD;
  for (auto id = vlans_.rbegin(); id != vlans_.rend(); ++id) {
    inner = vlan_tag(*id, type, inner);
    type = 0x8100;
  }
  Frame whole = ethernet(type, inner);
  whole.resize(std::max<std::size_t>(whole.size(), 60));
  return whole;
}

packet::RawPacket PacketBuilder::raw() const {
  // Packets already lent must stay valid while nothing changes.
  if (Frame now = frame(); now != built_) built_ = std::move(now);
  packet::RawPacket raw = test::raw(built_, time_);
  raw.bytes = raw.bytes.first(std::min(snap_, built_.size()));
  raw.interface = interface_;
  return raw;
}

packet::PacketView PacketBuilder::view() const {
  Counters counters;
  packet::Decoder decoder({}, counters, HashSeed{});
  packet::PacketView view;
  if (!decoder.decode(raw(), view)) throw std::logic_error("the packet cannot be decoded");
  return view;
}

PacketBuilder tcp(std::string_view source, std::string_view destination) {
  return {Transport::Tcp, Endpoint::parse(source), Endpoint::parse(destination)};
}

PacketBuilder udp(std::string_view source, std::string_view destination) {
  return {Transport::Udp, Endpoint::parse(source), Endpoint::parse(destination)};
}

PacketBuilder icmp_echo(std::string_view source, std::string_view destination, std::uint16_t id, std::uint16_t sequence) {
  const Endpoint from = Endpoint::parse(source);
  PacketBuilder builder(from.address.is_v4() ? Transport::Icmp : Transport::Icmpv6, from, Endpoint::parse(destination));
  return builder.ack_number(id).seq(sequence);
}

packet::RawPacket raw(const Frame& frame, Timestamp time, int link_type) {
  return {.time = time, .bytes = frame, .wire_length = static_cast<std::uint32_t>(frame.size()), .link_type = link_type};
}

}  // namespace sekisho::test

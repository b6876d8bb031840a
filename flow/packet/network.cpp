// IPv4 and IPv6: headers, lengths, extension headers, fragments.
#include "flow/packet/decoder_impl.hpp"

namespace sekisho::packet {
namespace {

constexpr std::size_t kIpv4Least = 20;
constexpr std::size_t kIpv6Header = 40;
constexpr unsigned kMaxExtensions = 12;  // each kind once, destination options twice, leaves eight; more is an attempt to exhaust us

enum Extension : std::uint8_t { kHopByHop = 0, kRouting = 43, kFragment = 44, kAuthentication = 51, kDestination = 60 };

/// Bytes of the extension header at @p p. @pre two bytes are there.
std::size_t extension_size(std::uint8_t kind, const std::uint8_t* p) {
  return kind == kAuthentication ? (std::size_t{p[1]} + 2) * 4 : (std::size_t{p[1]} + 1) * 8;
}

}  // namespace

bool looks_like_ip(Cut packet) {
  if (!packet.has(kIpv4Least)) return false;
  const std::uint8_t* p = packet.data();
  if (p[0] >> 4 == 4) {
    const std::size_t header = std::size_t{p[0] & 0x0FU} * 4;
    const std::size_t total = be16(p + 2);
    return header >= kIpv4Least && total >= header && total <= packet.wire();
  }
  return p[0] >> 4 == 6 && packet.has(kIpv6Header) && kIpv6Header + be16(p + 4) <= packet.wire();
}

Decoder::Impl::Outcome Decoder::Impl::ip(Cut packet) {
  if (!packet.has(1)) return too_short(packet, 1, Broken::Ipv4Header);
  return packet.data()[0] >> 4 == 6 ? ipv6(packet) : ipv4(packet);
}

Cut Decoder::Impl::to_ip_length(Cut packet, std::size_t length) {
  if (length == 0) return packet;
  // A mirror port that slices packets leaves the old length in the header: the rest is still good.
  if (length > packet.wire()) cut_ip_ = true;
  return packet.first(length);
}

Decoder::Impl::Outcome Decoder::Impl::ipv4(Cut packet) {
  if (!packet.has(kIpv4Least)) return too_short(packet, kIpv4Least, Broken::Ipv4Header);
  const std::uint8_t* p = packet.data();
  const std::size_t header = std::size_t{p[0] & 0x0FU} * 4;
  const std::size_t total = be16(p + 2);
  if (p[0] >> 4 != 4 || header < kIpv4Least || (total != 0 && total < header)) return broken(Broken::Ipv4Header);
  if (!packet.has(header)) return too_short(packet, header, Broken::Ipv4Header);
  packet = to_ip_length(packet, total);

  PacketView& view = *view_;
  view.l3 = packet.bytes();
  view.ttl = p[8];
  view.source = IpAddress::v4(p + 12);
  view.destination = IpAddress::v4(p + 16);
  view.truncated = !packet.whole();
  view.transport = static_cast<model::Transport>(p[9]);

  const unsigned fragment_field = be16(p + 6) & 0x3FFFU;
  if (fragment_field == 0) return transport(p[9], packet.after(header));
  Fragment part{.source = view.source, .destination = view.destination, .header = packet.bytes().first(header)};
  part.id = be16(p + 4);
  part.protocol = p[9];
  part.more = (fragment_field & 0x2000U) != 0;
  part.offset = (fragment_field & 0x1FFFU) * 8;
  return fragment(part, packet.after(header));
}

Decoder::Impl::Outcome Decoder::Impl::ipv6(Cut packet) {
  if (!packet.has(kIpv6Header)) return too_short(packet, kIpv6Header, Broken::Ipv6Header);
  const std::uint8_t* p = packet.data();
  if (p[0] >> 4 != 6) return broken(Broken::Ipv6Header);
  const std::size_t length = be16(p + 4);
  packet = to_ip_length(packet, length == 0 && p[6] != 59 ? 0 : kIpv6Header + length);  // 0 also stands for a jumbogram

  PacketView& view = *view_;
  view.l3 = packet.bytes();
  view.ttl = p[7];
  view.source = IpAddress::v6(p + 8);
  view.destination = IpAddress::v6(p + 24);
  view.truncated = !packet.whole();

  std::uint8_t next = p[6];
  std::size_t next_at = 6;
  Cut rest = packet.after(kIpv6Header);
  for (unsigned extensions = 0;; ++extensions) {
    if (next != kHopByHop && next != kRouting && next != kFragment && next != kAuthentication && next != kDestination) break;
    if (extensions == kMaxExtensions) return broken(Broken::Ipv6Header);
    if (!rest.has(8)) return too_short(rest, 8, Broken::Ipv6Header);
    const std::uint8_t* e = rest.data();
    const auto at = static_cast<std::size_t>(e - p);
    if (next == kFragment) {
      const unsigned field = be16(e + 2);
      const std::uint8_t inner = e[0];
      rest = rest.after(8);
      if ((field & 0xFFF9U) != 0) {  // else an atomic fragment: nothing is missing
        Fragment part{.source = view.source, .destination = view.destination, .header = packet.bytes().first(at)};
        part.id = be32(e + 4);
        part.protocol = inner;
        part.v6 = true;
        part.more = (field & 1U) != 0;
        part.offset = field & 0xFFF8U;
        part.next_header_at = next_at;
        view.transport = static_cast<model::Transport>(inner);
        return fragment(part, rest);
      }
      next = inner;
      next_at = at;
      continue;
    }
    const std::size_t size = extension_size(next, e);
    if (!rest.has(size)) return too_short(rest, size, Broken::Ipv6Header);
    next = e[0];
    next_at = at;
    rest = rest.after(size);
  }
  view.transport = static_cast<model::Transport>(next);
  return transport(next, rest);
}

Decoder::Impl::Outcome Decoder::Impl::fragment(const Fragment& fragment, Cut data) {
  // Pieces inside a reassembled packet would need a second buffer; nobody but an attacker sends them.
  const bool captured = data.whole();
  if (options_.fragment_bytes == 0 || !captured || view_->reassembled) return lone_fragment(fragment, data);
  Fragment part = fragment;
  part.data = data.bytes();
  part.wire_length = view_->wire_length;
  switch (defragmenter_.add(part, view_->time)) {
    case Defragmenter::Outcome::Waiting:
      return Outcome::Waiting;
    case Defragmenter::Outcome::Invalid:
      return broken(Broken::Fragment);
    case Defragmenter::Outcome::Complete:
      break;
  }
  view_->reassembled = true;
  view_->wire_length = defragmenter_.wire_length();
  const Bytes whole = defragmenter_.packet();
  return ip({whole, whole.size()});
}

Decoder::Impl::Outcome Decoder::Impl::lone_fragment(const Fragment& fragment, Cut data) {
  view_->fragment = true;
  if (fragment.offset == 0) return transport(fragment.protocol, data);
  payload(data);
  return Outcome::Tracked;
}

}  // namespace sekisho::packet

// TCP, UDP, ICMP, ICMPv6, SCTP, and what else rides on IP.
#include "flow/packet/decoder_impl.hpp"

namespace sekisho::packet {
namespace {

enum Protocol : std::uint8_t {
  kIcmp = 1,
  kIpv4InIp = 4,
  kTcp = 6,
  kUdp = 17,
  kIpv6InIp = 41,
  kGre = 47,
  kAuthentication = 51,
  kIcmpv6 = 58,
  kSctp = 132,
  kUdpLite = 136,
};

}  // namespace

void Decoder::Impl::payload(Cut rest) {
  view_->payload = rest.bytes();
  view_->payload_length = static_cast<std::uint32_t>(rest.wire());
  if (!rest.whole()) view_->truncated = true;
}

Decoder::Impl::Outcome Decoder::Impl::transport(std::uint8_t protocol, Cut segment) {
  switch (protocol) {
    case kTcp:
      return tcp(segment);
    case kUdp:
      return udp(segment);
    case kUdpLite:
      return udp_lite(segment);
    case kIcmp:
    case kIcmpv6:
      return icmp(segment);
    case kSctp:
      return sctp(segment);
    case kIpv4InIp:
    case kIpv6InIp:
      if (const Entered inner = ip_in_ip(protocol, segment)) return *inner;
      return other(segment);
    case kGre:
      if (const Entered inner = gre(segment)) return *inner;
      return other(segment);
    case kAuthentication: {  // of IPv4; IPv6 has passed it as an extension header
      if (!segment.has(8) || view_->fragment) return other(segment);
      const std::size_t size = (std::size_t{segment.data()[1]} + 2) * 4;
      const std::uint8_t next = segment.data()[0];
      if (!segment.has(size) || next == kAuthentication) return other(segment);
      view_->transport = static_cast<model::Transport>(next);
      return transport(next, segment.after(size));
    }
    default:
      return other(segment);
  }
}

Decoder::Impl::Outcome Decoder::Impl::tcp(Cut segment) {
  if (!segment.has(20)) return too_short(segment, 20, Broken::TcpHeader);
  const std::uint8_t* p = segment.data();
  const std::size_t header = std::size_t{p[12]} / 16 * 4;
  if (header < 20 || header > segment.wire()) return broken(Broken::TcpHeader);
  PacketView& view = *view_;
  view.source_port = be16(p);
  view.destination_port = be16(p + 2);
  view.tcp_sequence = be32(p + 4);
  view.tcp_acknowledgement = be32(p + 8);
  view.tcp_flags = p[13];
  view.tcp_window = be16(p + 14);
  // Where the capture ends inside the options the ports are still good.
  payload({segment.bytes().subspan(std::min(header, segment.bytes().size())), segment.wire() - header});
  return Outcome::Tracked;
}

Decoder::Impl::Outcome Decoder::Impl::udp(Cut segment) {
  if (!segment.has(8)) return too_short(segment, 8, Broken::UdpHeader);
  PacketView& view = *view_;
  const std::uint8_t* p = segment.data();
  view.source_port = be16(p);
  view.destination_port = be16(p + 2);
  // 0 means segmentation offload or a jumbogram; more than there is, a fragment or a sliced packet.
  const std::size_t length = be16(p + 4);
  if (length != 0 && length < 8) return broken(Broken::UdpHeader);
  if (length != 0 && length <= segment.wire()) segment = segment.first(length);
  const Cut datagram = segment.after(8);
  payload(datagram);
  if (const Entered inner = udp_tunnel(datagram)) return *inner;
  return Outcome::Tracked;
}

Decoder::Impl::Outcome Decoder::Impl::udp_lite(Cut segment) {
  if (!segment.has(8)) return too_short(segment, 8, Broken::UdpHeader);
  // UDP's header but for the length, which counts the bytes under the checksum.
  view_->transport = model::Transport::Udp;
  view_->source_port = be16(segment.data());
  view_->destination_port = be16(segment.data() + 2);
  payload(segment.after(8));
  return Outcome::Tracked;
}

Decoder::Impl::Outcome Decoder::Impl::icmp(Cut segment) {
  if (!segment.has(8)) return too_short(segment, 8, Broken::IcmpHeader);
  PacketView& view = *view_;
  const std::uint8_t* p = segment.data();
  view.icmp_type = p[0];
  view.icmp_code = p[1];
  const bool v6 = view.transport == model::Transport::Icmpv6;
  const bool echo = v6 ? p[0] == 128 || p[0] == 129 : p[0] == 8 || p[0] == 0;
  if (echo) {
    view.icmp_id = be16(p + 4);
    view.icmp_sequence = be16(p + 6);
  }
  payload(segment.after(8));
  return Outcome::Tracked;
}

Decoder::Impl::Outcome Decoder::Impl::sctp(Cut segment) {
  if (!segment.has(12)) return too_short(segment, 12, Broken::SctpHeader);
  view_->source_port = be16(segment.data());
  view_->destination_port = be16(segment.data() + 2);
  payload(segment.after(12));
  return Outcome::Tracked;
}

Decoder::Impl::Outcome Decoder::Impl::other(Cut segment) {
  payload(segment);
  return Outcome::Tracked;
}

}  // namespace sekisho::packet

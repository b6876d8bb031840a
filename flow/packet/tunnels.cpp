// Tunnels: packets inside packets. A UDP port alone proves nothing, so the inside must look like a packet before it is entered.
#include "flow/packet/decoder_impl.hpp"

namespace sekisho::packet {
namespace {

using model::TunnelKind;

enum Port : std::uint16_t { kGtpuPort = 2152, kTeredoPort = 3544, kVxlanPort = 4789, kGenevePort = 6081, kOldVxlanPort = 8472 };
enum GreFlag : std::uint16_t { kChecksum = 0x8000, kRouting = 0x4000, kKey = 0x2000, kSequence = 0x1000, kAcknowledgement = 0x0080 };
enum GreType : std::uint16_t {
  kIpv4Type = 0x0800,
  kTransparentEthernet = 0x6558,
  kIpv6Type = 0x86DD,
  kPppType = 0x880B,
  kWccp = 0x883E,
  kMplsType = 0x8847,
  kErspan2 = 0x88BE,
  kErspan3 = 0x22EB,
};

constexpr std::size_t kControlFrame = 128;  // ARP and STP inside a virtual network are shorter; longer ones could carry anything
constexpr unsigned kMaxGtpExtensions = 8;

/// What a virtual network's own upkeep is; tracking it would show a flow between two switches that beats like a beacon.
std::optional<Ignored> upkeep(Cut frame) {
  if (!frame.has(14) || frame.wire() > kControlFrame) return std::nullopt;
  const std::uint8_t* p = frame.data();
  const std::uint16_t type = be16(p + 12);
  if (type == 0x0806 && frame.has(22) && be32(p + 14) == 0x00010800 && be16(p + 18) == 0x0604) return Ignored::Arp;
  if (type < 0x0600 && frame.has(17) && p[14] == 0x42 && p[15] == 0x42) return Ignored::Stp;
  return std::nullopt;
}

}  // namespace

bool Decoder::Impl::may_enter() {
  if (!options_.decapsulate || view_->fragment) return false;
  if (tunnels_ < options_.max_tunnels) return true;
  reasons_.add(Broken::TunnelDepth);
  return false;
}

template <class Inside>
Decoder::Impl::Entered Decoder::Impl::enter(TunnelKind kind, OnFailure on_failure, Inside&& inside) {
  if (!may_enter()) return std::nullopt;
  const PacketView outer = *view_;
  PacketView& view = *view_;
  ++tunnels_;
  view.tunnel = kind;
  view.tunnel_source = outer.source;
  view.tunnel_destination = outer.destination;
  view.source_port = view.destination_port = 0;
  // The outer frame's address is a router's; only a frame inside knows who sent this packet.
  view.source_mac = view.destination_mac = {};
  view.has_mac = false;
  const Outcome outcome = inside();
  if (outcome != Outcome::Nothing || on_failure == OnFailure::DropPacket) return outcome;
  reasons_.add(Broken::TunnelInner);
  view = outer;
  return std::nullopt;
}

Decoder::Impl::Entered Decoder::Impl::enter_ip(TunnelKind kind, Cut inner) {
  if (!looks_like_ip(inner)) return std::nullopt;
  return enter(kind, OnFailure::TrackOuter, [&] { return ip(inner); });
}

Decoder::Impl::Entered Decoder::Impl::enter_ethernet(TunnelKind kind, Cut frame) {
  if (!options_.decapsulate || view_->fragment) return std::nullopt;
  if (const auto reason = upkeep(frame)) return ignored(*reason);
  if (!looks_like_ethernet(frame)) return std::nullopt;
  return enter(kind, OnFailure::TrackOuter, [&] { return ethernet(frame); });
}

Decoder::Impl::Entered Decoder::Impl::ip_in_ip(std::uint8_t protocol, Cut inner) {
  const unsigned version = protocol == 4 ? 4 : 6;
  if (!looks_like_ip(inner) || inner.data()[0] >> 4 != version) return std::nullopt;
  return enter_ip(version == 6 && view_->source.is_v4() ? TunnelKind::SixInFour : TunnelKind::IpInIp, inner);
}

Decoder::Impl::Entered Decoder::Impl::gre(Cut segment) {
  if (!segment.has(4)) return std::nullopt;
  const std::uint16_t flags = be16(segment.data());
  const std::uint16_t type = be16(segment.data() + 2);
  if ((flags & 0x7U) == 1) return type == kPppType ? pptp(segment) : std::nullopt;
  if ((flags & 0x7U) != 0 || (flags & kRouting) != 0) return std::nullopt;
  std::size_t header = 4;
  if ((flags & kChecksum) != 0) header += 4;
  if ((flags & kKey) != 0) header += 4;
  if ((flags & kSequence) != 0) header += 4;
  if (!segment.has(header)) return std::nullopt;
  const Cut inner = segment.after(header);
  switch (type) {
    case kIpv4Type:
    case kIpv6Type:
      return enter_ip(TunnelKind::Gre, inner);
    case kTransparentEthernet:
      return enter_ethernet(TunnelKind::Gre, inner);
    case kWccp:  // version 2 puts a word before the packet, version 1 does not
      return !looks_like_ip(inner) && inner.has(4) ? enter_ip(TunnelKind::Gre, inner.after(4)) : enter_ip(TunnelKind::Gre, inner);
    case kMplsType:
      return enter(TunnelKind::Gre, OnFailure::TrackOuter, [&] { return mpls(inner); });
    case kErspan2:
    case kErspan3:
      return erspan(type, (flags & kSequence) != 0, inner);
    default:
      return std::nullopt;
  }
}

Decoder::Impl::Entered Decoder::Impl::pptp(Cut segment) {
  const std::uint16_t flags = be16(segment.data());
  std::size_t header = 8;
  if ((flags & kSequence) != 0) header += 4;
  if ((flags & kAcknowledgement) != 0) header += 4;
  if (!segment.has(header)) return std::nullopt;
  // Most PPTP is encrypted or control; only a plain packet inside is worth entering.
  Cut inner = segment.after(header);
  if (inner.has(2) && be16(inner.data()) == 0xFF03) inner = inner.after(2);
  if (inner.has(1) && inner.data()[0] == 0) inner = inner.after(1);
  if (!inner.has(1) || (inner.data()[0] != 0x21 && inner.data()[0] != 0x57)) return std::nullopt;
  return enter_ip(TunnelKind::Gre, inner.after(1));
}

Decoder::Impl::Entered Decoder::Impl::erspan(std::uint16_t type, bool sequence, Cut rest) {
  if (!options_.decapsulate || view_->fragment) return std::nullopt;
  std::size_t header = 0;
  if (type == kErspan3) {
    if (!rest.has(12) || rest.data()[0] >> 4 != 2) return std::nullopt;
    const std::uint16_t tail = be16(rest.data() + 10);
    const unsigned frame_type = tail >> 10 & 0x1FU;
    header = (tail & 1U) != 0 ? 20 : 12;
    if (!rest.has(header)) return std::nullopt;
    if (frame_type == 2) return enter_ip(TunnelKind::Erspan, rest.after(header));
    if (frame_type != 0) return std::nullopt;
  } else if (sequence) {  // type I has neither sequence number nor header
    if (!rest.has(8) || rest.data()[0] >> 4 != 1) return std::nullopt;
    header = 8;
  }
  const Cut frame = rest.after(header);
  if (!frame.has(14)) return std::nullopt;
  // This is a mirror session: what it carries besides IP is ignored as on the wire, not tracked as a flow of the switch.
  return enter(TunnelKind::Erspan, OnFailure::DropPacket, [&] { return ethernet(frame); });
}

Decoder::Impl::Entered Decoder::Impl::udp_tunnel(Cut datagram) {
  const std::uint16_t from = view_->source_port;
  switch (view_->destination_port) {
    case kVxlanPort:
    case kOldVxlanPort:
      return vxlan(datagram);
    case kGenevePort:
      return geneve(datagram);
    case kGtpuPort:
      return gtpu(datagram);
    case kTeredoPort:
      return teredo(datagram);
    default:
      break;
  }
  if (from == kGtpuPort) return gtpu(datagram);
  if (from == kTeredoPort) return teredo(datagram);
  return std::nullopt;
}

Decoder::Impl::Entered Decoder::Impl::vxlan(Cut datagram) {
  // The network id must be flagged valid and the last byte be zero; other flags belong to extensions that keep the layout.
  if (!datagram.has(8) || (datagram.data()[0] & 0x08U) == 0 || datagram.data()[7] != 0) return std::nullopt;
  return enter_ethernet(TunnelKind::Vxlan, datagram.after(8));
}

Decoder::Impl::Entered Decoder::Impl::geneve(Cut datagram) {
  if (!datagram.has(8) || datagram.data()[0] >> 6 != 0 || datagram.data()[7] != 0) return std::nullopt;
  const std::size_t header = 8 + std::size_t{datagram.data()[0] & 0x3FU} * 4;
  if (!datagram.has(header)) return std::nullopt;
  switch (be16(datagram.data() + 2)) {
    case kTransparentEthernet:
      return enter_ethernet(TunnelKind::Geneve, datagram.after(header));
    case kIpv4Type:
    case kIpv6Type:
      return enter_ip(TunnelKind::Geneve, datagram.after(header));
    default:
      return std::nullopt;
  }
}

Decoder::Impl::Entered Decoder::Impl::gtpu(Cut datagram) {
  if (!datagram.has(8)) return std::nullopt;
  const std::uint8_t* p = datagram.data();
  // Version 1, protocol GTP, message G-PDU: user data.
  if ((p[0] & 0xF0U) != 0x30 || p[1] != 0xFF || std::size_t{be16(p + 2)} + 8 > datagram.wire()) return std::nullopt;
  if ((p[0] & 0x07U) == 0) return enter_ip(TunnelKind::Gtpu, datagram.after(8));
  if (!datagram.has(12)) return std::nullopt;
  std::uint8_t next = (p[0] & 0x04U) != 0 ? p[11] : 0;
  Cut rest = datagram.after(12);
  for (unsigned extensions = 0; next != 0; ++extensions) {
    if (extensions == kMaxGtpExtensions || !rest.has(1)) return std::nullopt;
    const std::size_t size = std::size_t{rest.data()[0]} * 4;
    if (size == 0 || !rest.has(size)) return std::nullopt;
    next = rest.data()[size - 1];
    rest = rest.after(size);
  }
  return enter_ip(TunnelKind::Gtpu, rest);
}

Decoder::Impl::Entered Decoder::Impl::teredo(Cut datagram) {
  Cut rest = datagram;
  if (rest.has(4) && be16(rest.data()) == 0x0001) {  // authentication: two lengths, nonce, confirmation
    const std::size_t size = 4 + std::size_t{rest.data()[2]} + rest.data()[3] + 9;
    if (!rest.has(size)) return std::nullopt;
    rest = rest.after(size);
  }
  if (rest.has(8) && be16(rest.data()) == 0x0000) rest = rest.after(8);  // origin indication
  if (!looks_like_ip(rest) || rest.data()[0] >> 4 != 6) return std::nullopt;
  if (40 + std::size_t{be16(rest.data() + 4)} != rest.wire()) return std::nullopt;
  return enter_ip(TunnelKind::Teredo, rest);
}

}  // namespace sekisho::packet

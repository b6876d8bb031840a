// Link layers: from the frame's first byte to the IP header.
#include <array>

#include "flow/packet/decoder_impl.hpp"
#include "flow/packet/link_types.hpp"

namespace sekisho::packet {
namespace {

constexpr unsigned kMaxLinks = 16;  // link headers in one frame; QinQ over MPLS over PPPoE in VXLAN makes eight

enum EtherType : std::uint16_t {
  kTypeIpv4 = 0x0800,
  kTypeArp = 0x0806,
  kTypeVlan = 0x8100,
  kTypeIpv6 = 0x86DD,
  kTypeSlow = 0x8809,  // LACP, OAM
  kTypeMpls = 0x8847,
  kTypeMplsMulticast = 0x8848,
  kTypePppoeDiscovery = 0x8863,
  kTypePppoeSession = 0x8864,
  kTypeEapol = 0x888E,
  kTypeQinQ = 0x88A8,
  kTypeLldp = 0x88CC,
  kTypeOldQinQ = 0x9100,
  kFirstEtherType = 0x0600,  // below it the field is an 802.3 length
};

bool is_vlan(std::uint16_t type) { return type == kTypeVlan || type == kTypeQinQ || type == kTypeOldQinQ; }

constexpr bool is_ipv6_family(std::uint32_t family) { return family == 10 || family == 24 || family == 28 || family == 30; }

}  // namespace

bool is_known_link_type(int link_type) {
  switch (link_type) {
    case kNull:
    case kEthernet:
    case kPpp:
    case kRaw:
    case kRawOpenBsd:
    case kPppSerial:
    case kPppEther:
    case kRawFile:
    case kCiscoHdlc:
    case kLoop:
    case kLinuxSll:
    case kIpv4:
    case kIpv6:
    case kLinuxSll2:
      return true;
    default:
      return false;
  }
}

bool looks_like_ethernet(Cut frame) {
  std::size_t at = 12;
  for (unsigned tags = 0; tags < 4; ++tags, at += 4) {
    if (!frame.has(at + 2)) return false;
    const std::uint16_t type = be16(frame.data() + at);
    if (type == kTypeIpv4 || type == kTypeIpv6) {
      const Cut inner = frame.after(at + 2);
      return looks_like_ip(inner) && inner.data()[0] >> 4 == (type == kTypeIpv4 ? 4 : 6);
    }
    if (type == kTypePppoeSession) return frame.has(at + 10) && frame.data()[at + 2] == 0x11 && looks_like_ip(frame.after(at + 10));
    if (type == kTypeMpls) return frame.has(at + 6);
    if (!is_vlan(type)) return false;
  }
  return false;
}

Decoder::Impl::Outcome Decoder::Impl::link(int link_type, Cut frame) {
  switch (link_type) {
    case kEthernet:
      return ethernet(frame);
    case kRaw:
    case kRawOpenBsd:
    case kRawFile:
    case kIpv4:
    case kIpv6:
      return ip(frame);
    case kLinuxSll:
      return linux_sll(frame);
    case kLinuxSll2:
      return linux_sll2(frame);
    case kNull:
    case kLoop:
      return loopback(frame);
    case kPpp:
    case kPppSerial:
      return ppp(frame);
    case kPppEther:
      return pppoe(frame);
    case kCiscoHdlc:
      return cisco_hdlc(frame);
    default:
      return broken(Broken::LinkType);
  }
}

Decoder::Impl::Outcome Decoder::Impl::ethernet(Cut frame) {
  if (!frame.has(14)) return too_short(frame, 14, Broken::Link);
  std::copy_n(frame.data(), 6, view_->destination_mac.begin());
  std::copy_n(frame.data() + 6, 6, view_->source_mac.begin());
  view_->has_mac = true;
  return ether_type(be16(frame.data() + 12), frame.after(14));
}

Decoder::Impl::Outcome Decoder::Impl::ether_type(std::uint16_t type, Cut rest) {
  if (++links_ > kMaxLinks) return broken(Broken::Link);
  switch (type) {
    case kTypeIpv4:
      return ipv4(rest);
    case kTypeIpv6:
      return ipv6(rest);
    case kTypeVlan:
    case kTypeQinQ:
    case kTypeOldQinQ:
      return vlan(rest);
    case kTypeMpls:
    case kTypeMplsMulticast:
      return mpls(rest);
    case kTypePppoeSession:
      return pppoe(rest);
    case kTypeArp:
      return arp(rest);
    case kTypeLldp:
      return ignored(Ignored::Lldp);
    case kTypeSlow:
      return ignored(Ignored::SlowProtocols);
    case kTypeEapol:
      return ignored(Ignored::Eapol);
    case kTypePppoeDiscovery:
      return ignored(Ignored::PppControl);
    default:
      return type < kFirstEtherType ? llc(rest) : ignored(Ignored::NonIp);
  }
}

// RFC 826, Ethernet and IPv4. Probes (RFC 5227) come from 0.0.0.0 and claim nothing; what says another than the frame's sender is
// somebody's proxy or forgery.
Decoder::Impl::Outcome Decoder::Impl::arp(Cut rest) {
  constexpr std::array<std::uint8_t, 6> kEthernetIpv4{0, 1, 8, 0, 6, 4};
  const std::uint8_t* p = rest.data();
  if (tunnels_ == 0 && view_->has_mac && rest.has(28) && std::equal(kEthernetIpv4.begin(), kEthernetIpv4.end(), p) &&
      std::equal(view_->source_mac.begin(), view_->source_mac.end(), p + 8)) {
    view_->source = IpAddress::v4(p + 14);
    view_->destination = IpAddress::v4(p + 24);
    view_->arp = !view_->source.is_unspecified();
  }
  return ignored(Ignored::Arp);
}

Decoder::Impl::Outcome Decoder::Impl::llc(Cut rest) {
  if (!rest.has(3)) return ignored(Ignored::NonIp);
  const std::uint8_t* p = rest.data();
  if (p[0] == 0x42 && p[1] == 0x42) return ignored(Ignored::Stp);
  if (p[0] != 0xAA || p[1] != 0xAA || !rest.has(8)) return ignored(Ignored::NonIp);
  // SNAP: an EtherType follows under the all-zero organisation, a bridge protocol under Cisco's (PVST+).
  if (be16(p + 3) == 0 && p[5] == 0 && be16(p + 6) >= kFirstEtherType) return ether_type(be16(p + 6), rest.after(8));
  if (be16(p + 3) == 0 && p[5] == 0x0C && be16(p + 6) == 0x010B) return ignored(Ignored::Stp);
  return ignored(Ignored::NonIp);
}

Decoder::Impl::Outcome Decoder::Impl::vlan(Cut rest) {
  if (!rest.has(4)) return too_short(rest, 4, Broken::Link);
  const auto id = static_cast<std::uint16_t>(be16(rest.data()) & 0x0FFF);
  // Id 0 carries a priority only, often in one direction alone: it is no network of its own.
  model::VlanStack& stack = view_->vlan;
  if (id != 0 && stack.count < stack.ids.size()) stack.ids[stack.count++] = id;
  return ether_type(be16(rest.data() + 2), rest.after(4));
}

Decoder::Impl::Outcome Decoder::Impl::mpls(Cut rest) {
  bool bottom = false;
  for (unsigned labels = 0; !bottom; ++labels) {
    if (labels == kMaxLinks) return broken(Broken::Link);
    if (!rest.has(4)) return too_short(rest, 4, Broken::Link);
    bottom = (rest.data()[2] & 1U) != 0;
    rest = rest.after(4);
  }
  // Nothing names what follows the last label. An Ethernet address can begin with 4 or 6 too, hence the look at the lengths.
  if (looks_like_ip(rest)) return ip(rest);
  const bool control_word = rest.has(4) && rest.data()[0] >> 4 == 0;
  if (control_word && looks_like_ethernet(rest.after(4))) return ethernet(rest.after(4));
  if (looks_like_ethernet(rest)) return ethernet(rest);
  return ignored(Ignored::Mpls);
}

Decoder::Impl::Outcome Decoder::Impl::pppoe(Cut rest) {
  if (!rest.has(6)) return too_short(rest, 6, Broken::Link);
  const std::uint8_t* p = rest.data();
  if (p[0] != 0x11) return broken(Broken::Link);
  if (p[1] != 0) return ignored(Ignored::PppControl);
  const std::size_t length = be16(p + 4);
  const Cut session = rest.after(6);
  return ppp(length != 0 && length < session.wire() ? session.first(length) : session);
}

Decoder::Impl::Outcome Decoder::Impl::ppp(Cut rest) {
  if (rest.has(2) && rest.data()[0] == 0xFF && rest.data()[1] == 0x03) rest = rest.after(2);
  if (!rest.has(1)) return too_short(rest, 1, Broken::Link);
  // An odd first byte is a protocol field compressed to one byte.
  std::uint16_t protocol = rest.data()[0];
  if ((protocol & 1U) != 0) {
    rest = rest.after(1);
  } else {
    if (!rest.has(2)) return too_short(rest, 2, Broken::Link);
    protocol = be16(rest.data());
    rest = rest.after(2);
  }
  if (++links_ > kMaxLinks) return broken(Broken::Link);
  switch (protocol) {
    case 0x0021:
      return ipv4(rest);
    case 0x0057:
      return ipv6(rest);
    case 0x0281:
      return mpls(rest);
    default:
      return ignored(protocol >= 0x8000 ? Ignored::PppControl : Ignored::NonIp);
  }
}

Decoder::Impl::Outcome Decoder::Impl::loopback(Cut frame) {
  if (!frame.has(4)) return too_short(frame, 4, Broken::Link);
  // The family stands in the byte order of the machine that captured; families are small, so the larger reading is the swapped one.
  const std::uint8_t* p = frame.data();
  const std::uint32_t big = be32(p);
  const std::uint32_t little = std::uint32_t{p[3]} << 24 | std::uint32_t{p[2]} << 16 | std::uint32_t{p[1]} << 8 | p[0];
  const std::uint32_t family = std::min(big, little);
  if (family == 2) return ipv4(frame.after(4));
  if (is_ipv6_family(family)) return ipv6(frame.after(4));
  return ignored(Ignored::NonIp);
}

Decoder::Impl::Outcome Decoder::Impl::linux_sll(Cut frame) {
  if (!frame.has(16)) return too_short(frame, 16, Broken::Link);
  const std::uint8_t* p = frame.data();
  if (be16(p + 2) == 1 && be16(p + 4) == 6) {  // ARPHRD_ETHER
    std::copy_n(p + 6, 6, view_->source_mac.begin());
    view_->has_mac = true;
  }
  return ether_type(be16(p + 14), frame.after(16));
}

Decoder::Impl::Outcome Decoder::Impl::linux_sll2(Cut frame) {
  if (!frame.has(20)) return too_short(frame, 20, Broken::Link);
  const std::uint8_t* p = frame.data();
  if (be16(p + 8) == 1 && p[11] == 6) {
    std::copy_n(p + 12, 6, view_->source_mac.begin());
    view_->has_mac = true;
  }
  return ether_type(be16(p), frame.after(20));
}

Decoder::Impl::Outcome Decoder::Impl::cisco_hdlc(Cut frame) {
  if (!frame.has(4)) return too_short(frame, 4, Broken::Link);
  return ether_type(be16(frame.data() + 2), frame.after(4));
}

}  // namespace sekisho::packet

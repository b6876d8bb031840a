// The decoder's inside, shared by the .cpp files of this folder and by nobody else: one walk over one frame, layer by layer.
// links.cpp knows frames, network.cpp IP, transport.cpp ports, tunnels.cpp what carries packets inside packets.
//
// A tunnel is entered only where its inside looks like a packet. Where the inside then proves broken the outer packet is tracked
// instead: bytes that only look like a tunnel must not make a flow invisible.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "flow/packet/decoder.hpp"
#include "flow/packet/defragmenter.hpp"
#include "flow/packet/reasons.hpp"

namespace sekisho::packet {

inline std::uint16_t be16(const std::uint8_t* p) { return static_cast<std::uint16_t>(p[0] << 8 | p[1]); }
inline std::uint32_t be32(const std::uint8_t* p) { return std::uint32_t{be16(p)} << 16 | be16(p + 2); }

/// What remains of a frame at one layer: the captured bytes, and how many there were on the wire. Two registers wide: it is passed by value
/// from layer to layer, and through memory that cost a third of the time of decoding.
class Cut {
 public:
  /// @pre @p wire is at least bytes.size(), which fits 32 bits.
  Cut(Bytes bytes, std::size_t wire)
      : data_(bytes.data()), size_(static_cast<std::uint32_t>(bytes.size())), wire_(static_cast<std::uint32_t>(wire)) {}

  const std::uint8_t* data() const { return data_; }
  Bytes bytes() const { return {data_, size_}; }
  std::size_t wire() const { return wire_; }
  bool has(std::size_t n) const { return size_ >= n; }
  bool whole() const { return size_ == wire_; }
  /// Without the first @p n bytes. @pre has(n).
  Cut after(std::size_t n) const { return {Bytes(data_ + n, size_ - n), wire_ - n}; }
  /// The first @p n bytes on the wire; the rest is padding or a trailer.
  Cut first(std::size_t n) const { return {Bytes(data_, std::min<std::size_t>(n, size_)), n}; }

 private:
  const std::uint8_t* data_;
  std::uint32_t size_;
  std::uint32_t wire_;
};

/// True where @p packet starts with an IPv4 or IPv6 header whose lengths fit into it.
bool looks_like_ip(Cut packet);
/// True where @p frame is an Ethernet frame whose EtherType leads to something that looks like IP.
bool looks_like_ethernet(Cut frame);

class Decoder::Impl {
 public:
  Impl(const DecoderOptions& options, Counters& counters, HashSeed seed);
  bool decode(const RawPacket& raw, PacketView& view);

 private:
  enum class Outcome : std::uint8_t {
    Tracked,  ///< The view is filled.
    Nothing,  ///< Nothing to track; counted.
    Waiting,  ///< A fragment was kept.
  };
  /// nullopt: not a tunnel, or none that can be entered; the caller tracks the outer packet.
  using Entered = std::optional<Outcome>;

  Outcome broken(Broken reason);
  Outcome ignored(Ignored reason);
  /// Headers of @p size bytes are not all there: cut by the capture, or too short on the wire, which is @p reason.
  Outcome too_short(Cut cut, std::size_t size, Broken reason) { return broken(cut.wire() < size ? reason : Broken::Truncated); }

  // links.cpp
  Outcome link(int link_type, Cut frame);
  Outcome ethernet(Cut frame);
  Outcome ether_type(std::uint16_t type, Cut rest);
  Outcome arp(Cut rest);
  Outcome llc(Cut rest);
  Outcome vlan(Cut rest);
  Outcome mpls(Cut rest);
  Outcome pppoe(Cut rest);
  Outcome ppp(Cut rest);
  Outcome loopback(Cut frame);
  Outcome linux_sll(Cut frame);
  Outcome linux_sll2(Cut frame);
  Outcome cisco_hdlc(Cut frame);

  // network.cpp
  Outcome ip(Cut packet);
  Outcome ipv4(Cut packet);
  Outcome ipv6(Cut packet);
  Outcome fragment(const Fragment& fragment, Cut data);
  Outcome lone_fragment(const Fragment& fragment, Cut data);
  /// Cuts @p packet to its IP length @p length, 0 meaning segmentation offload left it open.
  Cut to_ip_length(Cut packet, std::size_t length);

  // transport.cpp
  Outcome transport(std::uint8_t protocol, Cut segment);
  Outcome tcp(Cut segment);
  Outcome udp(Cut segment);
  Outcome udp_lite(Cut segment);
  Outcome icmp(Cut segment);
  Outcome sctp(Cut segment);
  Outcome other(Cut segment);
  void payload(Cut rest);

  // tunnels.cpp
  bool may_enter();
  Entered ip_in_ip(std::uint8_t protocol, Cut inner);
  Entered gre(Cut segment);
  Entered pptp(Cut segment);
  Entered erspan(std::uint16_t type, bool sequence, Cut rest);
  Entered udp_tunnel(Cut datagram);
  Entered vxlan(Cut datagram);
  Entered geneve(Cut datagram);
  Entered gtpu(Cut datagram);
  Entered teredo(Cut datagram);
  Entered enter_ip(model::TunnelKind kind, Cut inner);
  Entered enter_ethernet(model::TunnelKind kind, Cut frame);
  enum class OnFailure : std::uint8_t { TrackOuter, DropPacket };
  /// Removes a tunnel: @p inside decodes what it carries.
  template <class Inside>
  Entered enter(model::TunnelKind kind, OnFailure on_failure, Inside&& inside);

  DecoderOptions options_;
  Reasons reasons_;
  Defragmenter defragmenter_;
  PacketView* view_ = nullptr;  // of the packet being decoded
  unsigned tunnels_ = 0;        // removed so far
  unsigned links_ = 0;          // link headers removed so far
  bool cut_ip_ = false;         // an IP length exceeded its frame
};

}  // namespace sekisho::packet

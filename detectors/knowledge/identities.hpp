// Who held a home address, and when: DHCP, ARP and frames bind a MAC to it, DHCP, NetBIOS, mDNS and PTR answers a host name.
//
// Keeps    at most 65,536 addresses with up to 8 bindings each, and as many MACs with their host name and the addresses they showed; the
//          longest unused leave first. A binding that has ended is kept for 7 days: findings look back.
// Time     packet time. A lease is in force from its acknowledgement until it runs out, is released or declined; what was only seen, until
//          a day after it was seen last, or another host shows itself at the address.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "detectors/api/context.hpp"
#include "flow/base/hash.hpp"
#include "flow/base/keyed_map.hpp"
#include "flow/base/time.hpp"
#include "flow/model/observations.hpp"

namespace sekisho::detectors::knowledge {

class Identities {
 public:
  explicit Identities(HashSeed seed);

  void learn(const model::DhcpLease& message, Timestamp now);
  /// An ARP message: its sender is on the link.
  void claimed(const IpAddress& address, const model::MacAddress& mac, Timestamp now);
  /// A frame of a flow: the host's own MAC, or that of the router before it. @p home false: an address elsewhere, so the MAC is a router's.
  void framed(const IpAddress& address, const model::MacAddress& mac, bool home, Timestamp now);
  /// @p source Netbios, Mdns or Ptr.
  void named(const IpAddress& address, std::string_view name, IdentitySource source, Timestamp now);

  /// The MAC and the name in force at @p time; empty where none was.
  Identity of(const IpAddress& address, Timestamp time) const;

  void expire(Timestamp now);
  std::size_t size() const { return hosts_.size(); }
  std::uint64_t evictions() const { return hosts_.evictions() + stations_.evictions(); }
  std::size_t bytes() const { return hosts_.bytes() + stations_.bytes(); }

 private:
  struct Binding {
    Timestamp from, until;
    model::MacAddress mac{};  // Dhcp, Arp, Frame
    std::string name;         // Netbios, Mdns, Ptr
    IdentitySource source = IdentitySource::None;
  };
  struct Host {
    std::vector<Binding> bindings;
    Timestamp last;  // until when any of them holds
  };
  /// What a MAC has shown of itself.
  struct Station {
    std::string name;  // by DHCP: clients say their name, servers seldom repeat it
    std::vector<std::uint64_t> addresses;
    bool forwards = false;  // carried what is not of this network
  };

  void bind(const IpAddress& address, Binding binding);
  static void end_others(Host& host, const Binding& newcomer);
  bool is_router(const model::MacAddress& mac) const;
  void show(Station& station, const IpAddress& address) const;
  const Binding* in_force(const Host& host, IdentitySource source, Timestamp time) const;
  std::uint64_t key(const model::MacAddress& mac) const { return keyed_hash(Bytes(mac), seed_); }

  HashSeed seed_;
  KeyedMap<Host> hosts_;        // by address
  KeyedMap<Station> stations_;  // by MAC
};

}  // namespace sekisho::detectors::knowledge

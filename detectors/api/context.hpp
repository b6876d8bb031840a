// What the sensor knows about the network it watches, as detectors may ask it. Implemented by detectors/knowledge; fed
// with every event before the detectors see it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "flow/base/ip_address.hpp"
#include "flow/base/time.hpp"
#include "flow/model/flow_record.hpp"

namespace sekisho::detectors {

/// Which way a conversation runs, by home networks.
enum class Direction : std::uint8_t {
  Outbound,  ///< Home client, server elsewhere: where C2 is expected.
  Inbound,   ///< Client elsewhere, home server.
  Internal,  ///< Both home.
  External,  ///< Neither home: the initiator counts as client.
};
std::string_view direction_name(Direction d);

/// How an object got its name, most specific first.
enum class NameSource : std::uint8_t { Sni, HttpHost, ConnectTarget, Dns, Address };
std::string_view name_source_name(NameSource s);  // "sni", "http_host", "connect", "dns", "address"

/// What a client talks to, independent of the address of the day.
struct Object {
  std::string name;    ///< "cdn.example.com", or the address as text where nothing named it.
  std::string domain;  ///< Registered domain ("example.com"); empty for addresses.
  NameSource source = NameSource::Address;
};

/// How common an object is in this network.
struct Prevalence {
  std::uint32_t clients = 0;  ///< Home clients that talked to it so far (about 3 % off above 16).
  double fraction = 0;        ///< Of the home clients seen.
  Timestamp first_seen;
  bool known = false;  ///< False where the sensor has learnt too little (learning period) to call anything rare.
};

/// Where an address belongs, by the operator's GeoIP/ASN files; empty or 0 where unknown or without files.
struct Place {
  std::string country;  ///< ISO 3166 alpha-2.
  std::uint32_t asn = 0;
  std::string organisation;
};

/// What told who a host is, most trustworthy first.
enum class IdentitySource : std::uint8_t { None, Dhcp, Netbios, Mdns, Ptr, Arp, Frame };
std::string_view identity_source_name(IdentitySource s);  // "", "dhcp", "netbios", "mdns", "ptr", "arp", "frame"

/// Who held a home address at some time, by what was seen on the wire; empty where unknown.
struct Identity {
  std::string mac;                                    ///< "02:aa:00:00:00:01"
  std::string hostname;                               ///< Hostile text.
  IdentitySource mac_source = IdentitySource::None;   ///< Dhcp, Arp, Frame.
  IdentitySource name_source = IdentitySource::None;  ///< Dhcp, Netbios, Mdns, Ptr.
};

class Context {
 public:
  virtual ~Context() = default;
  virtual bool is_home(const IpAddress& address) const = 0;
  virtual Direction direction(const model::Endpoints& endpoints) const = 0;
  /// Multicast, broadcast, link-local or unspecified: nobody's C2 server.
  virtual bool is_local_scope(const IpAddress& address) const = 0;
  /// Who @p server is to @p client: the name in the flow, else the name this client looked up, else any client did.
  /// @p server_name SNI, Host or CONNECT target; may be empty.
  virtual Object object_of(const model::FlowRef& flow, std::string_view server_name) const = 0;
  virtual Prevalence prevalence(const Object& object) const = 0;
  /// A resolver that is configured, handed out by DHCP, or learnt (answers many names for home clients).
  virtual bool is_resolver(const IpAddress& address) const = 0;
  /// Registered domain by the public suffix list, private section included: "a.b.example.co.uk" → "example.co.uk".
  /// A part of @p name; all of it where it has no registered domain (single label, a bare suffix).
  virtual std::string_view registered_domain(std::string_view name) const = 0;
  /// Smallest TTL with which @p address was last answered to @p client, if it was.
  virtual std::optional<Duration> dns_ttl(const IpAddress& client, const IpAddress& address) const = 0;
  /// True where @p client's lookups are visible (it had an answer in the last 24 h) and none gave @p address.
  virtual bool never_resolved(const IpAddress& client, const IpAddress& address) const = 0;
  virtual Place place_of(const IpAddress& address) const = 0;
  /// Who had @p address at @p time, which may be past: the binding in force then, not the latest.
  virtual Identity identity_of(const IpAddress& address, Timestamp time) const = 0;
  /// The configured services of this kind: "ntp", "dns", "proxy", "backup", "monitoring", "vpn".
  virtual bool is_sanctioned(std::string_view kind, const IpAddress& server, std::string_view name) const = 0;
};

}  // namespace sekisho::detectors

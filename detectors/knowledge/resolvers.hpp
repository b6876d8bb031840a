// Which addresses are resolvers: configured, handed out by DHCP, or learnt from what they answer.
//
// Keeps    at most 4,096 servers that answered or were handed out; those that are no resolvers push out only each
//          other.
// Time     packet time: a learnt resolver that has answered nothing for 7 days is forgotten.
#pragma once

#include <cstdint>
#include <vector>

#include "detectors/knowledge/segmented_map.hpp"
#include "detectors/support/distinct_counter.hpp"
#include "flow/base/ip_address.hpp"
#include "flow/base/time.hpp"

namespace sekisho::detectors::knowledge {

class Resolvers {
 public:
  // A tunnel's own server answers for a domain or two, whatever names below them; a resolver for whatever its clients do. Sixteen domains
  // are a few minutes of one desktop; two clients that share a server make half of that enough.
  static constexpr std::uint32_t kDomains = 16;
  static constexpr std::uint32_t kSharedDomains = 8;
  static constexpr Duration kForget = 7 * 24h;

  Resolvers();

  void configure(const std::vector<IpAddress>& addresses, HashSeed seed);
  /// @p server offers recursion and answered home client @p client for a name of @p domain (keyed hashes).
  void answered(std::uint64_t server, std::uint64_t client, std::uint64_t domain, Timestamp now);
  /// DHCP told clients to use @p server.
  void handed_out(std::uint64_t server, Timestamp now);

  bool contains(std::uint64_t server) const;
  void expire(Timestamp now);
  std::size_t size() const { return servers_.size(); }
  std::uint64_t evictions() const { return servers_.evictions(); }
  std::size_t bytes() const { return servers_.bytes(); }

 private:
  struct Server {
    support::DistinctCounter domains;
    support::BasicDistinctCounter<4> clients;
    bool learnt = false;
    bool handed_out = false;
    Timestamp last;
  };
  struct Proven {
    bool operator()(const Server& s) const { return s.learnt || s.handed_out; }
  };

  std::vector<std::uint64_t> configured_;
  SegmentedMap<Server, Proven> servers_;
};

}  // namespace sekisho::detectors::knowledge

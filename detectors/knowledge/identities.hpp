// Who holds a home address, by DHCP as it passes: address to MAC while the lease runs, MAC to host name.
//
// Keeps    at most 65,536 leases and as many host names; the longest unused leave first.
// Time     packet time. A lease is in force from its acknowledgement until it runs out, is released or declined.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "detectors/api/context.hpp"
#include "detectors/knowledge/keyed_key.hpp"
#include "flow/base/hash.hpp"
#include "flow/base/time.hpp"
#include "flow/model/observations.hpp"

namespace sekisho::detectors::knowledge {

class Identities {
 public:
  explicit Identities(HashSeed seed);

  void learn(const model::DhcpLease& message, Timestamp now);
  /// Empty where no lease is in force at @p now.
  Identity of(const IpAddress& address, Timestamp now) const;

  void expire(Timestamp now);
  std::size_t size() const { return leases_.size(); }
  std::uint64_t evictions() const { return leases_.evictions() + hosts_.evictions(); }
  std::size_t bytes() const { return leases_.bytes() + hosts_.bytes(); }

 private:
  using Mac = std::array<std::uint8_t, 6>;
  struct Lease {
    Mac mac{};
    Timestamp until;
  };
  std::uint64_t key(const Mac& mac) const { return keyed_hash(Bytes(mac), seed_); }

  HashSeed seed_;
  KeyedMap<Lease> leases_;
  KeyedMap<std::string> hosts_;  // by MAC: clients say their name, servers seldom repeat it
};

}  // namespace sekisho::detectors::knowledge

// Where a name has led within a day: addresses, networks, name servers.
//
// Keeps    about 560 bytes a name, whatever it is answered with.
// Time     packet time, given with each call; a new day starts afresh.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "detectors/support/distinct_counter.hpp"
#include "flow/base/hash.hpp"
#include "flow/base/ip_address.hpp"
#include "flow/base/time.hpp"

namespace sekisho::detectors::fast_flux {

/// One address of an answer, and whose it is.
struct Target {
  IpAddress address;
  std::uint32_t asn = 0;  ///< 0 where no file tells.
};

class Activity {
 public:
  /// Counts one answer of @p name; @p ttl the smallest in it, @p server_set a keyed hash of its name servers, 0 without any.
  void answer(std::span<const Target> targets, Duration ttl, std::uint64_t server_set, Timestamp now, HashSeed seed);
  /// A client connected to @p address under this name.
  void connect(const IpAddress& address, HashSeed seed) { followed_.add(address.hash(seed)); }

  std::uint32_t answers() const { return answers_; }
  std::uint32_t addresses() const { return addresses_.count(); }
  std::uint32_t small_networks() const { return small_.count(); }  ///< /24, or /48.
  std::uint32_t large_networks() const { return large_.count(); }  ///< /16, or /32.
  std::uint32_t operators() const { return operators_.count(); }   ///< By ASN; 0 without files.
  std::uint32_t server_sets() const { return server_sets_.count(); }
  std::uint32_t followed() const { return followed_.count(); }
  /// Answers that brought an address not seen before.
  std::uint32_t news() const { return news_; }
  Duration shortest_ttl() const { return shortest_ttl_; }
  Duration longest_ttl() const { return longest_ttl_; }
  Timestamp first() const { return first_; }
  Timestamp last() const { return last_; }
  /// At most 4 addresses, the latest that were new.
  std::vector<std::string> samples() const;

 private:
  static constexpr std::size_t kSamples = 4;

  support::BasicDistinctCounter<7> addresses_;
  support::DistinctCounter small_, large_, operators_, followed_;
  support::BasicDistinctCounter<5> server_sets_;
  std::array<IpAddress, kSamples> samples_{};
  std::size_t next_sample_ = 0;
  std::uint32_t answers_ = 0, news_ = 0;
  Duration shortest_ttl_{}, longest_ttl_{};
  Timestamp first_, last_;
};

}  // namespace sekisho::detectors::fast_flux

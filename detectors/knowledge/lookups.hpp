// Whose lookups the sensor sees, and which addresses no lookup gave: "never resolved" is a statement about what was seen, so it is made
// only where seeing nothing means something.
//
// Keeps    a state of 64 bytes for at most 65,536 clients; which addresses were answered and which pairs talked, in filters that remember one to two
//          days and whose rare errors (1 in 300) all mean "say nothing".
// Time     packet time.
#pragma once

#include <cstdint>

#include "detectors/knowledge/rotating_filter.hpp"
#include "detectors/knowledge/segmented_map.hpp"
#include "flow/base/hash.hpp"
#include "flow/base/time.hpp"

namespace sekisho::detectors::knowledge {

class Lookups {
 public:
  /// A client without an answer for this long may have moved to a resolver that is not seen.
  static constexpr Duration kVisible = 24h;
  /// After a client's first answer nothing is said for this long: what it connects to may come from answers before the capture. Most
  /// addresses are answered with a TTL of 5 min or less.
  static constexpr Duration kWarmUp = 5min;

  /// @p capacity addresses answered a day that are remembered.
  explicit Lookups(std::size_t capacity);

  /// A resolver answered @p client over plain DNS (keyed hash).
  void answered(std::uint64_t client, Timestamp now);
  /// An answer, to whomever, gave @p address.
  void gave(std::uint64_t address, Timestamp now) { given_.add(address, now); }
  /// A client reached an address outside.
  struct Contact {
    std::uint64_t client = 0;
    std::uint64_t address = 0;
    Timestamp start;         ///< Of the flow.
    bool midstream = false;  ///< Its true beginning was not seen.
  };
  void contact(const Contact& contact, Timestamp now);

  bool never_resolved(std::uint64_t client, std::uint64_t address, Timestamp now) const;

  void expire(Timestamp now);
  std::size_t clients() const { return clients_.size(); }
  std::uint64_t evictions() const { return clients_.evictions(); }
  std::uint64_t overruns() const { return given_.overruns() + pairs_.overruns() + early_.overruns(); }
  std::size_t bytes() const { return clients_.bytes() + given_.bytes() + pairs_.bytes() + early_.bytes(); }

 private:
  struct Client {
    Timestamp first;  // answer
    Timestamp last;
    std::uint16_t resolved = 0;    // distinct addresses reached that an answer had given
    std::uint16_t unresolved = 0;  // and that none had
    bool seen = false;
  };
  struct Proven {
    bool operator()(const Client& c) const { return c.resolved > 0; }
  };
  bool given(std::uint64_t address) const { return given_.contains(address); }

  SegmentedMap<Client, Proven> clients_;
  RotatingFilter given_;
  RotatingFilter pairs_;  // talked at all: each pair counts once
  RotatingFilter early_;  // talked before the client's lookups were seen
};

}  // namespace sekisho::detectors::knowledge

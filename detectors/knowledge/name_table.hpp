// Which name each client looked an address up by, and which name any client did.
//
// Keeps    at most `capacity` pairs of client and address, half as many addresses; throw-away names push out
//          only each other.
// Time     packet time: a name is held 24 h past the last answer or use, so a session that stays open keeps its name.
#pragma once

#include <cstdint>
#include <optional>

#include "detectors/knowledge/name_pool.hpp"
#include "detectors/knowledge/segmented_map.hpp"
#include "flow/base/hash.hpp"
#include "flow/base/time.hpp"

namespace sekisho::detectors::knowledge {

/// Clients keep old answers: a day is what Windows and most resolvers hold a record at most.
inline constexpr Duration kNameLife = 24h;

struct GivenName {
  NamePool::Ref name;
  Timestamp first;        ///< First answer.
  Timestamp last;         ///< Last answer or use.
  std::uint32_t ttl = 0;  ///< Seconds, of the last answer.
  std::uint8_t uses = 0;  ///< Flows and milestones that went by this name; stays at 255.
};

/// A name that a flow went by, or that was answered again after 10 min. Names that are looked up once and never again, as algorithms make
/// them, stay on trial.
struct NameProven {
  bool operator()(const GivenName& g) const { return g.uses > 0 || g.last - g.first >= 10min; }
};

/// The logarithm of the time it has been in use, and how often a flow was.
struct NameWorth {
  double operator()(const GivenName& g) const;
};

class NameTable {
 public:
  NameTable(std::size_t capacity, HashSeed seed);

  /// An answer of @p name for @p address went to @p client (both as keyed hashes).
  void give(std::uint64_t client, std::uint64_t address, const NamePool::Ref& name, std::uint32_t ttl, Timestamp now);
  /// An answer that was for everybody, or whose client does not matter.
  void give_all(std::uint64_t address, const NamePool::Ref& name, std::uint32_t ttl, Timestamp now);
  /// A flow goes from @p client to @p address: names in use stay.
  void use(std::uint64_t client, std::uint64_t address, Timestamp now);

  /// What @p client looked @p address up by; nullptr if it never did, or long ago.
  const GivenName* given(std::uint64_t client, std::uint64_t address, Timestamp now) const;
  /// What any client did. The first name stays as long as it is answered or used, so that it does not change under a series of flows.
  const GivenName* given_to_any(std::uint64_t address, Timestamp now) const;

  void expire(Timestamp now);

  NamePool& pool() { return pool_; }
  std::size_t pairs() const { return pairs_.size(); }
  std::size_t addresses() const { return addresses_.size(); }
  std::uint64_t evictions() const { return pairs_.evictions() + addresses_.evictions(); }
  std::size_t bytes() const { return pool_.bytes() + pairs_.bytes() + addresses_.bytes(); }

 private:
  using Map = SegmentedMap<GivenName, NameProven, NameWorth>;
  static std::uint64_t pair(std::uint64_t client, std::uint64_t address) { return mix(client, address); }
  static void mark(Map& map, std::uint64_t key, Timestamp now);

  NamePool pool_;  // before the maps: it must outlive their Refs
  Map pairs_;
  Map addresses_;
};

}  // namespace sekisho::detectors::knowledge

// Which other clients showed the same: one infected machine is rarely alone.
//
// Keeps    eight clients of each of at most `capacity` objects, fingerprints and cadences, about 300 bytes each; past that the one longest
//          unused leaves, counted. Only what was alerted is remembered.
// Time     packet time; a client counts for 7 days.  Threads  the analysis thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "detectors/api/finding.hpp"
#include "flow/base/bounded_map.hpp"
#include "flow/base/hash.hpp"
#include "sensor/alerts/alert.hpp"

namespace sekisho::alerts {

class Similar {
 public:
  explicit Similar(std::size_t capacity) : seen_(capacity) {}

  /// The other clients that showed what this finding shows, each with the first reason that holds; then remembers its client.
  /// @p fingerprint JA4 of the flow where few clients send it; else empty.
  std::vector<SimilarHost> meet(const detectors::Finding& finding, std::string_view fingerprint);
  std::uint64_t evictions() const { return seen_.evictions(); }

 private:
  struct Seen {
    std::vector<std::pair<IpAddress, Timestamp>> clients;  ///< Latest last.
  };
  struct TextHash {
    std::size_t operator()(const std::string& key) const { return keyed_hash(key, kSeed); }
    static constexpr HashSeed kSeed{0x53696D696C617221ULL};  // an entry costs an alert: nobody makes them by the thousand unseen
  };
  void look(const std::string& key, std::string_view why, const detectors::Finding& finding, std::vector<SimilarHost>& found) const;
  void keep(const std::string& key, const detectors::Finding& finding);

  BoundedMap<std::string, Seen, TextHash> seen_;
};

}  // namespace sekisho::alerts

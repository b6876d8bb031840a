// What several detectors said of one client and one server, weak words included: none may be worth an alert alone, together they are.
//
// Evidence is kept under the object's name and under the server's address, for one detector knows a server by what it was called and
// another only by where it is.
//
// Keeps    at most `capacity` pairs, about 200 bytes each, with one entry a detector; past that the weakest of the eight longest unused
//          leaves, counted.
// Time     packet time; a word counts for 24 h.  Threads  the analysis thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "detectors/api/finding.hpp"
#include "flow/base/bounded_map.hpp"
#include "sensor/alerts/episodes.hpp"

namespace sekisho::alerts {

/// Scores below this are no evidence: they add nothing to anybody's.
constexpr int kEvidence = 10;
/// Scores below this are not even remembered. From here to kEvidence a word names its technique where others raise the alert.
constexpr int kWord = 5;

/// A detector and the best score it gave lately, context of its own included.
struct Voice {
  std::string_view detector;  ///< Static text.
  Timestamp last;
  int score = 0;
  std::uint8_t reason = 0;                   ///< With which it gave it.
  std::vector<std::string_view> techniques;  ///< That it then named. Static text.
};

class Correlation {
 public:
  explicit Correlation(std::size_t capacity) : evidence_(capacity) {}

  void note(std::string_view detector, const detectors::Finding& finding, int score, Timestamp now);
  /// Detectors other than @p detector that spoke of this client and server within 24 h, the strongest first. Those that saw the same single
  /// fact as the finding, or as a stronger one of them, come with a score of 0: they add nothing but what they call it.
  std::vector<Voice> others(std::string_view detector, const detectors::Finding& finding, Timestamp now) const;
  /// An allow rule covers what @p detector says of @p about.
  void forget(std::string_view detector, const IncidentKey& about);

  void tick(Timestamp now);
  std::size_t size() const { return evidence_.size(); }
  std::uint64_t evictions() const { return evidence_.evictions(); }

 private:
  struct Evidence {
    Timestamp last;
    std::vector<Voice> voices;  ///< No longer than there are detectors.
    int best = 0;
  };
  void note(const IncidentKey& key, const Voice& voice);

  BoundedMap<IncidentKey, Evidence, KeyHash, Worth> evidence_;
};

}  // namespace sekisho::alerts

// How common each object is: which home clients talked to a registered domain, or to an address that has none, and since when.
//
// Keeps    at most `capacity` objects of 96 bytes; a sixteenth of them, those with more than 16 clients, 1 KiB more. Objects with one
//          client and one day push out only each other.
// Time     packet time. Never forgets an object by age: that it is old is what is asked.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>

#include "detectors/knowledge/segmented_map.hpp"
#include "detectors/knowledge/state_file.hpp"
#include "detectors/support/distinct_counter.hpp"
#include "flow/base/time.hpp"

namespace sekisho::detectors::knowledge {

using ClientSketch = support::BasicDistinctCounter<10>;
/// Deletes a sketch and takes it off the count of those that live.
struct SketchDeleter {
  std::size_t* live = nullptr;
  void operator()(ClientSketch* sketch) const {
    --*live;
    delete sketch;
  }
};

/// Clients of one object: exact up to 16, then 1,024 registers (3 % standard error).
class ClientCount {
 public:
  static constexpr std::size_t kExact = 16;
  using Sketch = ClientSketch;

  /// Counts the client of keyed hash @p client. @p sketches counts live sketches; at @p most no more are made, and the count stays at 16.
  void add(std::uint64_t client, std::size_t& sketches, std::size_t most);
  std::uint32_t count() const;
  void save(StateWriter& to) const;
  /// @return false where the numbers cannot be right.
  bool restore(StateReader& from, std::size_t& sketches, std::size_t most);

 private:
  std::array<std::uint32_t, kExact> ids_{};
  std::uint8_t used_ = 0;
  mutable bool stale_ = false;  // estimate_ must be computed anew: 1,024 registers are too many for every question
  mutable std::uint32_t estimate_ = 0;
  std::unique_ptr<Sketch, SketchDeleter> sketch_;
};

struct SeenObject {
  ClientCount clients;
  Timestamp first;
  std::uint32_t last_day = 0;  ///< Since 1970.
  std::uint16_t days = 0;      ///< Distinct days with contact.
};

/// Seen by a second client, or on a second day.
struct ObjectProven {
  bool operator()(const SeenObject& o) const { return o.days > 1 || o.clients.count() > 1; }
};
struct ObjectWorth {
  double operator()(const SeenObject& o) const;
};

class Objects {
 public:
  explicit Objects(std::size_t capacity);
  Objects(const Objects&) = delete;
  Objects& operator=(const Objects&) = delete;

  /// Home client @p client talked to @p object (keyed hashes).
  void contact(std::uint64_t object, std::uint64_t client, Timestamp now);
  const SeenObject* find(std::uint64_t object) const { return objects_.find(object); }

  void save(StateWriter& to) const;
  /// Adds what was saved, as far as there is room. @return false where the numbers cannot be right; then nothing is held.
  bool restore(StateReader& from);
  /// More bytes than any saved state of so many objects has.
  static std::size_t most_saved(std::size_t capacity);

  std::size_t size() const { return objects_.size(); }
  std::uint64_t evictions() const { return objects_.evictions(); }
  std::size_t bytes() const { return objects_.bytes() + sketches_ * sizeof(ClientCount::Sketch); }

 private:
  std::size_t sketches_ = 0;  // before the map: its entries count down here
  std::size_t most_sketches_;
  SegmentedMap<SeenObject, ObjectProven, ObjectWorth> objects_;
};

}  // namespace sekisho::detectors::knowledge

// The flow table's counters and gauges, made once.
#pragma once

#include <array>
#include <cstddef>

#include "flow/base/counters.hpp"
#include "flow/model/flow_record.hpp"

namespace sekisho::table {

/// Why a live flow had to go.
enum class Evicted : std::uint8_t {
  HalfOpenFull,
  EstablishedFull,
  EstablishedMemory,  ///< Names and inspection state used up what slots had left.
  kCount
};

class Metrics {
 public:
  explicit Metrics(Counters& counters);

  void begun(model::Transport transport);
  /// A flow's final record.
  void ended(const model::FlowRecord& record) {
    ended_[static_cast<std::size_t>(record.reason)]->add();
    if (!record.bidirectional()) one_way_.add();
  }
  void evicted(Evicted why) { evicted_[static_cast<std::size_t>(why)]->add(); }
  void active(const std::array<std::size_t, 3>& by_state);

  Gauge& bytes;
  Gauge& bytes_limit;
  Gauge& emergency;
  Counter& emergency_entered;

 private:
  Counter& one_way_;
  std::array<Counter*, 6> begun_{};
  std::array<Counter*, 6> ended_{};
  std::array<Counter*, static_cast<std::size_t>(Evicted::kCount)> evicted_{};
  std::array<Gauge*, 3> active_{};
};

}  // namespace sekisho::table

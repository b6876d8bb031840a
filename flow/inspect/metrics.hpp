// The counters of inspection, made once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "flow/base/counters.hpp"
#include "flow/inspect/protocols.hpp"

namespace sekisho::inspect {

/// Why a flow was inspected less than it should have been.
enum class CutShort : std::uint8_t {
  Refused,  ///< All places were taken: labelled by port.
  Crowded,  ///< Gave up its place, long after its label was known, to a new flow.
  Streams,  ///< The budget of streams was used up.
  kCount
};

struct Metrics {
  explicit Metrics(Counters& counters);

  void observed(Protocol p) { observed_[static_cast<std::size_t>(p)]->add(); }
  void unparsed(Protocol p) { unparsed_[static_cast<std::size_t>(p)]->add(); }
  void cut_short(CutShort why) { cut_short_[static_cast<std::size_t>(why)]->add(); }

  Gauge& flows;
  Gauge& flows_limit;
  Gauge& stream_bytes;
  Gauge& stream_bytes_limit;
  Counter& gaps;

 private:
  std::array<Counter*, kProtocols> observed_{};
  std::array<Counter*, kProtocols> unparsed_{};
  std::array<Counter*, static_cast<std::size_t>(CutShort::kCount)> cut_short_{};
};

/// What all streams of one inspector hold together.
class StreamBudget {
 public:
  StreamBudget(std::size_t limit, Metrics& metrics) : limit_(limit), metrics_(metrics) {
    metrics_.stream_bytes_limit.set(static_cast<double>(limit));
  }

  /// A holder of @p before bytes now holds @p after. False, and nothing taken, where that is too much.
  bool change(std::size_t before, std::size_t after) {
    if (after > before && used_ + (after - before) > limit_) return false;
    used_ = used_ - before + after;
    metrics_.stream_bytes.set(static_cast<double>(used_));
    return true;
  }

 private:
  std::size_t limit_;
  std::size_t used_ = 0;
  Metrics& metrics_;
};

}  // namespace sekisho::inspect

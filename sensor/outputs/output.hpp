// The contract of an output. One thread each (sensor/pipeline): it may block and retry; nobody waits for it.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "flow/base/counters.hpp"
#include "flow/base/result.hpp"
#include "flow/model/flow_event.hpp"
#include "sensor/alerts/alert.hpp"

namespace sekisho::outputs {

/// The counters at one moment of packet time.
struct StatsEvent {
  Timestamp time;
  double uptime_seconds = 0;
  std::vector<Counters::Sample> samples;
};

using Record = std::variant<alerts::Alert, model::FlowEvent, StatsEvent>;

/// What an output wants to be given.
struct Interest {
  bool alerts = true;
  bool stats = false;
  std::uint32_t events = 0;  ///< Bits of model::event_bit.
};

class Output {
 public:
  virtual ~Output() = default;
  virtual std::string_view name() const = 0;  ///< Metric label.
  virtual Interest interest() const = 0;
  /// Takes one record. Failures are counted by the output and show in healthy().
  virtual void write(const Record& record) = 0;
  /// Called after each batch of records.
  virtual void flush() = 0;
  /// The last call: everything written so far is on its way to where it goes.
  virtual void finish() {}
  /// SIGHUP: closes and opens files again.
  virtual void reopen() = 0;
  /// False while the last write failed. Any thread.
  virtual bool healthy() const = 0;
};

}  // namespace sekisho::outputs

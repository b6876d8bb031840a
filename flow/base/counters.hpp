// The sensor's counters and gauges. A component asks for its cells once, at construction, and adds to them on its own
// thread without locks or atomic read-modify-write; sensor/metrics and the stats event read them from theirs.
// Several cells may share one identity (one per worker): a reader sees their sum. Names and labels are ours, never the
// wire's, so the number of cells is bounded by the code.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sekisho {

/// One cell: written by one thread, read by any.
class Counter {
 public:
  void add(std::uint64_t n = 1) { value_.store(value_.load(std::memory_order_relaxed) + n, std::memory_order_relaxed); }
  /// For sources that report a running total themselves (libpcap's drops).
  void set(std::uint64_t total) { value_.store(total, std::memory_order_relaxed); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

class Gauge {
 public:
  void set(double v) { value_.store(v, std::memory_order_relaxed); }
  double value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<double> value_{0};
};

/// All cells of the process; owned by the composition root, passed by reference.
class Counters {
 public:
  using Labels = std::vector<std::pair<std::string, std::string>>;
  enum class Kind : std::uint8_t { Counter, Gauge };
  /// One identity as a reader sees it. @p name as exported: "sekisho_packets_total".
  struct Sample {
    std::string name;
    std::string help;
    Kind kind = Kind::Counter;
    Labels labels;
    double value = 0;
  };

  /// A new cell of counter @p name (must end in "_total"). Lives as long as this object.
  Counter& counter(std::string_view name, std::string_view help, Labels labels = {});
  /// A new cell of gauge @p name.
  Gauge& gauge(std::string_view name, std::string_view help, Labels labels = {});

  /// Sums of all cells by identity, ordered by name, then labels. Any thread.
  std::vector<Sample> samples() const;

 private:
  struct Family {
    std::string help;
    Kind kind = Kind::Counter;
    std::map<Labels, std::pair<std::vector<const Counter*>, std::vector<const Gauge*>>> cells;
  };
  Family& family(std::string_view name, std::string_view help, Kind kind);

  mutable std::mutex mutex_;
  std::map<std::string, Family, std::less<>> families_;
  std::deque<Counter> counters_;
  std::deque<Gauge> gauges_;
};

}  // namespace sekisho

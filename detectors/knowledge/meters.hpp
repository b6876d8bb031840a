// The tables' sizes and losses as metrics, one family with a label per table.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "flow/base/counters.hpp"

namespace sekisho::detectors::knowledge {

/// Cells of one table. Written on the analysis thread.
class TableMeter {
 public:
  TableMeter(std::string_view table, Counters& counters)
      : entries_(counters.gauge("sekisho_knowledge_entries", "Entries of a table of what the sensor knows of the network", labels(table))),
        bytes_(counters.gauge("sekisho_knowledge_bytes", "Memory of such a table", labels(table))),
        evictions_(counters.counter("sekisho_knowledge_evictions_total", "Entries such a table dropped to stay within its bound", labels(table))) {}

  void set(std::size_t entries, std::size_t bytes, std::uint64_t evictions) {
    entries_.set(static_cast<double>(entries));
    bytes_.set(static_cast<double>(bytes));
    evictions_.set(evictions);
  }

 private:
  static Counters::Labels labels(std::string_view table) { return {{"table", std::string(table)}}; }

  Gauge& entries_;
  Gauge& bytes_;
  Counter& evictions_;
};

}  // namespace sekisho::detectors::knowledge

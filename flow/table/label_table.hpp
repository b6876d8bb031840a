// Labels of finished inspections, each kept once: a flow holds two bytes instead of seventy-three.
//
// Keeps    at most kMost labels. DPI knows a few hundred; past the bound a label is lost and counted.
#pragma once

#include <cstdint>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "flow/base/counters.hpp"
#include "flow/base/hash.hpp"
#include "flow/model/app_label.hpp"

namespace sekisho::table {

class LabelTable {
 public:
  static constexpr std::size_t kMost = 16'384;

  explicit LabelTable(Counters& counters)
      : labels_(1), lost_(counters.counter("sekisho_flow_labels_lost_total", "Labels of flows not kept because too many different ones exist")) {}

  /// The number of @p label; 0 is the unknown one.
  std::uint16_t keep(const model::AppLabel& label) {
    if (!label.known()) return 0;
    if (const auto it = numbers_.find(label); it != numbers_.end()) return it->second;
    if (labels_.size() >= kMost) {
      lost_.add();
      return 0;
    }
    const auto number = static_cast<std::uint16_t>(labels_.size());
    labels_.push_back(label);
    numbers_.emplace(label, number);
    return number;
  }
  const model::AppLabel& operator[](std::uint16_t number) const { return labels_[number]; }

 private:
  struct Hash {
    std::size_t operator()(const model::AppLabel& l) const {
      constexpr HashSeed kSeed{};  // labels come from DPI's own lists, not off the wire
      return mix(mix(keyed_hash(l.app.view(), kSeed), keyed_hash(l.master.view(), kSeed)),
                 mix(keyed_hash(l.category.view(), kSeed), static_cast<std::uint64_t>(l.confidence)));
    }
  };
  struct Same {
    bool operator()(const model::AppLabel& a, const model::AppLabel& b) const {
      return a.app == b.app && a.master == b.master && a.category == b.category && a.confidence == b.confidence;
    }
  };

  std::vector<model::AppLabel> labels_;
  boost::unordered_flat_map<model::AppLabel, std::uint16_t, Hash, Same> numbers_;
  Counter& lost_;
};

}  // namespace sekisho::table

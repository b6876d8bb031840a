// What of ATT&CK a build can see: the techniques that its detectors name, each with a note on what a network shows of it at all.
// Keeps nothing. The command line, the Navigator layer and the READMEs are all made of this.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "detectors/api/detector.hpp"
#include "sensor/alerts/alert.hpp"

namespace sekisho::alerts {

/// How much of a technique crosses the network.
enum class Visibility : std::uint8_t {
  Whole,  ///< What makes the technique is traffic.
  Part,   ///< A part is, or it shows only in the clear, or beside the traffic itself.
};
std::string_view visibility_name(Visibility v);  // "whole", "part"

struct Coverage {
  Technique technique;
  Visibility visibility = Visibility::Part;
  std::string_view note;                    ///< What the network shows, and what it does not; empty where nobody wrote one.
  std::vector<std::string_view> detectors;  ///< That name it, by name; empty: this build does not see it.

  /// 0 without a detector, else 100 or 50 by how much of it there is to see.
  int score() const;
};

/// All of Command and Control, and whatever else @p detectors name; by id.
std::vector<Coverage> coverage(std::span<const detectors::DetectorInfo* const> detectors);

}  // namespace sekisho::alerts

// How much two hosts' ICMP counts as a channel. Pure: this is where the arithmetic is tested.
#pragma once

#include <vector>

#include "detectors/api/context.hpp"
#include "detectors/api/finding.hpp"
#include "detectors/icmp_tunnel/activity.hpp"
#include "detectors/icmp_tunnel/params.hpp"

namespace sekisho::detectors::icmp_tunnel {

/// What the evidence amounts to.
enum class Kind : std::uint8_t {
  Tunnel = 1,   ///< Data both ways.
  OneWay = 2,   ///< Data in echo requests that are echoed as they should be.
  Replies = 3,  ///< Replies that nobody asked for.
  Types = 4,    ///< Types that are not made to carry data.
  Words = 5,    ///< Commands or output in plain text.
};

struct Verdict {
  int score = 0;  ///< 0 … 100
  Kind kind = Kind::OneWay;
  std::vector<Indicator> indicators;
};

Verdict judge(const Activity& activity, Direction direction, const Params& params);

}  // namespace sekisho::detectors::icmp_tunnel

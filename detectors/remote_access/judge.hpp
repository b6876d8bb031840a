// How much a use of a tool for remote control says. Pure: this is where the arithmetic is tested.
#pragma once

#include <cstdint>
#include <vector>

#include "detectors/api/context.hpp"
#include "detectors/api/finding.hpp"
#include "detectors/remote_access/params.hpp"
#include "detectors/remote_access/tools.hpp"

namespace sekisho::detectors::remote_access {

/// What is known around a use.
struct Surroundings {
  Direction direction = Direction::Outbound;
  bool itself = false;  ///< Client and server are one host.
  bool named = false;
  bool sanctioned = false;    ///< Kind remote_access, or the tool is allowed.
  bool guessed = false;       ///< Who the client is was guessed.
  std::uint32_t vendors = 0;  ///< Different vendors on this host of late, this one included.
  std::uint64_t payload = 0;  ///< Bytes, both ways.
};

struct Verdict {
  int score = 0;
  std::vector<Indicator> indicators;
};

Verdict judge(const Tool& tool, const Surroundings& around, const Params& params);

}  // namespace sekisho::detectors::remote_access

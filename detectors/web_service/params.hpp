// What an operator may tune: `detectors.web_service`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "detectors/api/config_view.hpp"
#include "flow/base/result.hpp"
#include "flow/base/time.hpp"

namespace sekisho::detectors::web_service {

struct Params {
  std::size_t max_keys = 20'000;       ///< Pairs of client and service, and clients; about 250 bytes each. Fewer forget slow callers.
  std::vector<std::string> catalogue;  ///< Rows "category suffix" in place of the built-in ones. Empty: those.
  std::uint32_t contacts = 8;          ///< Contacts from which a pace can be steady. Fewer is chance.
  double spread = 0.25;                ///< Median deviation of the intervals, as a share of the median, up to which it is. Higher is chance.
  Duration shortest = 2s;              ///< Contacts closer than this are one. Shorter counts parallel connections.
  std::uint64_t upload = 65'536;       ///< Payload bytes given to one service, four times what came back. Less meets forms and photographs.
  Duration repeat = 1h;                ///< A finding is repeated no sooner, unless its score rises by ten.
  int report_at = 10;                  ///< Scores below are not reported. Below 20 they are evidence for others, no alerts.

  /// Reads `detectors.web_service`. An unknown key or a value out of range is an Error with file and line.
  static Result<Params> from(const ConfigView& config);
  static std::vector<ConfigKey> keys();
};

}  // namespace sekisho::detectors::web_service

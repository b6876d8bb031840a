// What an operator may tune: `detectors.icmp_tunnel`.
#pragma once

#include <cstddef>
#include <cstdint>

#include "detectors/api/config_view.hpp"
#include "flow/base/result.hpp"
#include "flow/base/time.hpp"

namespace sekisho::detectors::icmp_tunnel {

struct Params {
  std::size_t max_pairs = 30'000;    ///< Pairs of hosts; about 700 bytes each. Fewer forget slow channels where many hosts are pinged.
  std::uint32_t answers = 5;         ///< Answers that differ from what was asked, or that nobody asked for. Fewer is chance.
  double answer_share = 0.2;         ///< Share of all answers that those must reach. Lower takes in faulty hosts.
  std::uint32_t payloads = 6;        ///< Different payloads that no ping program sends. Fewer meets probes of scanners.
  std::uint32_t lengths = 5;         ///< Different lengths among them. Fewer meets size sweeps.
  std::uint64_t volume = 1500;       ///< Bytes in such payloads. Lower counts a handful of probes.
  std::uint32_t stray_replies = 20;  ///< Replies in a ping's dress, without any request. Fewer meets asymmetric routes.
  Duration forget = 6h;              ///< A pair that falls silent for this long is forgotten. Shorter misses one message an hour.
  Duration repeat = 1h;              ///< A finding is repeated no sooner, unless its score rises by ten.
  int report_at = 20;                ///< Scores below are not reported. Lower is noise for context to weigh.
  int internal_points = -5;          ///< Both ends at home.

  /// Reads `detectors.icmp_tunnel`. An unknown key or a value out of range is an Error with file and line.
  static Result<Params> from(const ConfigView& config);
  static std::vector<ConfigKey> keys();
};

}  // namespace sekisho::detectors::icmp_tunnel

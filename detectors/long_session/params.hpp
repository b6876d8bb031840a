// What an operator may tune: `detectors.long_session`.
#pragma once

#include <cstddef>
#include <cstdint>

#include "detectors/api/config_view.hpp"
#include "flow/base/result.hpp"
#include "flow/base/time.hpp"

namespace sekisho::detectors::long_session {

struct Params {
  std::size_t max_flows = 50'000;          ///< Open connections with bursts; about 250 bytes each. Fewer lose cadence and shape.
  std::size_t max_pairs = 50'000;          ///< Pairs whose sessions are added up; about 130 bytes each.
  std::size_t max_conversations = 50'000;  ///< Client and domain in DNS; about 200 bytes each.
  Duration least = 10min;                  ///< Shorter sessions are never long. Lower drowns in web pages' connections.
  double low_rate = 100;                   ///< Payload bytes/s, both ways: an idle channel. Higher takes in slow downloads.
  double high_rate = 8000;                 ///< From here a session counts a third: bulk transfer is another detector's matter.
  std::uint32_t shell_exchanges = 5;       ///< Small prompts of the server, answered larger. Fewer is chance.
  Duration shell_least = 1min;             ///< A session that short can already be a shell.
  Duration conversation = 15min;           ///< DNS lookups of one domain without pause. Shorter meets busy sites.
  Duration conversation_gap = 60s;         ///< A pause this long ends a conversation.
  double conversation_rate = 0.3;          ///< Lookups/s at least. Lower meets everyday names.
  Duration repeat = 1h;                    ///< A finding is repeated no sooner, unless its score rises by ten.
  int report_at = 20;                      ///< Scores below are not reported.
  int internal_points = -5;                ///< Both ends at home: databases, file services and management stay connected.
  int inbound_points = -12;                ///< Client elsewhere: somebody uses a service of ours.

  /// Reads `detectors.long_session`. An unknown key or a value out of range is an Error with file and line.
  static Result<Params> from(const ConfigView& config);
  static std::vector<ConfigKey> keys();
};

}  // namespace sekisho::detectors::long_session

// What an operator may tune: `detectors.beacon`.
#pragma once

#include <cstddef>
#include <cstdint>

#include "detectors/api/config_view.hpp"
#include "flow/base/result.hpp"
#include "flow/base/time.hpp"

namespace sekisho::detectors::beacon {

struct Params {
  std::size_t max_keys = 60'000;         ///< Series of at least four beats; about 800 bytes each. Fewer forget slow beacons under load.
  std::size_t max_candidates = 300'000;  ///< Series of one to three beats; about 100 bytes each. Fewer lose slow beacons in a flood of keys.
  Duration coalesce = 600ms;             ///< Contacts closer than this are one beat. Longer hides beats of 1 s, shorter splits parallel connections.
  std::uint32_t min_intervals = 8;       ///< Full test. Fewer: earlier, and more chance.
  double evidence = 15;               ///< Nats for the full test (e^-15 is 3 in 10 million by chance, a window). Each nat less: 2.7 times the chance.
  std::uint32_t short_intervals = 4;  ///< Short test, periods of `slow_period` and more: a low alert long before the full test can speak.
  std::uint32_t short_fast_intervals = 5;  ///< Short test, shorter periods.
  Duration slow_period = 10s;              ///< Divides the two. Chatter of web pages and streams lives below it.
  double short_evidence = 9;               ///< Nats for the short test: 2 in 1000 random keys pass. Each nat less: twice as many.
  Duration short_span = 25s;               ///< The short test wants to see this much. Shorter takes retries for beats.
  Duration shortest_period = 900ms;        ///< Faster beats are streams and polling loops, never scored.
  Duration observe = 15min;                ///< Below this, or six periods if longer, a beacon is no more than low.
  double size_share = 0.8;                 ///< Share of one size from which sizes speak for a machine.
  Duration retention = 14 * 24h;           ///< A silent series is forgotten after this. Shorter misses daily beacons.
  Duration repeat = 1h;                    ///< A finding is repeated no sooner, unless its score rises by ten.
  int report_at = 20;                      ///< Scores below are not reported. Lower is noise for context to weigh.
  int internal_points = -5;                ///< Both ends at home: management and monitoring live there.
  int inbound_points = -20;                ///< Client elsewhere: scanners and brute force are periodic too.

  /// Reads `detectors.beacon`. An unknown key or a value out of range is an Error with file and line.
  static Result<Params> from(const ConfigView& config);
  static std::vector<ConfigKey> keys();
};

}  // namespace sekisho::detectors::beacon

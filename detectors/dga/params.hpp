// What an operator may tune: `detectors.dga`.
#pragma once

#include <cstddef>
#include <cstdint>

#include "detectors/api/config_view.hpp"
#include "flow/base/result.hpp"
#include "flow/base/time.hpp"

namespace sekisho::detectors::dga {

struct Params {
  std::size_t max_clients = 4'000;  ///< Clients that look names up; about 5 KiB each. Fewer forget slow generators on large networks.
  Duration window = 10min;          ///< Names this old leave the count. Longer adds up what has nothing to do with each other.
  double cost = 4.5;                ///< Bits a letter pair: what 5 % of ordinary names reach and 96 % of random ones. Lower takes in foreign words.
  std::uint32_t label_size = 6;     ///< Shorter labels are never called random. Fewer letters say nothing.
  std::uint32_t missing = 10;       ///< Random names that do not exist, for a finding that stands alone. Fewer is a browser's or a typist's day.
  double random_share = 0.6;        ///< Of the names that do not exist. Lower takes in mixed errors.
  std::uint32_t words = 20;         ///< Names that do not exist and read like words. Fewer meets moved or misspelt sites.
  double missing_share = 0.8;       ///< Of all names that a client asked for, for words. Lower takes in mail servers.
  std::uint32_t answered = 12;      ///< Random names that exist or went unanswered (sinkholes, blocked resolvers). Fewer meets advertising.
  double answered_share = 0.5;      ///< Of all names that a client asked for. Lower takes in browsing.
  std::uint32_t in_turn = 10;       ///< Domains one after the other at an even pace, none of them used. Fewer is chance.
  Duration success_within = 60s;    ///< The name that resolves comes so soon after the last that did not. Longer is chance.
  std::uint32_t crawler_names = 3000;  ///< Domains a day of a client that is a resolver, a mail server or a crawler, and is left alone.
  Duration repeat = 1h;                ///< A finding is repeated no sooner, unless its score rises by ten.
  int report_at = 10;                  ///< Scores below are not reported.

  /// Reads `detectors.dga`. An unknown key or a value out of range is an Error with file and line.
  static Result<Params> from(const ConfigView& config);
  static std::vector<ConfigKey> keys();
};

}  // namespace sekisho::detectors::dga

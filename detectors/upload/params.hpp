// What an operator may tune: `detectors.upload`.
#pragma once

#include <cstddef>
#include <cstdint>

#include "detectors/api/config_view.hpp"
#include "flow/base/result.hpp"
#include "flow/base/time.hpp"

namespace sekisho::detectors::upload {

struct Params {
  std::size_t max_keys = 30'000;     ///< Entries of each of five tables, about 200 bytes each. Fewer forget slow posting.
  std::uint64_t least_bytes = 4096;  ///< Payload that one connection must have sent. Lower meets ordinary requests.
  double ratio = 4;                  ///< Times what came back. Lower meets forms and calls.
  std::uint32_t posts = 3;           ///< Posts to one host from which they are many. Fewer meets single forms.
  std::uint64_t names_bytes = 1500;  ///< Bytes in new names below one domain within an hour. Lower meets look-ups of virus scanners.
  std::uint32_t crowd = 6;           ///< Servers without a name within an hour that are sent more than they send: from here a client is a peer.
  Duration repeat = 1h;              ///< A finding is repeated no sooner, unless its score rises by ten.
  int internal_points = -4;          ///< Both ends at home.
  int inbound_points = -10;          ///< Client elsewhere, server at home: uploads to one's own server.

  /// Reads `detectors.upload`. An unknown key or a value out of range is an Error with file and line.
  static Result<Params> from(const ConfigView& config);
  static std::vector<ConfigKey> keys();
};

}  // namespace sekisho::detectors::upload

// What an operator may tune: `detectors.nonstandard_port`.
#pragma once

#include <cstddef>
#include <cstdint>

#include "detectors/api/config_view.hpp"
#include "flow/base/result.hpp"
#include "flow/base/time.hpp"

namespace sekisho::detectors::nonstandard_port {

struct Params {
  std::size_t max_keys = 50'000;          ///< Services (client, server, port, protocol) that are where they do not belong; about 150 bytes each.
  std::uint64_t unknown_bytes = 12;       ///< Payload that one side must have sent in a protocol nobody knows. Lower meets probes.
  std::uint32_t unknown_packets = 2;      ///< Packets with payload, both sides together, from which an exchange is more than brief.
  std::uint32_t brief_flows = 5;          ///< Brief exchanges with one service that count like a longer one. Fewer meets probes.
  std::uint32_t crowd = 6;                ///< Servers of unknown protocols within an hour from which a client is a peer-to-peer node.
  std::uint32_t established_clients = 3;  ///< Home clients from which a service is one that the site uses.
  std::uint32_t established_days = 3;     ///< Days on which it was used; the same.
  Duration repeat = 1h;                   ///< A finding is repeated no sooner, unless its score rises by ten.
  int report_at = 5;         ///< Scores below are not reported. Below 20 they are words for other detectors, from 10 on to add to theirs.
  int internal_points = -5;  ///< Both ends at home: services of one's own stand on any port.
  int inbound_points = -10;  ///< Client elsewhere, server at home.

  /// Reads `detectors.nonstandard_port`. An unknown key or a value out of range is an Error with file and line.
  static Result<Params> from(const ConfigView& config);
  static std::vector<ConfigKey> keys();
};

}  // namespace sekisho::detectors::nonstandard_port

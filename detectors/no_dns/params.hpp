// What an operator may tune: `detectors.no_dns`.
#pragma once

#include <cstddef>
#include <cstdint>

#include "detectors/api/config_view.hpp"
#include "flow/base/result.hpp"
#include "flow/base/time.hpp"

namespace sekisho::detectors::no_dns {

struct Params {
  std::size_t max_keys = 50'000;  ///< Contacts (client, server) without a name, and as many flows and clients; about 100 bytes each.
  std::uint32_t crowd = 20;  ///< Servers without a name within ten minutes from which a client is a peer or a scanner. Lower hides fallback lists.
  Duration repeat = 1h;      ///< A contact is told again no sooner. Shorter repeats more.
  int tls_points = 12;       ///< TLS or QUIC that names no server. From 20 every such contact is an alert by itself.
  int http_points = 12;      ///< HTTP to an address. The same.
  int ip_points = 10;        ///< An address that no lookup gave, where the client's lookups are visible. The same.
  int name_points = 10;      ///< A name in the flow that was never looked up. The same.

  /// Reads `detectors.no_dns`. An unknown key or a value out of range is an Error with file and line.
  static Result<Params> from(const ConfigView& config);
  static std::vector<ConfigKey> keys();
};

}  // namespace sekisho::detectors::no_dns

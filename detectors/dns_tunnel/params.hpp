// What an operator may tune: `detectors.dns_tunnel`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "detectors/api/config_view.hpp"
#include "flow/base/result.hpp"
#include "flow/base/time.hpp"

namespace sekisho::detectors::dns_tunnel {

struct Params {
  std::uint32_t fast_names = 12;     ///< New names below one domain within 5 to 10 min. Fewer: bursts of CDN names come in.
  double fast_information = 400;     ///< Bytes that they can carry. Lower: pages with many asset hosts.
  std::uint32_t slow_names = 20;     ///< New names within the last hour. Fewer: telemetry with hashed names.
  double slow_information = 1000;    ///< Bytes. Higher: channels below 0.3 B/s are left to the other signs.
  std::uint32_t few_names = 4;       ///< New encoded names of odd types from which a handshake is told. Fewer: chance.
  double few_chars = 14;             ///< Mean characters of those names. Lower: short host names of inventories.
  std::uint32_t odd_types = 3;       ///< Different unusual record types below one domain in an hour, …
  std::uint32_t odd_names = 5;       ///< … on at least this many names. Fewer: mail servers and inventories.
  std::uint32_t exotic_queries = 3;  ///< Queries of NULL, KEY, private or unassigned types in an hour. Fewer: scanners' probes.
  std::uint32_t data_answers = 5;    ///< Different answers with encoded data in a day. Fewer: verification tokens and keys.
  std::uint32_t count_fast = 60;     ///< New encoded names in 5 to 10 min, however short.
  std::uint32_t count_day = 100;     ///< The same in a day (RITA's floor for C2 over DNS).
  std::uint32_t rare_names = 9;      ///< New encoded names in an hour below a domain that is rare here, or whose answers look like data.
  std::uint32_t long_names = 4;      ///< Names with a label of 50, of 180 in all, or of 46 encoded characters in an hour.
  std::uint32_t spread_types = 4;    ///< Different unusual types over spread_domains domains by one client in an hour.
  std::uint32_t spread_domains = 3;  ///< Fewer: one domain is judged on its own already.
  std::uint64_t raw_bytes = 1'024;   ///< Payload on port 53 that is no DNS, both ways together; lower: scanners' probes.
  double resolver_factor = 3;        ///< Names and information needed where many clients stand behind the asker.
  double connected_factor = 0.5;     ///< Weight where the client connects to the names it looks up (A and AAAA only). 1: no mercy.
  double reputation_factor = 0.25;   ///< Weight below reputation_zones, unless odd types other than TXT are asked. 1: no mercy.
  double inbound_factor = 0.5;       ///< Weight of clients elsewhere that ask a home name server.
  int report_at = 20;                ///< Scores below are not reported.
  Duration repeat = 1h;              ///< A finding is repeated no sooner, unless its score rises by ten.
  std::size_t max_domains = 50'000;  ///< Client and domain; about 1 KiB each. Fewer: slow channels are forgotten sooner.
  std::size_t max_clients = 20'000;  ///< Clients whose odd look-ups are remembered; about 600 bytes each.
  std::size_t max_flows = 20'000;    ///< Open flows to port 53 whose DNS bytes are counted; about 100 bytes each.
  /// Zones that hold hashes in names by design: antivirus, reputation, advertising frames. C2 below them counts a quarter.
  std::vector<std::string> reputation_zones = {"sophosxl.net",
                                               "avqs.mcafee.com",
                                               "avts.mcafee.com",
                                               "gti.mcafee.com",
                                               "e5.sk",
                                               "hash.cymru.com",
                                               "spamhaus.org",
                                               "spamhaus.net",
                                               "surbl.org",
                                               "uribl.com",
                                               "spamcop.net",
                                               "dnswl.org",
                                               "barracudacentral.org",
                                               "mailspike.net",
                                               "senderbase.org",
                                               "team-cymru.com",
                                               "sorbs.net",
                                               "rspamd.com",
                                               "ctmail.com",
                                               "brightcloud.com",
                                               "cloudmark.com",
                                               "mailshell.net",
                                               "dnsbl.info",
                                               "f-secure.com",
                                               "trendmicro.com",
                                               "metric.gstatic.com",
                                               "safeframe.googlesyndication.com"};

  /// Reads `detectors.dns_tunnel`. An unknown key or a value out of range is an Error with file and line.
  static Result<Params> from(const ConfigView& config);
  static std::vector<ConfigKey> keys();
};

}  // namespace sekisho::detectors::dns_tunnel

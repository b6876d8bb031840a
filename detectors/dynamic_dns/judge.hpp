// How much the use of a dynamic DNS name counts. Pure: this is where the arithmetic is tested.
#pragma once

#include <vector>

#include "detectors/api/finding.hpp"
#include "detectors/dynamic_dns/params.hpp"
#include "detectors/support/distinct_counter.hpp"

namespace sekisho::detectors::dynamic_dns {

/// What one client did with one name.
struct Use {
  Timestamp first, last;
  std::uint32_t lookups = 0;      ///< Answers, also that the name does not exist.
  std::uint32_t connections = 0;  ///< That were answered.
  std::uint32_t dead_ends = 0;    ///< That were not.
  std::uint16_t odd_port = 0;     ///< The latest port of one that is none of the web, of mail or of a home server's usual services; 0 without.
  bool short_lived = false;       ///< An answer may be kept for Params::short_ttl at most.
  support::BasicDistinctCounter<5> addresses;
  std::uint32_t names = 1;  ///< Of such zones that the client used within the day.
};

struct Verdict {
  int score = 0;  ///< 0 … 100
  std::vector<Indicator> indicators;
};

/// A port on which people run servers at home behind such a name: web, mail, SSH, VPN, storage.
bool is_home_service(std::uint16_t port);

Verdict judge(const Use& use, const Params& params);

}  // namespace sekisho::detectors::dynamic_dns

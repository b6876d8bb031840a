// How much look-ups count as a tunnel. Pure: this is where the arithmetic is tested.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "detectors/api/context.hpp"
#include "detectors/api/finding.hpp"
#include "detectors/dns_tunnel/activity.hpp"
#include "detectors/dns_tunnel/params.hpp"
#include "detectors/dns_tunnel/spread.hpp"

namespace sekisho::detectors::dns_tunnel {

/// What is known around a domain's look-ups when they are judged.
struct Surroundings {
  Direction direction = Direction::Outbound;
  bool resolver = false;         ///< The asker resolves for others.
  bool direct = false;           ///< Asked of a server elsewhere that nobody here uses as a resolver.
  bool nameless = false;         ///< No registered domain at all: names that only their own server understands.
  bool rare = false;             ///< At most two clients here know the domain, and only for days.
  bool reputation_zone = false;  ///< Below a zone that holds hashes in names by design.
};

/// The strongest sign: what the finding is named after. Codes are Reason::code, stable for ever.
enum class Sign : std::uint8_t {
  None = 0,
  Names = 1,      ///< Much information in names.
  Types = 2,      ///< Record types that only tunnels use, or too many kinds.
  Answers = 3,    ///< Encoded data in answers.
  Handshake = 4,  ///< A few encoded names of unusual types.
  Count = 5,      ///< Many encoded names, however short.
  Spread = 6,     ///< One client, several domains, unusual types.
  Raw = 7,        ///< Payload on the DNS port that is no DNS.
};

struct Verdict {
  int score = 0;  ///< 0 … 100
  Sign sign = Sign::None;
  bool up = false;       ///< Data goes out in names.
  bool encoded = false;  ///< Names read like hexadecimal, Base32 or Base64.
  bool down = false;     ///< Data comes back in answers.
  std::vector<Indicator> indicators;
};

/// False where no surroundings could make judge() score anything: cheap, and true of nearly all look-ups.
bool may_sign(const DomainActivity& activity, Timestamp now, const Params& params);
Verdict judge(const DomainActivity& activity, Timestamp now, const Surroundings& around, const Params& params);

/// One client's unusual look-ups, all domains together. may_sign() as above.
bool may_sign(const Spread& spread, Timestamp now, const Params& params);
Verdict judge(const Spread& spread, Timestamp now, const Surroundings& around, const Params& params);

/// Payload of one flow to port 53, and how much of it was DNS messages.
struct PortUse {
  std::uint64_t up = 0;
  std::uint64_t down = 0;
  std::uint64_t dns_up = 0;
  std::uint64_t dns_down = 0;
  bool tcp = false;
  bool whole = true;         ///< DNS messages were counted from the flow's start on.
  bool label_known = false;  ///< DPI knows another protocol: a matter of ports, not of tunnels.
  bool label_dns = false;

  bool mixed() const { return dns_up + dns_down > 0 || label_dns; }
  std::uint64_t raw() const { return up + down - std::min(up, dns_up) - std::min(down, dns_down); }
};
Verdict judge(const PortUse& use, const Surroundings& around, const Params& params);

}  // namespace sekisho::detectors::dns_tunnel

// How much a hit says. Pure: this is where the arithmetic is tested.
#pragma once

#include <vector>

#include "detectors/api/context.hpp"
#include "detectors/api/finding.hpp"
#include "detectors/watchlist/list.hpp"
#include "detectors/watchlist/params.hpp"

namespace sekisho::detectors::watchlist {

/// How the listed thing was met; the code of its reason.
enum class Sight : std::uint8_t {
  Contact = 1,      ///< A flow to or from a listed address or network.
  Named = 2,        ///< A flow that names a listed domain.
  Lookup = 3,       ///< A question for a listed domain.
  Answer = 4,       ///< An answer that gave a listed address.
  Fingerprint = 5,  ///< A hello like a listed one.
  Certificate = 6,  ///< A listed certificate.
};

struct Circumstances {
  Sight sight = Sight::Contact;
  Kind kind = Kind::Address;
  Direction direction = Direction::Outbound;
  bool answered = true;                        ///< Both sides sent payload.
  std::uint32_t domains = 0;                   ///< Registered domains that the listed address answers for, as far as seen.
  bool popular = false;                        ///< The flow carries a name that many home clients talk to.
  std::optional<Duration> age = std::nullopt;  ///< Of the list, where it is older than the packet.
};

struct Verdict {
  int score = 0;
  std::vector<Indicator> indicators;
};

Verdict judge(const Circumstances& met, const Params& params);

}  // namespace sekisho::detectors::watchlist

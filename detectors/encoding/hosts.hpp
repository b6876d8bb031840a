// How much the requests of one client to one host say together. Pure: the arithmetic is tested here.
#pragma once

#include <array>
#include <vector>

#include "detectors/api/context.hpp"
#include "detectors/api/finding.hpp"
#include "detectors/encoding/params.hpp"
#include "detectors/encoding/signs.hpp"

namespace sekisho::detectors::encoding {

/// Why a finding is one; the numbers are signature ids for ever.
enum class Rule : std::uint8_t {
  None = 0,
  Encoded = 1,      ///< Data in URIs, cookies, forms or bodies, as text.
  Mislabelled = 2,  ///< Bytes where text was announced.
  Picture = 3,      ///< A picture that is none.
  Imitation = 4,    ///< A client or server that is not the program it claims to be.
  Junk = 5,         ///< Bytes after the end of a message.
  Noise = 6,        ///< A stream that is random from its first byte.
  BareText = 7,     ///< Encoded text on a connection of no protocol.
  Unanswered = 8,   ///< HTTP or TLS that is answered by noise.
  Program = 9,      ///< A program that is encoded as text.
};
struct Verdict {
  Rule rule = Rule::None;
  int score = 0;
  std::vector<Indicator> indicators;
};

/// What the requests of one client to one host have shown.
struct Tally {
  std::array<std::uint8_t, kSigns> seen{};  ///< Transactions with each sign; stop at 255.
  std::uint8_t telling = 0;                 ///< Transactions with any, the same URI's data again left out; stop at 255, as the rest.
  std::uint8_t posing = 0, referred = 0, routine = 0, hiding = 0, unescaped = 0;
  std::uint8_t turns = 0;      ///< Times the data of the URI was other than before.
  std::uint64_t uri_data = 0;  ///< Hash of the latest.
  bool numeric_host = false;
  bool sets_cookies = false;  ///< The server has set one: what comes back is its own.

  std::uint8_t count(Sign sign) const { return seen[static_cast<std::size_t>(sign)]; }
};
/// @p uri_data a hash of the data in the URI; 0 where there is none.
void count(Tally& tally, Sight sight, std::uint64_t uri_data);

struct Around {
  Direction direction = Direction::Outbound;
  bool common = false;  ///< Ten home clients or more use it.
  bool sanctioned = false;
};
Verdict judge(const Tally& tally, const Around& around, const Params& params);

}  // namespace sekisho::detectors::encoding

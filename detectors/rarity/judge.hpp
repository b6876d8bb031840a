// How much it says that something was never seen before. Pure: this is where the arithmetic is tested.
#pragma once

#include <vector>

#include "detectors/api/context.hpp"
#include "detectors/api/finding.hpp"
#include "detectors/api/naming.hpp"
#include "detectors/rarity/params.hpp"

namespace sekisho::detectors::rarity {

/// Why something is told; the code of its reason.
enum class Rule : std::uint8_t {
  None,
  NewObject = 1,   ///< First seen, and weak signs beside it.
  NewCountry = 2,  ///< Sessions with a country that nobody talked to before.
  RareAsn = 3,     ///< A network operator that one client alone uses, on an unusual port.
};

/// What is known around a flow that has both sides talking.
struct Around {
  Timestamp now;
  Prevalence object, asn, country, fingerprint, agent;  ///< `known` false where there is none.
  double network = 0;                                   ///< Home clients, as far as the object's share tells.
  Naming naming;
  bool unusual_port = false;
  bool unknown_protocol = false;
  std::uint32_t country_sessions = 0;
};

struct Verdict {
  Rule rule = Rule::None;
  int score = 0;  ///< 0 … 19: what is new is not bad.
  std::vector<Indicator> indicators;
};

/// True where @p p was first seen within `fresh` and by one client, and enough is learnt to say so.
bool is_new(const Prevalence& p, Timestamp now, const Params& params);

Verdict judge(const Around& around, const Params& params);

}  // namespace sekisho::detectors::rarity

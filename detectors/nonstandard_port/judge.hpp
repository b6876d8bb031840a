// Whether a flow's protocol belongs to its port, and how much it says if not. Pure: this is where the arithmetic is tested.
#pragma once

#include <string_view>
#include <vector>

#include "detectors/api/context.hpp"
#include "detectors/api/finding.hpp"
#include "detectors/nonstandard_port/params.hpp"
#include "detectors/nonstandard_port/ports.hpp"
#include "flow/model/flow_record.hpp"

namespace sekisho::detectors::nonstandard_port {

enum class Rule : std::uint8_t {
  None,
  OddPort = 1,       ///< A known protocol on a port that is not its own.
  Masquerade = 2,    ///< A known protocol on the port of another one.
  UnknownAlien = 3,  ///< A protocol nobody knows on a well-known port.
  UnknownTalk = 4,   ///< The same on any other port, both sides talking.
  Impostor = 5,      ///< The client opens as a protocol does, and the answer is none of that protocol.
};

/// What kind of talk a flow is. Facts of the flow alone.
struct Subject {
  Rule rule = Rule::None;
  const Protocol* protocol = nullptr;  ///< Of the first two rules.
  Place place = Place::Usual;
  Opening opening = Opening::None;
  int base = 0;
};
/// None where the protocol is at home, may stand anywhere, or nothing was said.
Subject subject_of(const model::FlowRecord& record, const Params& params);

/// What is known around the flow.
struct Surroundings {
  Direction direction = Direction::Outbound;
  bool named = false;           ///< Somebody looked the server up, or the flow names it.
  bool never_resolved = false;  ///< The client's lookups are visible, and this was not among them.
  bool sanctioned = false;
  bool companion = false;     ///< Another protocol of this pair opens such connections: FTP, SIP, RPC.
  bool established = false;   ///< A service that the site uses.
  std::uint64_t flows = 0;    ///< Of this client and service, before this one.
  std::uint32_t servers = 0;  ///< Of unknown protocols that this client talked to within the hour.
};

constexpr int kEvidence = 10;  ///< From here on a finding adds to what other detectors say,
constexpr int kLow = 20;       ///< and from here on it is an alert by itself.

struct Verdict {
  int score = 0;  ///< 0 … 59: a port alone proves nothing.
  std::vector<Indicator> indicators;
};

Verdict judge(const Subject& subject, const model::FlowRecord& record, const Surroundings& around, const Params& params);

}  // namespace sekisho::detectors::nonstandard_port

// How much a contact without a name says. Pure: this is where the arithmetic is tested.
#pragma once

#include <vector>

#include "detectors/api/context.hpp"
#include "detectors/api/finding.hpp"
#include "detectors/api/naming.hpp"
#include "detectors/no_dns/params.hpp"
#include "flow/model/flow_record.hpp"

namespace sekisho::detectors::no_dns {

/// Why a contact is told; the code of its reason.
enum class Rule : std::uint8_t {
  None,
  NeverResolved = 1,  ///< A protocol without names, to an address that no lookup gave.
  NamelessTls = 2,    ///< TLS or QUIC without SNI.
  NumericHost = 3,    ///< HTTP to a bare address.
  ClaimedName = 4,    ///< A name in the flow that was never looked up.
  Crowd = 5,          ///< Many servers without a name: a peer, a scanner, or a client that resolves elsewhere.
};

/// True for flows that are made to addresses by design: time, discovery, calls, games, mail, directories, VPNs, peers, chat.
bool is_addressed_by_design(const model::FlowRecord& record);

struct Contact {
  Direction direction = Direction::Outbound;
  Naming naming;
  bool encrypted_hello = false;  ///< ECH hides the name by design.
  bool sanctioned = false;
  bool popular = false;  ///< Ten home clients or more talk to it, by what the sensor has learnt.
};

struct Verdict {
  Rule rule = Rule::None;
  int score = 0;  ///< 0 … 19 with the default points: a lone contact never is an alert.
  std::vector<Indicator> indicators;
};

Verdict judge(const Contact& contact, const Params& params);

}  // namespace sekisho::detectors::no_dns

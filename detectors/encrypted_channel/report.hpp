// A verdict in words and numbers.
#pragma once

#include "detectors/api/finding.hpp"
#include "detectors/encrypted_channel/judge.hpp"

namespace sekisho::detectors::encrypted_channel {

/// References live for the call only.
struct Case {
  const Verdict& verdict;
  const Handshake& handshake;  ///< Empty for noise.
  const Surroundings& around;
  const model::FlowRef& flow;
  const Object& object;
  const model::FlowRecord* record = nullptr;  ///< Where the event had one.
  std::uint64_t flows = 1;
  Timestamp first, time;
};

Finding make_finding(const Case& c);

}  // namespace sekisho::detectors::encrypted_channel

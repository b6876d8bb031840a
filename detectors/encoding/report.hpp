// A verdict in words and numbers.
#pragma once

#include "detectors/api/finding.hpp"
#include "detectors/encoding/hosts.hpp"
#include "detectors/encoding/streams.hpp"

namespace sekisho::detectors::encoding {

/// What all cases share. References live for the call only.
struct Case {
  const Verdict& verdict;
  const model::FlowRef& flow;
  const Object& object;
  Direction direction = Direction::Outbound;
  model::AppLabel label;
  Timestamp time, first;
};

/// @p t the latest transaction with a sign.
Finding make_finding(const Case& c, const Tally& tally, const Sight& sight, const model::HttpTransaction& t);
Finding make_finding(const Case& c, const Talk& talk, const model::FlowRecord& record);
/// A DNS message with bytes after its last record.
Finding make_finding(const Case& c, const model::DnsMessage& message);

}  // namespace sekisho::detectors::encoding

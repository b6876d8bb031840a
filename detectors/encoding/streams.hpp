// What the first bytes of a TCP connection say where they are no protocol, or pretend to be one. Pure.
#pragma once

#include "detectors/encoding/hosts.hpp"
#include "flow/model/flow_record.hpp"

namespace sekisho::detectors::encoding {

/// The first segment is random over its first 128 bytes (Wu et al., USENIX Security 2023): as many ones as zeros, no more text than chance writes.
bool is_fully_encrypted(const model::PayloadShape& shape);

struct Talk {
  Rule rule = Rule::None;              ///< Junk: a DNS message with bytes after its end.
  Alphabet alphabet = Alphabet::None;  ///< Of BareText.
  bool both = false;                   ///< Both sides do it.
  bool web = false;                    ///< Opens as HTTP or TLS.
};
/// @p unanswered HTTP requests were seen on it, and no response to any.
Talk talk_of(const model::FlowRecord& record, bool unanswered);

struct Beside {
  Direction direction = Direction::Outbound;
  bool unnamed = false;  ///< Nothing names the server.
  bool crowd = false;    ///< The client talks like that to many servers.
  bool common = false;
  bool sanctioned = false;
};
Verdict judge(const Talk& talk, const Beside& beside, const Params& params);

}  // namespace sekisho::detectors::encoding

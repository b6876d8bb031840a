// A verdict in words and numbers.
#pragma once

#include "detectors/api/finding.hpp"
#include "detectors/long_session/judge.hpp"

namespace sekisho::detectors::long_session {

/// References live for the call only.
struct SessionCase {
  const Verdict& verdict;
  const Session& session;
  const Shape& shape;
  const model::FlowRecord& record;
  const Object& object;
  Timestamp time;
  Timestamp first;  ///< Of the pair's sessions.
  std::uint32_t sessions = 1;
};
Finding session_finding(const SessionCase& c);

struct ConversationCase {
  const Verdict& verdict;
  const Conversation& conversation;
  const Object& object;
  const model::FlowEvent& event;
};
Finding conversation_finding(const ConversationCase& c);

}  // namespace sekisho::detectors::long_session

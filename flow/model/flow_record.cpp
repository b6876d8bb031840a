#include "flow/model/flow_record.hpp"

namespace sekisho::model {

std::string_view flow_state_name(FlowState s) {
  constexpr std::string_view kNames[] = {"new", "established", "closed"};
  return kNames[static_cast<unsigned>(s)];
}

std::string_view end_reason_name(EndReason r) {
  constexpr std::string_view kNames[] = {"active", "timeout", "closed", "evicted", "shutdown", "tcp_reuse"};
  return kNames[static_cast<unsigned>(r)];
}

}  // namespace sekisho::model

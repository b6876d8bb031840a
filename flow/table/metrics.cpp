#include "flow/table/metrics.hpp"

#include <string>
#include <string_view>

namespace sekisho::table {
namespace {

constexpr std::array<std::string_view, 6> kTransports{"tcp", "udp", "icmp", "icmpv6", "sctp", "other"};

std::size_t transport_index(model::Transport t) {
  switch (t) {
    case model::Transport::Tcp:
      return 0;
    case model::Transport::Udp:
      return 1;
    case model::Transport::Icmp:
      return 2;
    case model::Transport::Icmpv6:
      return 3;
    case model::Transport::Sctp:
      return 4;
  }
  return 5;
}

}  // namespace

Metrics::Metrics(Counters& counters)
    : bytes(counters.gauge("sekisho_flow_table_bytes", "Memory of flows")),
      bytes_limit(counters.gauge("sekisho_flow_table_bytes_limit", "Memory flows may use")),
      emergency(counters.gauge("sekisho_flow_emergency", "Flow tables in emergency mode, where timeouts are a tenth")),
      emergency_entered(counters.counter("sekisho_flow_emergency_entered_total", "Times a flow table went into emergency mode")),
      one_way_(counters.counter("sekisho_flows_one_way_total", "Flows ended of which only one direction was seen")) {
  for (std::size_t i = 0; i < kTransports.size(); ++i) {
    begun_[i] = &counters.counter("sekisho_flows_total", "Flows begun", {{"transport", std::string(kTransports[i])}});
  }
  for (std::size_t i = 0; i < ended_.size(); ++i) {
    const std::string reason(model::end_reason_name(static_cast<model::EndReason>(i)));
    ended_[i] = &counters.counter("sekisho_flows_ended_total", "Flows ended", {{"reason", reason}});
  }
  for (std::size_t i = 0; i < active_.size(); ++i) {
    const std::string state(model::flow_state_name(static_cast<model::FlowState>(i)));
    active_[i] = &counters.gauge("sekisho_flows_active", "Flows in the table", {{"state", state}});
  }
  const auto evicted = [&](const char* pool, const char* reason) {
    return &counters.counter("sekisho_flows_evicted_total", "Live flows dropped to make room", {{"pool", pool}, {"reason", reason}});
  };
  evicted_ = {evicted("half_open", "full"), evicted("established", "full"), evicted("established", "memory")};
}

void Metrics::begun(model::Transport transport) { begun_[transport_index(transport)]->add(); }

void Metrics::active(const std::array<std::size_t, 3>& by_state) {
  for (std::size_t i = 0; i < by_state.size(); ++i) active_[i]->set(static_cast<double>(by_state[i]));
}

}  // namespace sekisho::table

#include "flow/inspect/metrics.hpp"

#include <string>

namespace sekisho::inspect {

Metrics::Metrics(Counters& counters)
    : flows(counters.gauge("sekisho_inspection_flows", "Flows whose payload is being looked into with state of their own")),
      flows_limit(counters.gauge("sekisho_inspection_flows_limit", "Flows that may be looked into at once")),
      stream_bytes(counters.gauge("sekisho_stream_bytes", "Payload held by streams that wait for more")),
      stream_bytes_limit(counters.gauge("sekisho_stream_bytes_limit", "Payload that streams may hold")),
      gaps(counters.counter("sekisho_stream_gaps_total", "Holes in TCP streams that were passed over")) {
  for (std::size_t i = 0; i < kProtocols; ++i) {
    // None's cells stay zero; they go under an existing name, so that no series is made for them.
    const std::string name(metric_name(i == 0 ? Protocol::Dns : static_cast<Protocol>(i)));
    observed_[i] = &counters.counter("sekisho_observations_total", "Facts read from payload", {{"protocol", name}});
    unparsed_[i] =
        &counters.counter("sekisho_parse_errors_total", "Messages that are not what their place or beginning promises", {{"protocol", name}});
  }
  const auto cut = [&](const char* reason) {
    return &counters.counter("sekisho_inspection_cut_short_total", "Flows inspected less than they should have been", {{"reason", reason}});
  };
  cut_short_ = {cut("refused"), cut("crowded"), cut("streams")};
}

}  // namespace sekisho::inspect

#include "detectors/long_session/params.hpp"

namespace sekisho::detectors::long_session {
namespace {

void read(ConfigReader& reader, Params& p) {
  reader.count("max_flows", p.max_flows, 16, 10'000'000)
      .count("max_pairs", p.max_pairs, 16, 10'000'000)
      .count("max_conversations", p.max_conversations, 16, 10'000'000)
      .duration("least", p.least, 1min, 24h)
      .number("low_rate", p.low_rate, 1, 1e9)
      .number("high_rate", p.high_rate, 1, 1e9)
      .count("shell_exchanges", p.shell_exchanges, 2, 1000)
      .duration("shell_least", p.shell_least, 10s, 24h)
      .duration("conversation", p.conversation, 1min, 24h)
      .duration("conversation_gap", p.conversation_gap, 1s, 1h)
      .number("conversation_rate", p.conversation_rate, 0.001, 1000)
      .duration("repeat", p.repeat, 1min, 24h)
      .count("report_at", p.report_at, 1, 100)
      .count("internal_points", p.internal_points, -60, 20)
      .count("inbound_points", p.inbound_points, -60, 20);
  if (p.high_rate < p.low_rate) reader.fail("high_rate", "must not be below low_rate");
}

}  // namespace

Result<Params> Params::from(const ConfigView& config) { return params_from(config, read); }
std::vector<ConfigKey> Params::keys() { return keys_of(read); }

}  // namespace sekisho::detectors::long_session

#include "detectors/dns_tunnel/params.hpp"

namespace sekisho::detectors::dns_tunnel {
namespace {

void read(ConfigReader& reader, Params& p) {
  reader.count("fast_names", p.fast_names, 2, 10'000)
      .number("fast_information", p.fast_information, 50, 1e6)
      .count("slow_names", p.slow_names, 2, 10'000)
      .number("slow_information", p.slow_information, 50, 1e7)
      .count("few_names", p.few_names, 2, 1'000)
      .number("few_chars", p.few_chars, 4, 250)
      .count("odd_types", p.odd_types, 2, 8)
      .count("odd_names", p.odd_names, 1, 1'000)
      .count("exotic_queries", p.exotic_queries, 1, 10'000)
      .count("data_answers", p.data_answers, 2, 10'000)
      .count("count_fast", p.count_fast, 5, 100'000)
      .count("count_day", p.count_day, 10, 1'000'000)
      .count("rare_names", p.rare_names, 3, 10'000)
      .count("long_names", p.long_names, 1, 10'000)
      .count("spread_types", p.spread_types, 2, 8)
      .count("spread_domains", p.spread_domains, 2, 8)
      .count("raw_bytes", p.raw_bytes, 64, 1'000'000'000)
      .number("resolver_factor", p.resolver_factor, 1, 1000)
      .number("connected_factor", p.connected_factor, 0, 1)
      .number("reputation_factor", p.reputation_factor, 0, 1)
      .number("inbound_factor", p.inbound_factor, 0, 1)
      .count("report_at", p.report_at, 1, 100)
      .duration("repeat", p.repeat, 1min, 24h)
      .count("max_domains", p.max_domains, 16, 10'000'000)
      .count("max_clients", p.max_clients, 16, 10'000'000)
      .count("max_flows", p.max_flows, 16, 10'000'000)
      .texts("reputation_zones", p.reputation_zones);
}

}  // namespace

Result<Params> Params::from(const ConfigView& config) { return params_from(config, read); }
std::vector<ConfigKey> Params::keys() { return keys_of(read); }

}  // namespace sekisho::detectors::dns_tunnel

#include "detectors/dga/params.hpp"

namespace sekisho::detectors::dga {
namespace {

void read(ConfigReader& reader, Params& p) {
  reader.count("max_clients", p.max_clients, 16, 1'000'000)
      .duration("window", p.window, 1min, 24h)
      .number("cost", p.cost, 1, 12)
      .count("label_size", p.label_size, 3, 63)
      .count("missing", p.missing, 3, 40)
      .number("random_share", p.random_share, 0.1, 1)
      .count("words", p.words, 3, 40)
      .number("missing_share", p.missing_share, 0.1, 1)
      .count("answered", p.answered, 3, 40)
      .number("answered_share", p.answered_share, 0.1, 1)
      .count("in_turn", p.in_turn, 5, 40)
      .duration("success_within", p.success_within, 1s, 1h)
      .count("crawler_names", p.crawler_names, 100, 1'000'000)
      .duration("repeat", p.repeat, 1min, 24h)
      .count("report_at", p.report_at, 1, 100);
}

}  // namespace

Result<Params> Params::from(const ConfigView& config) { return params_from(config, read); }
std::vector<ConfigKey> Params::keys() { return keys_of(read); }

}  // namespace sekisho::detectors::dga

#include "detectors/web_service/params.hpp"

#include "detectors/web_service/catalogue.hpp"

namespace sekisho::detectors::web_service {
namespace {

void read(ConfigReader& reader, Params& p) {
  reader.count("max_keys", p.max_keys, 16, 10'000'000)
      .texts("catalogue", p.catalogue)
      .count("contacts", p.contacts, 4, 16)
      .number("spread", p.spread, 0.01, 1)
      .duration("shortest", p.shortest, 100ms, 1min)
      .count("upload", p.upload, 1, 1'000'000'000'000)
      .duration("repeat", p.repeat, 1min, 24h)
      .count("report_at", p.report_at, 1, 100);
  for (const std::string& row : p.catalogue) {
    if (!Catalogue::is_row(row)) reader.fail("catalogue", "\"" + row + "\" is not \"category suffix\"; categories: " + std::string(kCategories));
  }
}

}  // namespace

Result<Params> Params::from(const ConfigView& config) { return params_from(config, read); }
std::vector<ConfigKey> Params::keys() { return keys_of(read); }

}  // namespace sekisho::detectors::web_service

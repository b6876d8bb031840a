// For builds without libmaxminddb.
#include <fmt/format.h>

#include "detectors/knowledge/places.hpp"

namespace sekisho::detectors::knowledge {

class Places::Files {};

Result<std::unique_ptr<Places>> Places::load(const std::string& country_file, const std::string& asn_file, HashSeed) {
  const std::string& file = country_file.empty() ? asn_file : country_file;
  if (!file.empty()) return Error{fmt::format("{}: this build has no libmaxminddb; leave the file out or build with it", file)};
  return std::unique_ptr<Places>(new Places(nullptr));
}

Places::Places(std::unique_ptr<Files> files) : files_(std::move(files)) {}
Places::~Places() = default;

Place Places::of(const IpAddress&) const { return {}; }
std::uint64_t Places::epoch() const { return 0; }

}  // namespace sekisho::detectors::knowledge

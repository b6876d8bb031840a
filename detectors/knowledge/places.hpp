// Country and network operator of an address, from MaxMind databases. Without files, or in a build without libmaxminddb (places_absent.cpp),
// nothing is known.
//
// Keeps    the files, mapped; the last answers: 4,096, direct-mapped.
// Threads  one: asking fills the cache.
#pragma once

#include <memory>
#include <string>

#include "detectors/api/context.hpp"
#include "flow/base/hash.hpp"
#include "flow/base/result.hpp"

namespace sekisho::detectors::knowledge {

class Places {
 public:
  /// Empty names: no file. An Error names the file that cannot be read, is no MaxMind database, or holds something else.
  static Result<std::unique_ptr<Places>> load(const std::string& country_file, const std::string& asn_file, HashSeed seed);
  ~Places();

  Place of(const IpAddress& address) const;
  /// When the databases were built, in one number; 0 without any. Another number: addresses may have moved.
  std::uint64_t epoch() const;

 private:
  class Files;
  explicit Places(std::unique_ptr<Files> files);
  std::unique_ptr<Files> files_;
};

}  // namespace sekisho::detectors::knowledge

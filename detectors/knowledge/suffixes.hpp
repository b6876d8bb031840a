// Registered domains by the public suffix list, private section included.
//
// Keeps    the list (libpsl), and the answers for names asked before: 65,536 of 8 bytes, direct-mapped.
// Threads  one: asking fills the cache.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "flow/base/hash.hpp"
#include "flow/base/result.hpp"

namespace sekisho::detectors::knowledge {

class Suffixes {
 public:
  /// @p file a list or its DAFSA form; empty: the newest that libpsl finds. An Error names the file.
  static Result<std::unique_ptr<Suffixes>> load(const std::string& file, HashSeed seed);
  ~Suffixes();

  /// "a.b.example.co.uk" → "example.co.uk": a part of @p name, in its spelling. All of it where it has none: one label, a bare suffix, an
  /// address, more than 253 bytes.
  std::string_view registered_domain(std::string_view name) const;

 private:
  struct List;
  Suffixes(std::unique_ptr<List> list, HashSeed seed);
  std::size_t ask(std::string_view name) const;

  std::unique_ptr<List> list_;
  HashSeed seed_;
  mutable std::vector<std::uint64_t> cache_;
};

}  // namespace sekisho::detectors::knowledge

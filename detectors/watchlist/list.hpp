// Lists of addresses, networks, domains, fingerprints and certificate digests, as an operator keeps them in files, in the form they are looked up in.
//
// Reads    files, when it is made; README.md says how they are written.
// Keeps    a keyed hash and 12 bytes an entry; the texts of sources once each.
// Time     a file's own: its "updated" line, or when it was last written.
// Threads  one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "flow/base/hash.hpp"
#include "flow/base/ip_address.hpp"
#include "flow/base/keyed_map.hpp"
#include "flow/base/result.hpp"
#include "flow/base/time.hpp"

namespace sekisho::detectors::watchlist {

enum class Kind : std::uint8_t { Address, Network, Domain, Md5, Ja4, Sha1, Sha256 };
/// "address", "network", "domain", "ja3", "ja4", "certificate_sha1", "certificate_sha256".
std::string_view kind_name(Kind kind);

/// One file.
struct ListFile {
  std::string path;
  Timestamp updated;
  std::size_t entries = 0;
};

struct Hit {
  Kind kind = Kind::Address;
  std::string entry;        ///< As it was found: "198.51.100.0/24", "example.com".
  std::string_view source;  ///< Its own, or the file's name; into the lists.
  const ListFile* file = nullptr;
};

class Lists {
 public:
  Lists() = default;
  /// Reads all @p files. An Error names file and line, every problem of a file up to twenty.
  static Result<Lists> read(const std::vector<std::string>& files, std::size_t most, HashSeed seed);

  /// Entries past their day at @p now say nothing.
  std::optional<Hit> address(const IpAddress& address, Timestamp now) const;
  /// @p name in any case; an entry covers the domain itself and all below it.
  std::optional<Hit> domain(std::string_view name, Timestamp now) const;
  /// @p digest lower-case hex, or a JA4.
  std::optional<Hit> digest(Kind kind, std::string_view digest, Timestamp now) const;

  const std::vector<ListFile>& files() const { return files_; }
  std::size_t size() const { return entries_.size(); }
  std::size_t bytes() const { return entries_.bucket_count() * (sizeof(std::uint64_t) + sizeof(Entry) + 1); }

 private:
  struct Entry {
    std::uint32_t expires = 0;  // first day since 1970 on which it says nothing more; 0: never
    std::uint32_t source = 0;
    std::uint16_t file = 0;
  };
  class Reader;

  std::uint64_t key(Kind kind, std::string_view text) const { return mix(keyed_hash(text, seed_), static_cast<std::uint64_t>(kind) + 1); }
  std::uint64_t key(const IpAddress& address, unsigned prefix) const { return mix(address.hash(seed_), prefix + 1000); }
  const Entry* find(std::uint64_t key, Timestamp now) const;
  Hit hit(Kind kind, const Entry& entry, std::string text) const;

  HashSeed seed_;
  boost::unordered_flat_map<std::uint64_t, Entry, KeyedKey> entries_;
  std::vector<std::uint8_t> prefixes_;  // lengths of the 128-bit form that any network has, longest first
  std::vector<std::string> sources_;
  std::vector<ListFile> files_;
};

}  // namespace sekisho::detectors::watchlist

#include <array>
#include <cstring>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <maxminddb.h>
#include <netinet/in.h>

#include "detectors/knowledge/places.hpp"

namespace sekisho::detectors::knowledge {
namespace {

constexpr std::size_t kCacheSize = 4'096;
constexpr std::size_t kLongestOrganisation = 128;  // the file is trusted, but the text goes into every alert

// One database; closed when it goes.
class File {
 public:
  // @p kinds: what database_type must contain one of, "GeoLite2-Country", "DBIP-ASN-Lite".
  Result<void> open(const std::string& path, const std::vector<std::string_view>& kinds) {
    if (path.empty()) return {};
    if (const int code = MMDB_open(path.c_str(), MMDB_MODE_MMAP, &db_); code != MMDB_SUCCESS) {
      return Error{fmt::format("{}: {}", path, MMDB_strerror(code))};
    }
    open_ = true;
    const std::string_view type = db_.metadata.database_type == nullptr ? "" : db_.metadata.database_type;
    for (const std::string_view kind : kinds) {
      if (type.find(kind) != std::string_view::npos) return {};
    }
    return Error{fmt::format("{}: is a database of type \"{}\"; expected one whose type contains {}", path, type, fmt::join(kinds, " or "))};
  }
  File() = default;
  ~File() {
    if (open_) MMDB_close(&db_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool find(const IpAddress& address, MMDB_entry_s& entry) const {
    if (!open_) return false;
    sockaddr_storage raw{};
    if (address.is_v4()) {
      auto* v4 = reinterpret_cast<sockaddr_in*>(&raw);
      v4->sin_family = AF_INET;
      std::memcpy(&v4->sin_addr, address.wire().data(), 4);
    } else {
      if (db_.metadata.ip_version != 6) return false;
      auto* v6 = reinterpret_cast<sockaddr_in6*>(&raw);
      v6->sin6_family = AF_INET6;
      std::memcpy(&v6->sin6_addr, address.wire().data(), 16);
    }
    int error = MMDB_SUCCESS;
    MMDB_lookup_result_s found = MMDB_lookup_sockaddr(&db_, reinterpret_cast<const sockaddr*>(&raw), &error);
    if (error != MMDB_SUCCESS || !found.found_entry) return false;
    entry = found.entry;
    return true;
  }
  std::uint64_t epoch() const { return open_ ? db_.metadata.build_epoch : 0; }

 private:
  MMDB_s db_{};
  bool open_ = false;
};

template <class... Path>
MMDB_entry_data_s value(MMDB_entry_s& entry, std::uint32_t type, Path... path) {
  MMDB_entry_data_s data{};
  if (MMDB_get_value(&entry, &data, path..., nullptr) != MMDB_SUCCESS || !data.has_data || data.type != type) return {};
  return data;
}

std::string text(const MMDB_entry_data_s& data, std::size_t most) {
  if (!data.has_data) return {};
  return {data.utf8_string, std::min<std::size_t>(data.data_size, most)};
}

}  // namespace

class Places::Files {
 public:
  explicit Files(HashSeed seed) : seed_(seed), cache_(kCacheSize) {}

  Result<void> open(const std::string& country_file, const std::string& asn_file) {
    if (auto ok = country_.open(country_file, {"Country", "City"}); !ok) return ok;
    return asn_.open(asn_file, {"ASN", "ISP"});
  }

  std::uint64_t epoch() const { return mix(country_.epoch(), asn_.epoch()); }

  const Place& of(const IpAddress& address) {
    auto& [known, place] = cache_[address.hash(seed_) % kCacheSize];
    if (known != address) {
      known = address;
      place = look_up(address);
    }
    return place;
  }

 private:
  Place look_up(const IpAddress& address) const {
    Place place;
    MMDB_entry_s entry{};
    if (country_.find(address, entry)) {
      place.country = text(value(entry, MMDB_DATA_TYPE_UTF8_STRING, "country", "iso_code"), 2);
      if (place.country.empty()) place.country = text(value(entry, MMDB_DATA_TYPE_UTF8_STRING, "registered_country", "iso_code"), 2);
    }
    if (asn_.find(address, entry)) {
      const MMDB_entry_data_s number = value(entry, MMDB_DATA_TYPE_UINT32, "autonomous_system_number");
      if (number.has_data) place.asn = number.uint32;
      place.organisation = text(value(entry, MMDB_DATA_TYPE_UTF8_STRING, "autonomous_system_organization"), kLongestOrganisation);
    }
    return place;
  }

  HashSeed seed_;
  File country_;
  File asn_;
  std::vector<std::pair<IpAddress, Place>> cache_;  // :: stands for an empty cell: nothing is known of it anyway
};

Result<std::unique_ptr<Places>> Places::load(const std::string& country_file, const std::string& asn_file, HashSeed seed) {
  if (country_file.empty() && asn_file.empty()) return std::unique_ptr<Places>(new Places(nullptr));
  auto files = std::make_unique<Files>(seed);
  if (auto ok = files->open(country_file, asn_file); !ok) return ok.error();
  return std::unique_ptr<Places>(new Places(std::move(files)));
}

Places::Places(std::unique_ptr<Files> files) : files_(std::move(files)) {}
Places::~Places() = default;

Place Places::of(const IpAddress& address) const { return files_ ? files_->of(address) : Place(); }
std::uint64_t Places::epoch() const { return files_ ? files_->epoch() : 0; }

}  // namespace sekisho::detectors::knowledge

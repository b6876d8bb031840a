// Writes small MaxMind databases (format 2.0, 24-bit records, IPv6 tree) for tests: no data of anybody's, any content wanted.
// Source: the MaxMind DB File Format Specification v2.0.
#pragma once

#include <array>
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "flow/base/ip_address.hpp"

namespace sekisho::detectors::knowledge {

inline std::string mmdb_number(std::uint64_t value, unsigned type, unsigned bytes) {
  std::string out;
  if (type < 8) {
    out += static_cast<char>(type << 5 | bytes);
  } else {
    out += static_cast<char>(bytes);
    out += static_cast<char>(type - 7);
  }
  for (unsigned i = bytes; i-- > 0;) out += static_cast<char>(value >> (8 * i));
  return out;
}
inline std::string mmdb_text(std::string_view text) {
  std::string out;
  if (text.size() < 29) {
    out += static_cast<char>(2U << 5 | text.size());
  } else {
    out += static_cast<char>(2U << 5 | 29U);
    out += static_cast<char>(text.size() - 29);
  }
  return out + std::string(text);
}
/// @p items keys and values, already encoded, in turn.
inline std::string mmdb_map(const std::vector<std::string>& items) {
  std::string out(1, static_cast<char>(7U << 5 | items.size() / 2));
  for (const std::string& item : items) out += item;
  return out;
}
inline std::string mmdb_country(std::string_view code) {
  return mmdb_map({mmdb_text("country"), mmdb_map({mmdb_text("iso_code"), mmdb_text(code)})});
}
inline std::string mmdb_operator(std::uint32_t number, std::string_view organisation) {
  return mmdb_map(
      {mmdb_text("autonomous_system_number"), mmdb_number(number, 6, 4), mmdb_text("autonomous_system_organization"), mmdb_text(organisation)});
}

class MmdbWriter {
 public:
  explicit MmdbWriter(std::string type) : type_(std::move(type)), nodes_(1) {}

  /// All addresses that share the first @p bits with @p address (of the 128-bit form, IPv4 at ::/96) have @p data.
  void add(const IpAddress& address, unsigned bits, const std::string& data) {
    std::array<std::uint8_t, 16> raw = address.bytes();
    if (address.is_v4()) raw[10] = raw[11] = 0;  // the format holds IPv4 at ::a.b.c.d
    std::size_t node = 0;
    for (unsigned i = 0; i < bits; ++i) {
      const unsigned bit = raw[i / 8] >> (7 - i % 8) & 1U;
      if (i + 1 == bits) {
        nodes_[node][bit] = {Record::Data, data_.size()};
      } else {
        if (nodes_[node][bit].kind != Record::Node) {
          nodes_[node][bit] = {Record::Node, nodes_.size()};
          nodes_.emplace_back();
        }
        node = nodes_[node][bit].value;
      }
    }
    data_ += data;
  }

  void write(const std::string& path) const {
    std::ofstream file(path, std::ios::binary);
    for (const auto& node : nodes_) {
      for (const Record& r : node) {
        std::size_t value = nodes_.size();
        if (r.kind == Record::Node) value = r.value;
        if (r.kind == Record::Data) value = nodes_.size() + 16 + r.value;
        for (int shift = 16; shift >= 0; shift -= 8) file.put(static_cast<char>(value >> shift));
      }
    }
    file << std::string(16, '\0') << data_ << "\xAB\xCD\xEFMaxMind.com";
    file << mmdb_map({mmdb_text("node_count"), mmdb_number(nodes_.size(), 6, 4), mmdb_text("record_size"), mmdb_number(24, 5, 2),
                      mmdb_text("ip_version"), mmdb_number(6, 5, 2), mmdb_text("database_type"), mmdb_text(type_),
                      mmdb_text("binary_format_major_version"), mmdb_number(2, 5, 2), mmdb_text("binary_format_minor_version"), mmdb_number(0, 5, 2),
                      mmdb_text("build_epoch"), mmdb_number(1'772'409'600, 9, 8), mmdb_text("languages"), std::string("\x00\x04", 2),
                      mmdb_text("description"), mmdb_map({})});
  }

 private:
  struct Record {
    enum Kind : std::uint8_t { Empty, Node, Data };
    Kind kind = Empty;
    std::size_t value = 0;
  };
  std::string type_;
  std::vector<std::array<Record, 2>> nodes_;
  std::string data_;
};

}  // namespace sekisho::detectors::knowledge

#include "sensor/zeek/columns.hpp"

#include <algorithm>
#include <array>

namespace sekisho::zeek {
namespace {

using enum ColumnType;

// In the order of Column.
constexpr std::array<ColumnInfo, kColumns> kInfo{{
    {"ts", Time},
    {"uid", Text},
    {"id.orig_h", Address},
    {"id.orig_p", Port},
    {"id.resp_h", Address},
    {"id.resp_p", Port},
    {"proto", Text},
    {"_path", Text},
    {"service", Text},
    {"duration", Interval},
    {"orig_bytes", Count},
    {"resp_bytes", Count},
    {"conn_state", Text},
    {"history", Text},
    {"orig_pkts", Count},
    {"orig_ip_bytes", Count},
    {"resp_pkts", Count},
    {"resp_ip_bytes", Count},
    {"vlan", Count},
    {"inner_vlan", Count},
    {"missed_bytes", Count},
    {"trans_id", Count},
    {"rtt", Interval},
    {"query", Text},
    {"qclass", Count},
    {"qtype", Count},
    {"rcode", Count},
    {"AA", Bool},
    {"TC", Bool},
    {"RD", Bool},
    {"RA", Bool},
    {"answers", Texts},
    {"TTLs", Intervals},
    {"rejected", Bool},
    {"version", Text},
    {"server_name", Text},
    {"resumed", Bool},
    {"next_protocol", Text},
    {"established", Bool},
    {"ja3", Text},
    {"ja3s", Text},
    {"ja4", Text},
    {"cert_chain_fps", Texts},
    {"subject", Text},
    {"issuer", Text},
    {"method", Text},
    {"host", Text},
    {"uri", Text},
    {"referrer", Text},
    {"user_agent", Text},
    {"request_body_len", Count},
    {"response_body_len", Count},
    {"status_code", Count},
    {"orig_mime_types", Texts},
    {"resp_mime_types", Texts},
    {"trans_depth", Count},
}};

bool is_list(std::string_view declared) { return declared.starts_with("vector[") || declared.starts_with("set["); }

}  // namespace

const ColumnInfo& info(Column column) { return kInfo[static_cast<std::size_t>(column)]; }

std::optional<Column> column_of(std::string_view name) {
  const auto row = std::find_if(kInfo.begin(), kInfo.end(), [&](const ColumnInfo& c) { return c.name == name; });
  if (row == kInfo.end()) return std::nullopt;
  return static_cast<Column>(row - kInfo.begin());
}

bool fits(std::string_view declared, ColumnType type) {
  switch (type) {
    case Time:
      return declared == "time";
    case Interval:
      return declared == "interval";
    case Count:
      return declared == "count" || declared == "int";
    case Bool:
      return declared == "bool";
    case Text:
      return declared == "string" || declared == "enum" || is_list(declared);
    case Address:
      return declared == "addr";
    case Port:
      return declared == "port";
    case Texts:
      return is_list(declared);
    case Intervals:
      return declared == "vector[interval]";
  }
  return false;
}

std::string_view described(ColumnType type) {
  constexpr std::array<std::string_view, 9> kNames{
      "a time", "an interval of a year at most", "a count", "T or F", "text", "an address", "a port", "a list", "a list of intervals"};
  return kNames[static_cast<std::size_t>(type)];
}

}  // namespace sekisho::zeek

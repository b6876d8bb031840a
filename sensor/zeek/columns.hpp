// The columns of Zeek's logs that the sensor understands, with the type each must have. Keeps nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sekisho::zeek {

/// Named as in the logs; columns of one name in several logs are one.
enum class Column : std::uint8_t {
  Ts,
  Uid,
  OrigHost,
  OrigPort,
  RespHost,
  RespPort,
  Proto,
  Path,  // all
  Service,
  Duration,
  OrigBytes,
  RespBytes,
  ConnState,
  History,
  OrigPackets,
  OrigIpBytes,
  RespPackets,
  RespIpBytes,
  Vlan,  // conn
  InnerVlan,
  MissedBytes,
  TransId,
  Rtt,
  Query,
  QueryClass,
  QueryType,
  Rcode,
  Authoritative,
  Truncated,
  RecursionDesired,
  RecursionAvailable,  // dns
  Answers,
  Ttls,
  Rejected,
  Version,
  ServerName,
  Resumed,
  NextProtocol,
  Established,
  Ja3,
  Ja3s,
  Ja4,
  CertificateHashes,
  Subject,
  Issuer,  // ssl; Version also http
  Method,
  Host,
  Uri,
  Referrer,
  UserAgent,
  RequestLength,
  ResponseLength,
  Status,
  OrigTypes,
  RespTypes,
  TransDepth,  // http
};
constexpr std::size_t kColumns = static_cast<std::size_t>(Column::TransDepth) + 1;

enum class ColumnType : std::uint8_t { Time, Interval, Count, Bool, Text, Address, Port, Texts, Intervals };

struct ColumnInfo {
  std::string_view name;
  ColumnType type;
};
const ColumnInfo& info(Column column);
/// Empty where the column is none that we read.
std::optional<Column> column_of(std::string_view name);
/// True where a column that a log declares as @p declared ("count", "vector[string]") may be read as @p type.
bool fits(std::string_view declared, ColumnType type);
/// What a reader is told was expected: "a count".
std::string_view described(ColumnType type);

}  // namespace sekisho::zeek

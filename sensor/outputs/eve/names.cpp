#include "sensor/outputs/eve/names.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace sekisho::outputs::eve {
namespace {

template <class K, std::size_t N>
std::string_view name_of(const std::array<std::pair<K, std::string_view>, N>& table, K key) {
  const auto row = std::find_if(table.begin(), table.end(), [&](const auto& r) { return r.first == key; });
  return row == table.end() ? std::string_view{} : row->second;
}

using Number = std::uint16_t;
constexpr std::array<std::pair<Number, std::string_view>, 45> kDnsTypes{
    {{1, "A"},      {2, "NS"},        {5, "CNAME"},  {6, "SOA"},      {10, "NULL"},       {11, "WKS"},   {12, "PTR"},   {13, "HINFO"},
     {15, "MX"},    {16, "TXT"},      {17, "RP"},    {18, "AFSDB"},   {24, "SIG"},        {25, "KEY"},   {28, "AAAA"},  {29, "LOC"},
     {33, "SRV"},   {35, "NAPTR"},    {36, "KX"},    {37, "CERT"},    {39, "DNAME"},      {41, "OPT"},   {42, "APL"},   {43, "DS"},
     {44, "SSHFP"}, {45, "IPSECKEY"}, {46, "RRSIG"}, {47, "NSEC"},    {48, "DNSKEY"},     {49, "DHCID"}, {50, "NSEC3"}, {51, "NSEC3PARAM"},
     {52, "TLSA"},  {55, "HIP"},      {59, "CDS"},   {60, "CDNSKEY"}, {61, "OPENPGPKEY"}, {64, "SVCB"},  {65, "HTTPS"}, {99, "SPF"},
     {249, "TKEY"}, {250, "TSIG"},    {252, "AXFR"}, {255, "ANY"},    {257, "CAA"}}};
// The same where its number is the place: a record's type is looked up for every record written.
constexpr std::array<std::string_view, 258> make_dns_types() {
  std::array<std::string_view, 258> names{};
  for (const auto& [type, name] : kDnsTypes) names[type] = name;
  return names;
}
constexpr std::array<std::string_view, 258> kDnsTypesByNumber = make_dns_types();
constexpr std::array<std::pair<Number, std::string_view>, 12> kRcodes{{{0, "NOERROR"},
                                                                       {1, "FORMERR"},
                                                                       {2, "SERVFAIL"},
                                                                       {3, "NXDOMAIN"},
                                                                       {4, "NOTIMP"},
                                                                       {5, "REFUSED"},
                                                                       {6, "YXDOMAIN"},
                                                                       {7, "YXRRSET"},
                                                                       {8, "NXRRSET"},
                                                                       {9, "NOTAUTH"},
                                                                       {10, "NOTZONE"},
                                                                       {11, "DSOTYPENI"}}};
constexpr std::array<std::pair<Number, std::string_view>, 6> kTlsVersions{
    {{0x0002, "SSLv2"}, {0x0300, "SSLv3"}, {0x0301, "TLSv1"}, {0x0302, "TLS 1.1"}, {0x0303, "TLS 1.2"}, {0x0304, "TLS 1.3"}}};
// Only where nDPI's name in lower case is not the word EVE uses.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kAppNames{{{"SMBv1", "smb"},
                                                                                  {"SMBv23", "smb"},
                                                                                  {"FTP_CONTROL", "ftp"},
                                                                                  {"FTP_DATA", "ftp-data"},
                                                                                  {"Kerberos", "krb5"},
                                                                                  {"VNC", "rfb"},
                                                                                  {"HTTP2", "http2"}}};

}  // namespace

std::string dns_type_name(std::uint16_t type) {
  const std::string_view name = type < kDnsTypesByNumber.size() ? kDnsTypesByNumber[type] : std::string_view{};
  return name.empty() ? fmt::format("TYPE{}", type) : std::string(name);
}

std::string dns_rcode_name(std::uint8_t rcode) {
  const std::string_view name = name_of(kRcodes, Number{rcode});
  return name.empty() ? fmt::format("{}", rcode) : std::string(name);
}

std::string tls_version_name(std::uint16_t version) {
  const std::string_view name = name_of(kTlsVersions, version);
  return name.empty() ? fmt::format("{:#06x}", version) : std::string(name);
}

std::string app_proto(std::string_view protocol) {
  const std::string_view known = name_of(kAppNames, protocol);
  std::string name(known.empty() ? protocol : known);
  std::transform(name.begin(), name.end(), name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return name;
}

std::string colons(std::string_view hex) {
  std::string out;
  for (std::size_t i = 0; i < hex.size(); ++i) {
    if (i > 0 && i % 2 == 0) out += ':';
    out += hex[i];
  }
  return out;
}

}  // namespace sekisho::outputs::eve

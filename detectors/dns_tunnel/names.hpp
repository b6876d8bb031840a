// What a DNS name can say about data hidden in it. Pure functions over text as model::DnsMessage carries it: lower case,
// no final dot, hostile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sekisho::detectors::dns_tunnel {

/// Record types that tunnels ask for and workstations hardly ever do, as bits of a set.
enum OddType : std::uint8_t { kCname = 1, kSoa = 2, kMx = 4, kTxt = 8, kSrv = 16, kNull = 32, kKey = 64, kPrivate = 128 };

/// The bit of @p type; 0 for types that are ordinary on a client network (A, AAAA, PTR, NS, HTTPS, DNSSEC's own…).
std::uint8_t odd_type_bit(std::uint16_t type);
/// The same types less SOA, which tunnels mix in but cannot live on, and which computers ask for to register themselves.
bool carries_data(std::uint16_t type);
/// NULL, KEY, private-use and unassigned types: nothing but a tunnel (or a scanner) asks for them.
bool is_exotic_type(std::uint16_t type);

/// The part of @p name before @p domain: "a.b" of "a.b.example.com"; empty for the domain itself or where it is no suffix.
inline std::string_view part_below(std::string_view name, std::string_view domain) {
  // The dot first: it rules out most of a list of zones with one look each.
  if (domain.empty() || name.size() < domain.size() + 2 || name[name.size() - domain.size() - 1] != '.' || !name.ends_with(domain)) return {};
  return name.substr(0, name.size() - domain.size() - 1);
}
/// Characters of @p name that are no dots: what it can carry.
std::size_t carried(std::string_view name);
/// Longest label.
std::size_t longest_label(std::string_view name);
/// True where @p below reads like encoded data (hexadecimal, base32, base64, counters in numbers) and not like words.
bool looks_encoded(std::string_view below);
/// Service discovery, mail policy, certificate challenges, trust anchors: "_ldap._tcp", "selector._domainkey", "_ta-4f66".
/// A label of more than 40 characters makes any name data again.
bool is_service_name(std::string_view below);
/// A reversed address in front, as in in-addr.arpa and in block lists: four numbers below 256, or 32 nibbles.
bool starts_with_reversed_address(std::string_view name);
/// A name with another name's ending glued in front of a search suffix: "www.shop.com" below "corp.example".
bool is_search_suffix_echo(std::string_view below);
/// True where the last label can be no top-level domain (a digit without "xn--", over 24 characters, a symbol): a tunnel that speaks
/// straight to its server needs no registered domain.
bool lacks_top_level(std::string_view name);
/// True where the data of a TXT, NULL or KEY record is encoded or binary, not text that people or mail servers read.
bool encoded_answer(std::string_view data);
/// The first label up to a hyphen, where it has three characters, two of them digits: the id by which an implant that uses several domains
/// names itself ("2320.a.example", "102-39-0.b.example"). Empty otherwise.
std::string_view leading_tag(std::string_view below);
/// The fixed first label of dnscat2 speaking straight to its server.
bool is_tool_name(std::string_view name);
/// True where @p name is @p zone or lies below it.
inline bool in_zone(std::string_view name, std::string_view zone) { return !zone.empty() && (name == zone || !part_below(name, zone).empty()); }

}  // namespace sekisho::detectors::dns_tunnel

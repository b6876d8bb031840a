// What a DNS record says, as text that people read: targets of CNAME, NS, PTR, DNAME, MX and SRV, strings of TXT, and SOA, CAA, SVCB and
// HTTPS (RFC 1035, 2782, 6672, 8659, 9460). Other types, and data that is not what its type promises, stay raw bytes.
//
// Time     bounded by the 255 bytes that are kept.
#pragma once

#include <cstdint>
#include <string>

#include "flow/base/bytes.hpp"

namespace sekisho::parse {

/// RFC 1035, 3.2.2 and its successors' numbers.
enum class DnsType : std::uint16_t {
  A = 1,
  Ns = 2,
  Cname = 5,
  Soa = 6,
  Ptr = 12,
  Mx = 15,
  Txt = 16,
  Aaaa = 28,
  Srv = 33,
  Dname = 39,
  Opt = 41,
  Svcb = 64,
  Https = 65,
  Spf = 99,
  Caa = 257,
};

/// Of the @p size bytes at @p at, which @p message holds.
std::string dns_data(Bytes message, DnsType type, std::size_t at, std::size_t size);

}  // namespace sekisho::parse

// Facts parsed from payload. All text is hostile: any byte may appear, lengths are capped where parsed (names 255,
// user agents and URIs 512), output escapes it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "flow/base/ip_address.hpp"
#include "flow/base/time.hpp"

namespace sekisho::model {

using MacAddress = std::array<std::uint8_t, 6>;

struct DnsRecord {
  std::string name;  ///< Lower case, no final dot.
  std::uint16_t type = 0;
  std::uint32_t ttl = 0;        ///< Seconds.
  IpAddress address;            ///< A, AAAA; unspecified otherwise.
  std::string data;             ///< CNAME, NS, PTR, MX, SRV target or text as readable text; raw bytes of other types, 255 at most.
  std::uint16_t data_size = 0;  ///< Bytes of rdata on the wire.
};

/// One DNS message (queries and responses apart), over UDP or TCP; also mDNS and LLMNR by their ports.
struct DnsMessage {
  bool response = false;
  std::uint16_t id = 0;
  std::uint8_t opcode = 0;
  std::uint8_t rcode = 0;
  bool authoritative = false, truncated = false, recursion_desired = false, recursion_available = false;
  std::string query;  ///< First question's name, lower case, no final dot; "" is the root.
  std::uint16_t query_type = 0;
  std::uint16_t query_class = 1;
  std::uint16_t questions = 0;
  std::vector<DnsRecord> answers;  ///< At most 64 of each section.
  std::vector<DnsRecord> authorities;
  std::vector<DnsRecord> additionals;  ///< Without OPT.
  std::uint32_t size = 0;              ///< Bytes of the message.
  bool trailing_bytes = false;         ///< Bytes remain after the last record.
};

/// A TLS ClientHello or a QUIC Initial's.
struct TlsClientHello {
  std::string server_name;  ///< SNI; empty if absent.
  std::vector<std::string> alpn;
  std::uint16_t version = 0;  ///< Highest version offered, 0x0304 for TLS 1.3.
  std::string ja3;            ///< MD5, lower-case hex.
  std::string ja3_text;
  std::string ja4;
  bool quic = false;
  bool encrypted_hello = false;  ///< ECH or ESNI present.
};

struct TlsServerHello {
  std::uint16_t version = 0;
  std::uint16_t cipher = 0;
  std::string alpn;
  std::string ja3s;
  std::string ja3s_text;
  bool resumed = false;
};

/// Leaf certificate, where it travels in the clear (up to TLS 1.2).
struct TlsCertificate {
  std::string subject;  ///< RFC 4514 form.
  std::string issuer;
  std::vector<std::string> names;  ///< DNS names of subjectAltName, 64 at most.
  std::string serial;
  std::string sha1, sha256;  ///< Lower-case hex.
  Timestamp not_before, not_after;
  bool self_signed = false;  ///< Issuer equals subject.
};

/// What was seen of one HTTP body by the time its transaction was told.
struct HttpBodySight {
  std::uint64_t bytes = 0;  ///< Without the framing of chunks. A lower bound: a transaction is told 64 KiB or 1 s into its response.
  std::uint32_t junk = 0;   ///< Bytes in the segment that ended the message which belong to no message.
  std::array<std::uint8_t, 16> first{};
  std::uint8_t first_size = 0;  ///< Bytes in `first`.
};

/// One request and, where it was seen, its response.
struct HttpTransaction {
  Timestamp request_time;
  std::string method, uri, host, user_agent, request_type, referer;
  std::string version;               ///< "HTTP/1.1".
  std::uint64_t request_length = 0;  ///< Content-Length; 0 if absent.
  bool has_host = false;
  bool has_response = false;
  std::uint16_t status = 0;
  std::string response_type, server;
  std::uint64_t response_length = 0;
  std::string connect_target;                            ///< "host:port" of CONNECT; empty otherwise.
  bool upgrade = false;                                  ///< 101 Switching Protocols.
  std::string cookie;                                    ///< Of the request, its first 256 bytes.
  std::string disposition;                               ///< File name of the response's Content-Disposition, its first 128 bytes; empty if absent.
  std::uint8_t request_fields = 0, response_fields = 0;  ///< Header lines; stop at 255.
  bool request_chunked = false, response_chunked = false;
  bool request_coded = false, response_coded = false, odd_coding = false;  ///< A Content-Encoding; one that nobody has registered.
  bool has_date = false, sets_cookie = false;                              ///< The response has a Date, a Set-Cookie.
  HttpBodySight request_body, response_body;
};

/// An ICMP or ICMPv6 message that is no error: echo and the odd types.
struct IcmpMessage {
  bool from_client = true;
  std::uint8_t type = 0, code = 0;
  bool echo_request = false, echo_reply = false;
  std::uint16_t id = 0, sequence = 0;
  std::uint32_t length = 0;     ///< Payload bytes after the 8-byte header, as sent.
  std::uint64_t hash = 0;       ///< Keyed hash of the captured payload.
  std::uint64_t tail_hash = 0;  ///< The same without the first 16 bytes, where ping keeps its clock.
  bool ordinary = false;        ///< Fits a known ping program's filling (constant, counting, alphabet) or holds at most 8 bytes.
  float entropy = 0;            ///< Shannon, bits per byte, divided by log2(min(256, n)): 0 … 1.
  bool text = false;            ///< At least 90 % printable over at least 8 bytes.
  std::array<std::uint8_t, 32> sample{};
  std::uint8_t sample_size = 0;
};

/// A DHCP lease acknowledged: who has which address.
struct DhcpLease {
  IpAddress address;
  MacAddress mac{};
  std::string hostname;
  std::string message;  ///< "discover", "offer", "request", "ack", "nak", "release", "inform", "decline".
  std::uint32_t lease_seconds = 0;
  std::vector<IpAddress> resolvers;  ///< Option 6.
};

/// An ARP message: its sender has this address. The event's flow is the message's own, from sender to target.
struct AddressClaim {
  IpAddress address;
  MacAddress mac{};
};

/// A host's NetBIOS name, as it registers it or as it answers for it.
struct NetbiosName {
  IpAddress address;  ///< Whose name; unspecified: the sender's.
  std::string name;   ///< Without padding and suffix, 15 characters at most.
  bool from_client = true;
};

struct SshBanner {
  bool from_client = true;
  std::string banner;  ///< "SSH-2.0-OpenSSH_9.2p1"
};

}  // namespace sekisho::model

// DNS, TLS, HTTP and DHCP records with Suricata's field names.
#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "flow/base/iso8601.hpp"
#include "sensor/outputs/eve/event_writer.hpp"
#include "sensor/outputs/eve/names.hpp"

namespace sekisho::outputs::eve {
namespace {

constexpr std::size_t kMostName = 255;      // bytes of a DNS name or host name: the protocol allows no more
constexpr std::size_t kMostJa3Text = 4096;  // bytes: a hello of 16 KiB can list thousands of ciphers; the hash covers them all
constexpr std::size_t kMostListed = 64;     // entries of a list; parsers keep no more of any section
constexpr std::uint16_t kTypeA = 1, kTypeAaaa = 28;

std::uint16_t dns_flags(const model::DnsMessage& m) {
  unsigned flags = 0;
  if (m.response) flags |= 0x8000U;
  flags |= (m.opcode & 0xFU) << 11;
  if (m.authoritative) flags |= 0x0400U;
  if (m.truncated) flags |= 0x0200U;
  if (m.recursion_desired) flags |= 0x0100U;
  if (m.recursion_available) flags |= 0x0080U;
  return static_cast<std::uint16_t>(flags | (m.rcode & 0xFU));
}

bool is_address(const model::DnsRecord& record) { return record.type == kTypeA || record.type == kTypeAaaa; }

// "2026-11-24T14:13:46": certificates carry no fractions, and EVE no zone for them.
std::string_view whole_seconds(const Iso8601& spelt) { return {spelt.data(), 19}; }

bool comes_from_client(std::string_view message) { return message != "offer" && message != "ack" && message != "nak"; }

}  // namespace

void EventWriter::texts(Key key, Key flag, const std::vector<std::string>& list) {
  if (list.empty()) return;
  bool whole = list.size() <= kMostListed;
  json_.open_array(key);
  for (std::size_t i = 0; i < std::min(list.size(), kMostListed); ++i) whole = json_.text_element(list[i], kMostName) && whole;
  json_.close_array();
  if (!whole) json_.boolean(flag, true);
}

void EventWriter::dns_data(const model::DnsRecord& record) {
  if (is_address(record)) {
    json_.address("rdata", record.address);
  } else {
    json_.text("rdata", record.data, kMostName);
  }
}

void EventWriter::dns_records(const std::vector<model::DnsRecord>& records) {
  for (std::size_t i = 0; i < std::min(records.size(), kMostListed); ++i) {
    const model::DnsRecord& record = records[i];
    json_.open_element();
    json_.text("rrname", record.name, kMostName);
    json_.literal("rrtype", dns_type_name(record.type));
    json_.number("ttl", record.ttl);
    dns_data(record);
    json_.close();
  }
}

// Answers by type, as Suricata's "grouped" format; the types in the order of their numbers.
void EventWriter::dns_grouped(const std::vector<model::DnsRecord>& records) {
  std::array<const model::DnsRecord*, kMostListed> sorted{};
  auto end = sorted.begin();
  for (const model::DnsRecord& record : records) {
    if (end == sorted.end()) break;
    const auto place = std::upper_bound(sorted.begin(), end, record.type, [](std::uint16_t type, const auto* r) { return type < r->type; });
    std::copy_backward(place, end, end + 1);
    *place = &record;
    ++end;
  }
  json_.open("grouped");
  for (auto next = sorted.begin(); next != end;) {
    const std::uint16_t type = (*next)->type;
    const std::string name = dns_type_name(type);
    bool whole = true;
    json_.open_array_member(name);
    for (; next != end && (*next)->type == type; ++next) {
      if (is_address(**next)) {
        json_.address_element((*next)->address);
      } else {
        whole = json_.text_element((*next)->data, kMostName) && whole;
      }
    }
    json_.close_array();
    if (!whole) json_.boolean_member(name + "_truncated", true);
  }
  json_.close();
}

std::string_view EventWriter::dns(Timestamp time, const model::FlowRef& flow, const model::DnsMessage& message) {
  begin(time, flow, "dns", "dns");
  json_.open("dns");
  json_.number("version", 2);
  json_.literal("type", message.response ? "answer" : "query");
  json_.number("id", message.id);
  std::array<char, 4> flags{};  // 16 bits in hex
  const char* flags_end = std::to_chars(flags.data(), flags.data() + flags.size(), dns_flags(message), 16).ptr;
  json_.literal("flags", {flags.data(), static_cast<std::size_t>(flags_end - flags.data())});
  if (message.response) json_.boolean("qr", true);
  if (message.authoritative) json_.boolean("aa", true);
  if (message.truncated) json_.boolean("tc", true);
  if (message.recursion_desired) json_.boolean("rd", true);
  if (message.recursion_available) json_.boolean("ra", true);
  json_.number("opcode", message.opcode);
  json_.text("rrname", message.query, kMostName);
  json_.literal("rrtype", dns_type_name(message.query_type));
  if (message.response) json_.literal("rcode", dns_rcode_name(message.rcode));
  if (!message.answers.empty()) {
    json_.open_array("answers");
    dns_records(message.answers);
    json_.close_array();
    dns_grouped(message.answers);
  }
  if (!message.authorities.empty()) {
    json_.open_array("authorities");
    dns_records(message.authorities);
    json_.close_array();
  }
  if (!message.additionals.empty()) {
    json_.open_array("additionals");
    dns_records(message.additionals);
    json_.close_array();
  }
  json_.close();
  return end(flow);
}

void EventWriter::tls_client(const model::TlsClientHello& hello) {
  if (!hello.server_name.empty()) json_.text("sni", hello.server_name, kMostName);
  texts("client_alpns", "client_alpns_truncated", hello.alpn);
  if (!hello.ja3.empty()) {
    json_.open("ja3");
    json_.text("hash", hello.ja3);
    json_.text("string", hello.ja3_text, kMostJa3Text);
    json_.close();
  }
  if (!hello.ja4.empty()) json_.text("ja4", hello.ja4);
  if (hello.encrypted_hello) json_.boolean("encrypted_hello", true);
}

void EventWriter::tls_certificate(const model::TlsCertificate& certificate) {
  json_.text("subject", certificate.subject);
  json_.text("issuerdn", certificate.issuer);
  texts("subjectaltname", "subjectaltname_truncated", certificate.names);
  if (!certificate.serial.empty()) json_.text("serial", certificate.serial);
  if (!certificate.sha1.empty()) json_.text("fingerprint", colons(certificate.sha1));
  if (!certificate.sha256.empty()) json_.text("fingerprint_sha256", colons(certificate.sha256));
  if (certificate.not_after != Timestamp{}) {  // logs of flows do not say
    json_.literal("notbefore", whole_seconds(iso8601_chars(certificate.not_before)));
    json_.literal("notafter", whole_seconds(iso8601_chars(certificate.not_after)));
  }
  json_.boolean("self_signed", certificate.self_signed);
}

std::string_view EventWriter::tls(const TlsHandshake& handshake) {
  const bool quic = handshake.client && handshake.client->quic;
  begin(handshake.time, handshake.flow, "tls", quic ? "quic" : "tls");
  json_.open("tls");
  if (handshake.client) tls_client(*handshake.client);
  if (handshake.server) {
    json_.literal("version", tls_version_name(handshake.server->version));
    if (!handshake.server->ja3s.empty()) {
      json_.open("ja3s");
      json_.text("hash", handshake.server->ja3s);
      json_.text("string", handshake.server->ja3s_text, kMostJa3Text);
      json_.close();
    }
    if (!handshake.server->alpn.empty()) json_.text("server_alpn", handshake.server->alpn, kMostName);
    if (handshake.server->resumed) json_.boolean("session_resumed", true);
  } else if (handshake.client) {
    json_.literal("version", tls_version_name(handshake.client->version));
  }
  if (handshake.certificate) tls_certificate(*handshake.certificate);
  json_.close();
  return end(handshake.flow);
}

std::string_view EventWriter::http(Timestamp time, const model::FlowRef& flow, const model::HttpTransaction& transaction) {
  begin(time, flow, "http", "http");
  json_.open("http");
  if (transaction.has_host) json_.text("hostname", transaction.host, kMostName);
  json_.text("url", transaction.uri);
  if (!transaction.user_agent.empty()) json_.text("http_user_agent", transaction.user_agent);
  if (!transaction.response_type.empty()) json_.text("http_content_type", transaction.response_type);
  if (!transaction.referer.empty()) json_.text("http_refer", transaction.referer);
  json_.text("http_method", transaction.method);
  json_.text("protocol", transaction.version);
  if (transaction.has_response) {
    json_.number("status", transaction.status);
    json_.number("length", transaction.response_length);
  }
  json_.close();
  return end(flow);
}

std::string_view EventWriter::dhcp(Timestamp time, const model::FlowRef& flow, const model::DhcpLease& lease) {
  begin(time, flow, "dhcp", "dhcp");
  json_.open("dhcp");
  json_.literal("type", comes_from_client(lease.message) ? "request" : "reply");
  json_.text("dhcp_type", lease.message);
  json_.literal("client_mac", fmt::format("{:02x}", fmt::join(lease.mac, ":")));
  json_.address("assigned_ip", lease.address);
  if (lease.lease_seconds != 0) json_.number("lease_time", lease.lease_seconds);
  if (!lease.hostname.empty()) json_.text("hostname", lease.hostname, kMostName);
  if (!lease.resolvers.empty()) {
    json_.open_array("dns_servers");
    for (std::size_t i = 0; i < std::min(lease.resolvers.size(), kMostListed); ++i) json_.address_element(lease.resolvers[i]);
    json_.close_array();
  }
  json_.close();
  return end(flow);
}

}  // namespace sekisho::outputs::eve

// The bodies of ClientHello and ServerHello (RFC 8446, 4.1.2 and 4.1.3; RFC 5246, 7.4.1), after the handshake header.
#pragma once

#include "flow/base/bytes.hpp"
#include "flow/model/observations.hpp"
#include "flow/parse/tls.hpp"

namespace sekisho::parse {

enum class TlsHandshake : std::uint8_t {
  HelloRequest = 0,
  ClientHello = 1,
  ServerHello = 2,
  NewSessionTicket = 4,
  Certificate = 11,
  ServerKeyExchange = 12,
  CertificateRequest = 13,
  ServerHelloDone = 14,
  CertificateStatus = 22,
  SupplementalData = 23,
};

constexpr std::size_t kTlsHandshakeHeader = 4;
/// Hellos and leaf certificates beyond this are not waited for: real ones stay below 4 KiB, post-quantum keys included.
constexpr std::size_t kTlsMaxMessage = 16'384;

/// False, and the output untouched, where @p body is broken.
bool parse_client_hello_body(Bytes body, bool quic, model::TlsClientHello& hello, FingerprintMemory* memory);

/// True of TLS 1.3's HelloRetryRequest, a ServerHello by type: the real one is yet to come.
bool is_retry_request(Bytes body);
bool parse_server_hello_body(Bytes body, model::TlsServerHello& hello);

}  // namespace sekisho::parse

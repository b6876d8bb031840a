// What TLS says before it encrypts: ClientHello, ServerHello and, up to TLS 1.2, the server's certificate; with the fingerprints
// JA3 and JA3S (salesforce/ja3) and JA4 (FoxIO/ja4, the client part, which is BSD).
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "flow/base/bytes.hpp"
#include "flow/model/observations.hpp"
#include "flow/parse/parsed.hpp"
#include "flow/parse/tls_fingerprint.hpp"

namespace sekisho::parse {

/// True where @p stream can be the beginning of a TLS record of a handshake (or an alert before it).
bool looks_like_tls(Bytes stream);

/// Fingerprints computed lately: a browser sends the same lists with every connection. Keeps 128 hellos of at most 512 numbers each, about
/// 1.5 KiB; all numbers are compared.
class FingerprintMemory {
 public:
  /// As client_fingerprints().
  ClientFingerprints of(const ClientHelloLists& hello, bool quic);

 private:
  static constexpr std::size_t kMost = 512;
  struct Entry {
    std::vector<std::uint16_t> numbers;
    ClientFingerprints fingerprints;
  };
  std::array<Entry, 128> entries_;
  std::vector<std::uint16_t> scratch_;
};

/// @p stream the client's first bytes, records and all; the hello may span records. Also DTLS-free SSLv2-framed hellos are Other.
/// @p memory asked before fingerprints are computed, where there is one.
Progress parse_client_hello(Bytes stream, model::TlsClientHello& hello, FingerprintMemory* memory = nullptr);
/// @p handshake one ClientHello handshake message without record headers, as QUIC's CRYPTO frames carry it.
Progress parse_client_hello_message(Bytes handshake, bool quic, model::TlsClientHello& hello);

/// One DER certificate. False where it is broken.
bool parse_certificate(Bytes der, model::TlsCertificate& certificate);

/// Certificates read lately, so that a server's is decoded once and not with every connection. Keeps 64 of at most 4 KiB each, by a hash of their
/// bytes; whole bytes are compared.
class CertificateMemory {
 public:
  /// As parse_certificate().
  bool parse(Bytes der, model::TlsCertificate& certificate);

 private:
  struct Entry {
    std::vector<std::uint8_t> der;
    model::TlsCertificate certificate;
  };
  std::array<Entry, 64> entries_;
};

/// What one reader of handshakes remembers.
struct TlsMemory {
  CertificateMemory certificates;
  FingerprintMemory fingerprints;
};

/// The server's first flight. Found parts are filled as they come.
struct TlsServerFlight {
  bool has_hello = false;
  model::TlsServerHello hello;
  bool has_certificate = false;
  model::TlsCertificate certificate;    ///< The leaf.
  CertificateMemory* memory = nullptr;  ///< Asked before a certificate is decoded, where there is one.
};
/// @p stream the server's first bytes. Done when the hello is there and the certificate is or cannot come any more (TLS 1.3, resumption,
/// encrypted records, ServerHelloDone). May be called again with a longer stream: parts already found are not parsed again.
Progress parse_server_flight(Bytes stream, TlsServerFlight& flight);

}  // namespace sekisho::parse

#include "flow/parse/tls.hpp"

#include <algorithm>

#include "flow/parse/tls_hello.hpp"
#include "flow/parse/tls_records.hpp"

namespace sekisho::parse {
namespace {

struct HandshakeHeader {
  TlsHandshake type{};
  std::size_t length = 0;
};

HandshakeHeader read_header(Bytes bytes) {
  ByteReader reader(bytes);
  const auto type = static_cast<TlsHandshake>(reader.u8());
  return {type, reader.u24()};
}

Progress no_more(TlsRecords::Stop stop) { return stop == TlsRecords::Stop::NeedMore ? Progress::NeedMore : Progress::Other; }

/// What the end of the server's handshake bytes means for what is still missing.
Progress no_more(TlsRecords::Stop stop, TlsServerFlight& flight) {
  if (stop == TlsRecords::Stop::NeedMore || !flight.has_hello) return no_more(stop);
  // Up to TLS 1.2 the server says "encrypted from here" before the client does only where both resume a session.
  if (stop == TlsRecords::Stop::ChangeCipher) flight.hello.resumed = true;
  return Progress::Done;
}

/// The first certificate of a Certificate message; the rest of the chain is not waited for.
Progress read_leaf(TlsRecords& records, std::size_t message, TlsServerFlight& flight) {
  constexpr std::size_t kLengths = 6;  // of the list, of its first certificate
  if (message < kLengths) return Progress::Done;
  const Bytes lengths = records.take(kLengths);
  if (lengths.empty()) return no_more(records.stop(), flight);
  ByteReader reader(lengths);
  const std::size_t list = reader.u24();
  const std::size_t leaf = reader.u24();
  if (leaf == 0 || leaf + 3 > list || leaf + kLengths > message || leaf > kTlsMaxMessage) return Progress::Done;
  const Bytes der = records.take(leaf);
  if (der.empty()) return no_more(records.stop(), flight);
  flight.has_certificate = flight.memory != nullptr ? flight.memory->parse(der, flight.certificate) : parse_certificate(der, flight.certificate);
  return Progress::Done;
}

}  // namespace

bool looks_like_tls(Bytes stream) {
  constexpr std::uint8_t kMostMinor = 4;
  constexpr std::uint8_t kMostLevel = 2;  // fatal
  if (stream.empty()) return false;
  const auto content = static_cast<TlsContent>(stream[0]);
  if (content != TlsContent::Handshake && content != TlsContent::Alert) return false;
  if (stream.size() > 1 && stream[1] != 3) return false;
  if (stream.size() > 2 && stream[2] > kMostMinor) return false;
  if (stream.size() < kTlsRecordHeader) return true;
  const std::size_t length = std::size_t{stream[3]} << 8 | stream[4];
  if (length == 0 || length > kTlsMaxFragment) return false;
  if (content == TlsContent::Alert) return length == 2 && (stream.size() == kTlsRecordHeader || (stream[5] > 0 && stream[5] <= kMostLevel));
  if (stream.size() == kTlsRecordHeader) return true;
  const auto type = static_cast<TlsHandshake>(stream[5]);
  return type == TlsHandshake::ClientHello || type == TlsHandshake::ServerHello;
}

Progress parse_client_hello(Bytes stream, model::TlsClientHello& hello, FingerprintMemory* memory) {
  if (stream.empty()) return Progress::NeedMore;
  if (!looks_like_tls(stream)) return Progress::Other;
  TlsRecords records(stream);
  const Bytes first = records.take(kTlsHandshakeHeader);
  if (first.empty()) return no_more(records.stop());
  const HandshakeHeader header = read_header(first);
  if (header.type != TlsHandshake::ClientHello || header.length == 0 || header.length > kTlsMaxMessage) return Progress::Other;
  const Bytes body = records.take(header.length);
  if (body.empty()) return no_more(records.stop());
  return parse_client_hello_body(body, false, hello, memory) ? Progress::Done : Progress::Other;
}

Progress parse_client_hello_message(Bytes handshake, bool quic, model::TlsClientHello& hello) {
  if (!handshake.empty() && handshake[0] != static_cast<std::uint8_t>(TlsHandshake::ClientHello)) return Progress::Other;
  if (handshake.size() < kTlsHandshakeHeader) return Progress::NeedMore;
  const std::size_t length = read_header(handshake).length;
  if (length == 0 || length > kTlsMaxMessage) return Progress::Other;
  const Bytes body = handshake.subspan(kTlsHandshakeHeader);
  if (body.size() < length) return Progress::NeedMore;
  return parse_client_hello_body(body.first(length), quic, hello, nullptr) ? Progress::Done : Progress::Other;
}

Progress parse_server_flight(Bytes stream, TlsServerFlight& flight) {
  constexpr std::uint16_t kTls13 = 0x0304;
  if (stream.empty()) return Progress::NeedMore;
  if (!looks_like_tls(stream)) return Progress::Other;
  if (flight.has_certificate || (flight.has_hello && flight.hello.version >= kTls13)) return Progress::Done;
  TlsRecords records(stream);
  while (true) {
    const Bytes first = records.take(kTlsHandshakeHeader);
    if (first.empty()) return no_more(records.stop(), flight);
    const HandshakeHeader header = read_header(first);
    switch (header.type) {
      case TlsHandshake::ServerHello: {
        if (header.length == 0 || header.length > kTlsMaxMessage) return flight.has_hello ? Progress::Done : Progress::Other;
        const Bytes body = records.take(header.length);
        if (body.empty()) return no_more(records.stop(), flight);
        if (is_retry_request(body)) {
          records.pass_change_cipher();
          break;
        }
        if (flight.has_hello) break;
        if (!parse_server_hello_body(body, flight.hello)) return Progress::Other;
        flight.has_hello = true;
        if (flight.hello.version >= kTls13) return Progress::Done;
        break;
      }
      case TlsHandshake::Certificate:
        return flight.has_hello ? read_leaf(records, header.length, flight) : Progress::Other;
      case TlsHandshake::HelloRequest:
      case TlsHandshake::NewSessionTicket:
      case TlsHandshake::CertificateStatus:
      case TlsHandshake::SupplementalData:
        records.skip(header.length);
        break;
      default:
        return flight.has_hello ? Progress::Done : Progress::Other;
    }
  }
}

}  // namespace sekisho::parse

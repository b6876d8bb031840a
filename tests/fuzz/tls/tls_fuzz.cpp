// Parses one direction of a TLS connection as client and as server, in growing pieces as a sensor sees it, and as a bare certificate.
#include <algorithm>
#include <cstdlib>

#include "flow/parse/tls.hpp"

namespace {

using namespace sekisho;
using parse::Progress;

void require(bool holds) {
  if (!holds) std::abort();
}

void check(const model::TlsClientHello& hello) {
  require(hello.ja3.size() == 32 && hello.ja4.size() == 36 && hello.ja3_text.size() <= 4096);
  require(hello.server_name.size() <= 255 && hello.alpn.size() <= 16);
}

void check(const model::TlsCertificate& certificate) {
  require(certificate.sha1.size() == 40 && certificate.sha256.size() == 64);
  require(certificate.subject.size() <= 1024 && certificate.issuer.size() <= 1024 && certificate.serial.size() < 100);
  require(certificate.names.size() <= 64);
  for (const std::string& name : certificate.names) require(name.size() <= 255);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes stream(data, size);
  model::TlsClientHello whole;
  const Progress at_once = parse::parse_client_hello(stream, whole);
  if (at_once == Progress::Done) check(whole);

  // A verdict, once given, must be that of the whole stream, whatever pieces it came in.
  parse::TlsServerFlight flight;
  Progress client = Progress::NeedMore;
  Progress server = Progress::NeedMore;
  const std::size_t step = std::max<std::size_t>(1, size / 16);
  for (std::size_t n = 0; n <= size; n += n + step > size && n < size ? size - n : step) {
    model::TlsClientHello hello;
    if (client == Progress::NeedMore) client = parse::parse_client_hello(stream.first(n), hello);
    if (server == Progress::NeedMore) server = parse::parse_server_flight(stream.first(n), flight);
  }
  require(client == at_once);
  parse::TlsServerFlight flight_at_once;
  require(parse::parse_server_flight(stream, flight_at_once) == server);
  require(flight.has_hello == flight_at_once.has_hello && flight.has_certificate == flight_at_once.has_certificate);
  if (flight.has_hello) require(flight.hello.ja3s == flight_at_once.hello.ja3s && flight.hello.resumed == flight_at_once.hello.resumed);
  if (flight.has_certificate) check(flight.certificate);

  model::TlsClientHello message;
  if (parse::parse_client_hello_message(stream, true, message) == Progress::Done) check(message);
  model::TlsCertificate certificate;
  if (parse::parse_certificate(stream, certificate)) check(certificate);
  return 0;
}

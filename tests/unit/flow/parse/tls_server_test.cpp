#include <gtest/gtest.h>

#include "flow/parse/tls.hpp"
#include "tests/unit/flow/parse/tls_bytes.hpp"

namespace sekisho::test {
namespace {

using parse::Progress;
using parse::TlsServerFlight;

const Frame kLeaf = bytes(Certificate{.subject = common_name("leaf")});
const Frame kChain = certificate_message({kLeaf, bytes(Certificate{.subject = common_name("authority")})});
const Frame kHello12 = bytes(ServerHello{.extensions = {alpn({"h2"})}});
const Frame kHello13 = bytes(ServerHello{.cipher = 0x1301, .extensions = {server_version(0x0304), {0x33, hex("001D0000")}}});
const Frame kDone = message(14, {});
const Frame kChangeCipher = records(kChangeCipherRecord, {1});

TEST(ServerFlight, HelloAndLeafAreRead) {
  TlsServerFlight flight;
  EXPECT_EQ(parse::parse_server_flight(handshake(join({kHello12, kChain, kDone})), flight), Progress::Done);
  ASSERT_TRUE(flight.has_hello);
  EXPECT_EQ(flight.hello.version, 0x0303);
  EXPECT_EQ(flight.hello.cipher, 0xC02F);
  EXPECT_EQ(flight.hello.alpn, "h2");
  EXPECT_EQ(flight.hello.ja3s_text, "771,49199,16");
  EXPECT_FALSE(flight.hello.resumed);
  ASSERT_TRUE(flight.has_certificate);
  EXPECT_EQ(flight.certificate.subject, "CN=leaf");
}

TEST(ServerFlight, GrowsByteByByteInRecordsOfAnySize) {
  for (const std::size_t most : {1U, 5U, 77U, 16'384U}) {
    const Frame stream = join({handshake(kHello12, most), handshake(kChain, most)});
    TlsServerFlight flight;
    std::size_t hello_at = 0;
    std::size_t done_at = 0;
    for (std::size_t n = 0; n <= stream.size() && done_at == 0; ++n) {
      const Progress progress = parse::parse_server_flight(Bytes(stream).first(n), flight);
      ASSERT_NE(progress, Progress::Other) << n << " of " << most;
      if (flight.has_hello && hello_at == 0) hello_at = n;
      if (progress == Progress::Done) done_at = n;
    }
    EXPECT_EQ(hello_at, handshake(kHello12, most).size());
    EXPECT_TRUE(flight.has_certificate);
    // The leaf is enough; the rest of the chain is not waited for.
    EXPECT_LT(done_at, stream.size());
  }
}

TEST(ServerFlight, PartsAlreadyFoundAreNotParsedAgain) {
  TlsServerFlight flight;
  ASSERT_EQ(parse::parse_server_flight(handshake(kHello12), flight), Progress::NeedMore);
  flight.hello.ja3s = "kept";
  EXPECT_EQ(parse::parse_server_flight(handshake(join({kHello12, kChain})), flight), Progress::Done);
  EXPECT_EQ(flight.hello.ja3s, "kept");
  flight.certificate.subject = "kept";
  EXPECT_EQ(parse::parse_server_flight(handshake(join({kHello12, kChain, kDone})), flight), Progress::Done);
  EXPECT_EQ(flight.certificate.subject, "kept");
}

TEST(ServerFlight, Tls13IsDoneWithTheHello) {
  TlsServerFlight flight;
  const Frame stream = join({handshake(kHello13), kChangeCipher, records(kDataRecord, Frame(80))});
  EXPECT_EQ(parse::parse_server_flight(stream, flight), Progress::Done);
  EXPECT_EQ(parse::parse_server_flight(stream, flight), Progress::Done);
  EXPECT_EQ(flight.hello.version, 0x0304);
  EXPECT_EQ(flight.hello.ja3s_text, "771,4865,43-51");
  EXPECT_FALSE(flight.hello.resumed);
  EXPECT_FALSE(flight.has_certificate);
}

TEST(ServerFlight, Tls13WithAPreSharedKeyIsResumed) {
  TlsServerFlight flight;
  const Frame hello = bytes(ServerHello{.cipher = 0x1301, .extensions = {server_version(0x0304), {41, hex("0000")}}});
  EXPECT_EQ(parse::parse_server_flight(handshake(hello), flight), Progress::Done);
  EXPECT_TRUE(flight.hello.resumed);
}

TEST(ServerFlight, AfterARetryTheRealHelloIsTaken) {
  TlsServerFlight flight;
  const Frame retry = bytes(ServerHello{.cipher = 0x1301, .extensions = {server_version(0x0304)}, .retry = true});
  const Frame before = join({handshake(retry), kChangeCipher});
  EXPECT_EQ(parse::parse_server_flight(before, flight), Progress::NeedMore);
  EXPECT_FALSE(flight.has_hello);
  EXPECT_EQ(parse::parse_server_flight(join({before, handshake(kHello13)}), flight), Progress::Done);
  EXPECT_EQ(flight.hello.ja3s_text, "771,4865,43-51");
}

TEST(ServerFlight, ARetryIsRememberedFromCallToCall) {
  // No server does this; but what has been seen must not depend on the pieces it came in.
  const Frame retry = bytes(ServerHello{.cipher = 0x1301, .extensions = {server_version(0x0304)}, .retry = true});
  const Frame stream = join({handshake(retry), kChangeCipher, handshake(kHello12)});
  TlsServerFlight flight;
  EXPECT_EQ(parse::parse_server_flight(stream, flight), Progress::NeedMore);
  EXPECT_EQ(parse::parse_server_flight(stream, flight), Progress::NeedMore);
  EXPECT_FALSE(flight.hello.resumed);
}

TEST(ServerFlight, ChangeCipherWithoutCertificateIsAResumption) {
  for (const Frame& ticket : {Frame{}, handshake(message(4, Frame(200)))}) {
    TlsServerFlight flight;
    EXPECT_EQ(parse::parse_server_flight(join({handshake(kHello12), ticket, kChangeCipher, handshake(Frame(40))}), flight), Progress::Done);
    EXPECT_TRUE(flight.hello.resumed);
    EXPECT_FALSE(flight.has_certificate);
  }
}

TEST(ServerFlight, WithoutCertificateItEndsWithKeysOrDone) {
  for (const std::uint8_t type : Frame{12, 13, 14}) {
    TlsServerFlight flight;
    EXPECT_EQ(parse::parse_server_flight(handshake(join({kHello12, message(type, Frame(10))})), flight), Progress::Done);
    EXPECT_FALSE(flight.hello.resumed);
  }
}

TEST(ServerFlight, EncryptedRecordsAndFatalAlertsEndIt) {
  for (const Frame& end : {records(kDataRecord, Frame(60)), records(kAlertRecord, {2, 40}), text("HTTP/1.1 400 Bad Request")}) {
    TlsServerFlight flight;
    EXPECT_EQ(parse::parse_server_flight(join({handshake(kHello12), end}), flight), Progress::Done);
    EXPECT_FALSE(flight.hello.resumed);
    TlsServerFlight nothing;
    EXPECT_EQ(parse::parse_server_flight(end, nothing), Progress::Other);
  }
}

TEST(ServerFlight, EmptyBrokenAndEndlessCertificatesAreNone) {
  const Frame endless = join({{11}, hex("FFFFFF FFFFFC FFFFF9"), Frame(200)});
  for (const Frame& certificates : {certificate_message({}), certificate_message({text("no certificate")}), certificate_message({{}}), endless}) {
    TlsServerFlight flight;
    EXPECT_EQ(parse::parse_server_flight(handshake(join({kHello12, certificates})), flight), Progress::Done);
    EXPECT_TRUE(flight.has_hello);
    EXPECT_FALSE(flight.has_certificate);
  }
}

TEST(ServerFlight, EarlyDraftsOfTls13HaveTheirOwnLayout) {
  // Draft 16: no session id, no compression.
  const Frame body = join({hex("7F10"), Frame(32, 0xAB), hex("1301 0004 00280000")});
  TlsServerFlight flight;
  EXPECT_EQ(parse::parse_server_flight(handshake(message(2, body)), flight), Progress::Done);
  EXPECT_EQ(flight.hello.version, 0x0304);
  EXPECT_EQ(flight.hello.cipher, 0x1301);
  EXPECT_EQ(flight.hello.ja3s_text, "32528,4865,40");
}

TEST(ServerFlight, AClientsOrABrokenHelloIsOther) {
  TlsServerFlight flight;
  EXPECT_EQ(parse::parse_server_flight(handshake(bytes(ClientHello{})), flight), Progress::Other);
  EXPECT_EQ(parse::parse_server_flight(handshake(message(2, Frame(30, 3))), flight), Progress::Other);
  EXPECT_EQ(parse::parse_server_flight(handshake(message(2, Frame(80, 9))), flight), Progress::Other);
  EXPECT_FALSE(flight.has_hello);
}

}  // namespace
}  // namespace sekisho::test

#include "flow/parse/tls.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/flow/parse/tls_bytes.hpp"

namespace sekisho::test {
namespace {

using parse::Progress;
using testing::ElementsAre;
using testing::IsEmpty;

/// Parses the hello of @p stream, which must be whole. What the memory says of a hello must be what is computed, the first time and again.
model::TlsClientHello parsed(const Frame& stream) {
  static parse::FingerprintMemory memory;
  model::TlsClientHello hello;
  EXPECT_EQ(parse::parse_client_hello(stream, hello), Progress::Done);
  for (int time = 0; time < 2; ++time) {
    model::TlsClientHello remembered;
    EXPECT_EQ(parse::parse_client_hello(stream, remembered, &memory), Progress::Done);
    EXPECT_EQ(remembered.ja3_text, hello.ja3_text);
    EXPECT_EQ(remembered.ja3, hello.ja3);
    EXPECT_EQ(remembered.ja4, hello.ja4);
  }
  return hello;
}
model::TlsClientHello parsed(const ClientHello& hello) { return parsed(handshake(bytes(hello))); }

/// What Edge sent to edge.microsoft.com in FoxIO's sample browsers-x509.pcapng, as their JA4_ro lists it, with GREASE where Edge puts it.
ClientHello edge() {
  ClientHello hello;
  hello.ciphers = {0x5A5A, 0x1301, 0x1302, 0x1303, 0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8, 0xC013, 0xC014, 0x009C, 0x009D, 0x002F, 0x0035};
  hello.extensions = {{0xBABA, {}},
                      signatures({0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601}),
                      server_name("edge.microsoft.com"),
                      groups({0x1A1A, 29, 23, 24}),
                      {5, hex("0100000000")},
                      point_formats({0}),
                      client_versions({0x6A6A, 0x0304, 0x0303}),
                      {0x1B, hex("020002")},
                      {0xFF01, hex("00")},
                      {0x33, hex("00021A1A")},
                      {0x4469, hex("0003026832")},
                      {0x2D, hex("0101")},
                      {0x23, {}},
                      {0x17, {}},
                      {0x12, {}},
                      alpn({"h2", "http/1.1"}),
                      {0x0A0A, hex("00")},
                      {0x15, Frame(100)}};
  return hello;
}

// The 517 bytes that curl with OpenSSL sent in pcaps/malicious/https-beacon-j20.pcap.
const Frame kCurl =
    hex("1603010200010001fc030352f499c9ea2645d59e53a2bdab130ec4b016cd23d475ed50c32cf7a292ee16322009cd6278521edc2f10e233317d9acf645ee6a763654f5ee33ea0"
        "a2e64dcbeccc003e130213031301c02cc030009fcca9cca8ccaac02bc02f009ec024c028006bc023c0270067c00ac0140039c009c0130033009d009c003d003c0035002f00ff"
        "010001750000001c001a000017706f7274616c2e686172626f726c696768742e74657374000b000403000102000a00160014001d0017001e0019001801000101010201030104"
        "0010000e000c02683208687474702f312e31001600000017000000310000000d002a0028040305030603080708080809080a080b080408050806040105010601030303010302"
        "040205020602002b0009080304030303020301002d00020101003300260024001d00206b3037bd6b98bb750481f797599fc7c6796b23a1a287cc405e36589dc339b649001500"
        "a6000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
        "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
        "000000000000000000000000000000000000000000000000000000");

TEST(Ja3, IsThatOfThePublishedExamples) {
  // README of salesforce/ja3.
  ClientHello first;
  first.version = 769;
  first.ciphers = {47, 53, 5, 10, 49161, 49162, 49171, 49172, 50, 56, 19, 4};
  first.extensions = {server_name("example.com"), groups({23, 24, 25}), point_formats({0})};
  EXPECT_EQ(parsed(first).ja3_text, "769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0");
  EXPECT_EQ(parsed(first).ja3, "ada70206e40642a3e4461f35503241d5");
  ClientHello second;
  second.version = 769;
  second.ciphers = {4, 5, 10, 9, 100, 98, 3, 6, 19, 18, 99};
  second.extensions_present = false;
  EXPECT_EQ(parsed(second).ja3_text, "769,4-5-10-9-100-98-3-6-19-18-99,,,");
  EXPECT_EQ(parsed(second).ja3, "de350869b8c85de67a350c8d186f11e6");
}

TEST(Ja3, LeavesGreaseOut) {
  const auto hello = parsed(edge());
  EXPECT_EQ(hello.ja3_text,
            "771,4865-4866-4867-49195-49199-49196-49200-52393-52392-49171-49172-156-157-47-53,"
            "13-0-10-5-11-43-27-65281-51-17513-45-35-23-18-16-21,29-23-24,0");
  EXPECT_EQ(hello.ja3, "34fcb8e0ef812f18e760b52314a54fd0");  // nDPI's of the same packet
}

TEST(Ja3, HashIsOfTheWholeTextThoughTheTextIsCut) {
  ClientHello hello;
  hello.ciphers.assign(3000, 0xC02F);
  const auto cut = parsed(hello);
  EXPECT_EQ(cut.ja3_text.size(), 4096U);
  hello.ciphers.push_back(0xC030);
  EXPECT_EQ(parsed(hello).ja3_text, cut.ja3_text);
  EXPECT_NE(parsed(hello).ja3, cut.ja3);
}

TEST(Ja3s, IsThatOfNdpi) {
  ServerHello hello;
  hello.cipher = 0x1302;
  hello.extensions = {server_version(0x0304), {0x33, {}}};
  parse::TlsServerFlight flight;
  EXPECT_EQ(parse::parse_server_flight(handshake(bytes(hello)), flight), Progress::Done);
  EXPECT_EQ(flight.hello.ja3s_text, "771,4866,43-51");
  EXPECT_EQ(flight.hello.ja3s, "15af977ce25de452b96affa2addb1036");
}

TEST(Ja4, IsThatOfFoxIosSample) { EXPECT_EQ(parsed(edge()).ja4, "t13d1516h2_8daaf6152771_e5627efa2ab1"); }

TEST(Ja4, DoesNotDependOnTheOrderOfCiphersAndExtensions) {
  ClientHello hello = edge();
  std::reverse(hello.ciphers.begin(), hello.ciphers.end());
  std::reverse(hello.extensions.begin(), hello.extensions.end());
  EXPECT_EQ(parsed(hello).ja4, "t13d1516h2_8daaf6152771_e5627efa2ab1");
  EXPECT_NE(parsed(hello).ja3, parsed(edge()).ja3);
}

TEST(Ja4, DependsOnTheOrderOfSignatures) {
  ClientHello hello = edge();
  hello.extensions[1] = signatures({0x0804, 0x0403, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601});
  EXPECT_NE(parsed(hello).ja4, "t13d1516h2_8daaf6152771_e5627efa2ab1");
}

TEST(Ja4, FirstPartSaysVersionNameCountsAndProtocol) {
  const auto start = [](const ClientHello& hello) { return parsed(hello).ja4.substr(0, 10); };
  ClientHello hello;
  hello.extensions_present = false;
  EXPECT_EQ(parsed(hello).ja4, "t12i010000_0f2cb44170f4_000000000000");  // the second part is SHA-256("1301")
  hello.version = 0x0301;
  EXPECT_EQ(start(hello), "t10i010000");
  hello.version = 0x0300;
  EXPECT_EQ(start(hello), "ts3i010000");
  hello.extensions_present = true;
  hello.extensions = {server_name("a.example"), client_versions({0x0302, 0x0301})};
  EXPECT_EQ(start(hello), "t11d010200");
  hello.extensions = {client_versions({0x7F1C})};  // a draft of TLS 1.3 has no number of its own in JA4
  EXPECT_EQ(start(hello), "t00i010100");
  hello.extensions = {client_versions({0x0A0A})};  // GREASE alone is as good as nothing
  EXPECT_EQ(start(hello), "ts3i010100");
  hello.ciphers.assign(100, 0x1301);
  hello.extensions.assign(100, {0x17, {}});
  EXPECT_EQ(start(hello), "ts3i999900");
}

TEST(Ja4, ProtocolIsFirstAndLastCharacterOrHexDigit) {
  const auto protocol = [](const std::string& name) {
    ClientHello hello;
    hello.extensions = {alpn({name, "http/1.1"})};
    return parsed(hello).ja4.substr(8, 2);
  };
  EXPECT_EQ(protocol("h2"), "h2");
  EXPECT_EQ(protocol("http/1.1"), "h1");
  EXPECT_EQ(protocol("x"), "xx");
  EXPECT_EQ(protocol(""), "00");
  // The table in FoxIO's description.
  EXPECT_EQ(protocol("\xAB"), "ab");
  EXPECT_EQ(protocol("\xAB\xCD"), "ad");
  EXPECT_EQ(protocol("\x30\xAB"), "3b");
  EXPECT_EQ(protocol("\x30\x31\xAB\xCD"), "3d");
  EXPECT_EQ(protocol("\x30\xAB\xCD\x31"), "01");
}

TEST(ClientHello, FieldsAreRead) {
  const auto hello = parsed(edge());
  EXPECT_EQ(hello.server_name, "edge.microsoft.com");
  EXPECT_THAT(hello.alpn, ElementsAre("h2", "http/1.1"));
  EXPECT_EQ(hello.version, 0x0304);
  EXPECT_FALSE(hello.quic);
  EXPECT_FALSE(hello.encrypted_hello);
}

TEST(ClientHello, OfCurlIsRead) {
  const auto hello = parsed(kCurl);
  EXPECT_EQ(hello.server_name, "portal.harborlight.test");
  EXPECT_THAT(hello.alpn, ElementsAre("h2", "http/1.1"));
  EXPECT_EQ(hello.version, 0x0304);
  EXPECT_EQ(hello.ja3, "0149f47eabf9a20d0893e2a44e5a6323");  // nDPI's of the same packet
  EXPECT_EQ(hello.ja4.substr(0, 10), "t13d3112h2");
}

TEST(ClientHello, NamesAreLowerCaseAndAtMost255Long) {
  ClientHello hello;
  hello.extensions = {server_name("Edge.EXAMPLE")};
  EXPECT_EQ(parsed(hello).server_name, "edge.example");
  hello.extensions = {server_name(std::string(300, 'A'))};
  EXPECT_EQ(parsed(hello).server_name, std::string(255, 'a'));
}

TEST(ClientHello, EncryptedHelloIsSeenOfBothGenerations) {
  for (const unsigned type : {0xFFCEU, 0xFE0DU, 0xFE0AU}) {
    ClientHello hello;
    hello.extensions = {{static_cast<std::uint16_t>(type), hex("00")}};
    EXPECT_TRUE(parsed(hello).encrypted_hello) << type;
  }
}

TEST(ClientHello, AtMostSixteenProtocolsAreKept) {
  ClientHello hello;
  hello.extensions = {alpn(std::vector<std::string>(1000, "x"))};
  EXPECT_EQ(parsed(hello).alpn.size(), 16U);
}

TEST(ClientHello, IsDoneAtItsLastByteAndNotBefore) {
  const Frame stream = handshake(bytes(edge()));
  model::TlsClientHello hello;
  for (std::size_t n = 0; n < stream.size(); ++n) ASSERT_EQ(parse::parse_client_hello(Bytes(stream).first(n), hello), Progress::NeedMore) << n;
  EXPECT_TRUE(hello.ja3.empty());
  EXPECT_EQ(parse::parse_client_hello(stream, hello), Progress::Done);
}

TEST(ClientHello, SpansRecordsOfAnySize) {
  for (const std::size_t most : {1U, 2U, 3U, 100U, 300U}) {
    const Frame stream = handshake(bytes(edge()), most);
    model::TlsClientHello hello;
    ASSERT_EQ(parse::parse_client_hello(Bytes(stream).first(stream.size() - 1), hello), Progress::NeedMore) << most;
    EXPECT_EQ(parsed(stream).ja4, parsed(edge()).ja4) << most;
  }
}

TEST(ClientHello, BytesAfterItDoNotMatter) {
  const Frame stream = join({handshake(bytes(edge())), records(kChangeCipherRecord, {1}), records(kDataRecord, Frame(50))});
  EXPECT_EQ(parsed(stream).ja4, parsed(edge()).ja4);
}

TEST(ClientHello, WarningsBeforeItArePassedOver) {
  EXPECT_EQ(parsed(join({records(kAlertRecord, {1, 112}), handshake(bytes(edge()))})).server_name, "edge.microsoft.com");
}

TEST(ClientHello, OtherThingsAreOther) {
  model::TlsClientHello hello;
  const auto is_other = [&](const Frame& stream) { return parse::parse_client_hello(stream, hello) == Progress::Other; };
  EXPECT_TRUE(is_other(text("GET / HTTP/1.1\r\n\r\n")));
  EXPECT_TRUE(is_other(hex("802e0100020015000000100100800200800700c0")));  // SSLv2 framing
  EXPECT_TRUE(is_other(handshake(bytes(ServerHello{}))));
  EXPECT_TRUE(is_other(records(kDataRecord, Frame(50))));
  EXPECT_TRUE(is_other(records(kAlertRecord, {2, 40})));           // fatal
  EXPECT_TRUE(is_other(hex("1604030020")));                        // no such version
  EXPECT_TRUE(is_other(hex("16030100010100")));                    // a second record that is none
  EXPECT_TRUE(is_other(hex("1603010000")));                        // an empty record
  EXPECT_TRUE(is_other(hex("16030140010100")));                    // longer than a record may be
  EXPECT_TRUE(is_other(hex("1603010100 01 FF0000 0303")));         // 16 MB of hello are not waited for
  EXPECT_TRUE(is_other(handshake(message(1, hex("0303")))));       // ends within its fields
  EXPECT_TRUE(is_other(handshake(message(1, Frame(100, 0x00)))));  // version 0
  EXPECT_TRUE(is_other(hex("1603010005 0100000500 1703030005 0000000000")));
}

TEST(ClientHello, BrokenListsAreOther) {
  ClientHello whole;
  whole.extensions = {alpn({"h2"})};
  Frame message = bytes(whole);
  model::TlsClientHello hello;
  Frame longer = message;
  longer[longer.size() - 7] = 0xFF;  // the extension's length
  EXPECT_EQ(parse::parse_client_hello_message(longer, false, hello), Progress::Other);
  ClientHello odd;
  odd.session_id = 33;
  EXPECT_EQ(parse::parse_client_hello_message(bytes(odd), false, hello), Progress::Other);
  odd = ClientHello{};
  odd.ciphers.clear();
  EXPECT_EQ(parse::parse_client_hello_message(bytes(odd), false, hello), Progress::Other);
}

TEST(ClientHello, AnExtensionThatIsBrokenInsideIsJustNotRead) {
  ClientHello hello;
  hello.extensions = {{0, hex("FFFF00")}, {16, hex("0003")}, {43, hex("09")}, {10, {}}};
  const auto found = parsed(hello);
  EXPECT_TRUE(found.server_name.empty());
  EXPECT_THAT(found.alpn, IsEmpty());
  EXPECT_EQ(found.version, 0x0303);
  EXPECT_EQ(found.ja3_text, "771,4865,0-16-43-10,,");
}

TEST(ClientHello, OutputStaysAsItWasWhereNothingIsFound) {
  model::TlsClientHello hello;
  hello.server_name = "before";
  EXPECT_EQ(parse::parse_client_hello(handshake(message(1, Frame(100, 0x03))), hello), Progress::Other);
  EXPECT_EQ(hello.server_name, "before");
}

TEST(LooksLikeTls, KnowsThePrefixesOfRecords) {
  for (std::size_t n = 1; n <= kCurl.size(); ++n) EXPECT_TRUE(parse::looks_like_tls(Bytes(kCurl).first(n))) << n;
  EXPECT_TRUE(parse::looks_like_tls(hex("15030100020146")));
  EXPECT_TRUE(parse::looks_like_tls(handshake(bytes(ServerHello{}))));
  EXPECT_FALSE(parse::looks_like_tls({}));
  EXPECT_FALSE(parse::looks_like_tls(text("SSH-2.0-x")));
  EXPECT_FALSE(parse::looks_like_tls(hex("17030300200000")));
  EXPECT_FALSE(parse::looks_like_tls(hex("160305")));
  EXPECT_FALSE(parse::looks_like_tls(hex("15030100020546")));
  EXPECT_FALSE(parse::looks_like_tls(hex("16030100200B")));
}

}  // namespace
}  // namespace sekisho::test

#include "flow/parse/quic.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/flow/parse/quic_bytes.hpp"
#include "tests/unit/flow/parse/tls_bytes.hpp"

namespace sekisho::test {
namespace {

using parse::Progress;
using parse::QuicClientHello;

// RFC 9001, A.2: the CRYPTO frame of the sample.
const Frame kSampleFrame =
    hex("060040f1010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e86804fe3a47f06a2b69484c00000413011302010000c000000010000e00000b6578616d706c652e"
        "636f6dff01000100000a00080006001d0017001800100007000504616c706e000500050100000000003300260024001d00209370b2c9caa47fbabaf4559fedba753de171fa71"
        "f50f1ce15d43e994ec74d748002b0003020304000d0010000e0403050306030203080408050806002d00020101001c00024001003900320408ffffffffffffffff05048000ff"
        "ff07048000ffff0801100104800075300901100f088394c8f03e51570806048000ffff");

Frame padded(Frame frames) {
  frames.resize(1162);
  return frames;
}
/// A ClientHello message of about @p size bytes.
Frame hello_message(std::size_t size) {
  ClientHello hello;
  hello.extensions = {server_name("quic.example"), alpn({"h3"}), client_versions({0x0304}), {0x33, Frame(size - 120)}};
  return bytes(hello);
}
Frame part(const Frame& of, std::size_t begin, std::size_t end) {
  return {of.begin() + static_cast<std::ptrdiff_t>(begin), of.begin() + static_cast<std::ptrdiff_t>(end)};
}
template <std::size_t N>
Frame frame(const std::array<std::uint8_t, N>& bytes) {
  return {bytes.begin(), bytes.end()};
}

TEST(QuicKeys, AreThoseOfTheStandards) {
  const Frame connection = hex("8394C8F03E515708");
  const auto v1 = parse::client_initial_keys(parse::QuicVersion::V1, connection);  // RFC 9001, A.1
  ASSERT_TRUE(v1);
  EXPECT_EQ(frame(v1->key), hex("1f369613dd76d5467730efcbe3b1a22d"));
  EXPECT_EQ(frame(v1->iv), hex("fa044b2f42a3fd3b46fb255c"));
  EXPECT_EQ(frame(v1->header), hex("9f50449e04a0e810283a1e9933adedd2"));
  const auto v2 = parse::client_initial_keys(parse::QuicVersion::V2, connection);  // RFC 9369, A.1
  ASSERT_TRUE(v2);
  EXPECT_EQ(frame(v2->key), hex("8b1a0bc121284290a29e0971b5cd045d"));
  EXPECT_EQ(frame(v2->iv), hex("91f73e2351d8fa91660e909f"));
  EXPECT_EQ(frame(v2->header), hex("45b95e15235d6f45a6b19cbcb0294ba9"));
  const auto draft = parse::client_initial_keys(parse::QuicVersion::Draft29, connection);  // draft-ietf-quic-tls-29, A.1
  ASSERT_TRUE(draft);
  EXPECT_EQ(frame(draft->key), hex("175257a31eb09dea9366d8bb79ad80ba"));
  EXPECT_EQ(frame(draft->iv), hex("6b26114b9cba2b63a9e8dd4f"));
  EXPECT_EQ(frame(draft->header), hex("9ddd12c994c0698b89374a9c077a3077"));
}

TEST(QuicHello, OfTheStandardIsRead) {
  const Frame packet = seal({.number = 2, .number_size = 4, .frames = padded(kSampleFrame)});
  ASSERT_EQ(packet.size(), 1200U);
  // RFC 9001, A.2: how the protected packet begins and ends.
  EXPECT_EQ(part(packet, 0, 32), hex("c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11"));
  EXPECT_EQ(part(packet, 1184, 1200), hex("e221af44860018ab0856972e194cd934"));
  model::TlsClientHello hello;
  EXPECT_EQ(QuicClientHello().datagram(packet, hello), Progress::Done);
  EXPECT_TRUE(hello.quic);
  EXPECT_EQ(hello.server_name, "example.com");
  EXPECT_THAT(hello.alpn, testing::ElementsAre("alpn"));
  EXPECT_EQ(hello.version, 0x0304);
  EXPECT_EQ(hello.ja3_text, "771,4865-4866,0-65281-10-16-5-51-43-13-45-28-57,29-23-24,");
  EXPECT_EQ(hello.ja4.substr(0, 10), "q13d0211an");
}

TEST(QuicHello, OfVersionTwoAndDraft29IsRead) {
  const Frame second = seal({.version = kQuicV2, .number = 2, .number_size = 4, .frames = padded(kSampleFrame)});
  EXPECT_EQ(part(second, 0, 22), hex("d76b3343cf088394c8f03e5157080000449ea0c95e82"));  // RFC 9369, A.2
  for (const Frame& packet : {second, seal({.version = kQuicDraft29, .frames = padded(kSampleFrame)})}) {
    EXPECT_TRUE(parse::looks_like_quic_initial(packet));
    model::TlsClientHello hello;
    EXPECT_EQ(QuicClientHello().datagram(packet, hello), Progress::Done);
    EXPECT_EQ(hello.server_name, "example.com");
  }
}

TEST(QuicHello, FramesMayComeInAnyOrderAndOverlap) {
  const Frame message = hello_message(600);
  const Frame frames = join(
      {{0, 0, 1}, crypto(400, part(message, 400, message.size())), crypto(100, part(message, 100, 450)), {1}, crypto(0, part(message, 0, 120)), {0}});
  model::TlsClientHello hello;
  EXPECT_EQ(QuicClientHello().datagram(seal({.frames = frames}), hello), Progress::Done);
  EXPECT_EQ(hello.server_name, "quic.example");
}

TEST(QuicHello, MaySpanDatagramsInAnyOrder) {
  const Frame message = hello_message(2000);
  const Frame first = seal({.number = 0, .frames = crypto(0, part(message, 0, 1100))});
  const Frame second = seal({.number = 1, .frames = crypto(1100, part(message, 1100, message.size()))});
  for (const auto& [one, other] : {std::pair(first, second), std::pair(second, first)}) {
    QuicClientHello collector;
    model::TlsClientHello hello;
    EXPECT_EQ(collector.datagram(one, hello), Progress::NeedMore);
    EXPECT_EQ(collector.datagram(other, hello), Progress::Done);
    EXPECT_EQ(hello.server_name, "quic.example");
    EXPECT_EQ(collector.bytes(), 2 * message.size());
  }
}

TEST(QuicHello, AcknowledgementsAreSkipped) {
  const Frame ack = join({{2}, variable_length(9), variable_length(70'000), {2}, {0}, {0, 1}, {2, 3}});
  const Frame ecn = join({{3}, variable_length(9), {0}, {0}, {0}, {1, 2, 3}});
  const Frame frames = join({ack, ecn, crypto(0, hello_message(300))});
  model::TlsClientHello hello;
  EXPECT_EQ(QuicClientHello().datagram(seal({.frames = frames}), hello), Progress::Done);
}

TEST(QuicHello, CoalescedPacketsAreAllRead) {
  const Frame message = hello_message(600);
  const Frame zero_rtt = join({{0xD0}, hex("00000001 02 AAAA 00"), variable_length(30), Frame(30, 0x77)});
  const Frame handshake = join({{0xE0}, hex("00000001 02 AAAA 00"), variable_length(30), Frame(30, 0x77)});
  const Frame short_header = join({{0x40}, Frame(40, 0x77)});
  const Frame datagram = join({seal({.frames = crypto(0, part(message, 0, 300))}), zero_rtt, handshake,
                               seal({.number = 1, .frames = crypto(300, part(message, 300, message.size()))}), short_header});
  model::TlsClientHello hello;
  EXPECT_EQ(QuicClientHello().datagram(datagram, hello), Progress::Done);
}

TEST(QuicHello, AtMostEightInitialsOfADatagramAreOpened) {
  Frame datagram;
  for (unsigned i = 0; i < 8; ++i) datagram = join({datagram, seal({.number = i, .frames = {1}})});
  datagram = join({datagram, seal({.number = 8, .frames = crypto(0, hello_message(300))})});
  model::TlsClientHello hello;
  EXPECT_EQ(QuicClientHello().datagram(datagram, hello), Progress::NeedMore);
}

TEST(QuicHello, AZeroRttPacketThatComesFirstIsWaitedOut) {
  QuicClientHello collector;
  model::TlsClientHello hello;
  EXPECT_EQ(collector.datagram(join({{0xD0}, hex("00000001 02 AAAA 00"), variable_length(30), Frame(30, 0x77)}), hello), Progress::NeedMore);
  EXPECT_EQ(collector.datagram(seal({.frames = crypto(0, hello_message(300))}), hello), Progress::Done);
}

TEST(QuicHello, KeysStayThoseOfTheFirstConnectionId) {
  const Frame message = hello_message(2000);
  QuicClientHello collector;
  model::TlsClientHello hello;
  EXPECT_EQ(collector.datagram(seal({.frames = crypto(0, part(message, 0, 1000))}), hello), Progress::NeedMore);
  const Frame later =
      seal({.connection = hex("AABB"), .number = 1, .frames = crypto(1000, part(message, 1000, message.size())), .keys_of = hex("8394C8F03E515708")});
  EXPECT_EQ(collector.datagram(later, hello), Progress::Done);
}

TEST(QuicHello, AfterARetryTheKeysAreOfTheNewConnectionId) {
  const Frame message = hello_message(2000);
  QuicClientHello collector;
  model::TlsClientHello hello;
  EXPECT_EQ(collector.datagram(seal({.frames = crypto(0, part(message, 0, 1000))}), hello), Progress::NeedMore);
  const Frame id = hex("A1A2A3A4A5A6A7A8");
  const Frame token = text("a token that the server gave");
  EXPECT_EQ(collector.datagram(seal({.connection = id, .token = token, .frames = crypto(0, part(message, 0, 1000))}), hello), Progress::NeedMore);
  EXPECT_EQ(
      collector.datagram(seal({.connection = id, .token = token, .number = 1, .frames = crypto(1000, part(message, 1000, message.size()))}), hello),
      Progress::Done);
}

TEST(QuicHello, AKeyThatDoesNotFitIsOther) {
  model::TlsClientHello hello;
  EXPECT_EQ(QuicClientHello().datagram(seal({.frames = crypto(0, hello_message(300)), .keys_of = hex("0102030405060708")}), hello), Progress::Other);
  for (const std::size_t at : {0U, 3U, 8U, 17U, 40U, 100U}) {
    Frame packet = seal({.frames = padded(kSampleFrame)});
    packet[at] ^= 0x01;
    EXPECT_NE(QuicClientHello().datagram(packet, hello), Progress::Done) << at;
  }
}

TEST(QuicHello, CutDatagramsAreOther) {
  const Frame packet = seal({.frames = crypto(0, hello_message(300))});
  model::TlsClientHello hello;
  for (std::size_t n = 0; n < packet.size(); ++n) {
    EXPECT_EQ(QuicClientHello().datagram(Bytes(packet).first(n), hello), Progress::Other) << n;
    EXPECT_FALSE(parse::looks_like_quic_initial(Bytes(packet).first(n))) << n;
  }
}

TEST(QuicHello, FramesThatNoInitialMayHoldAreOther) {
  model::TlsClientHello hello;
  for (const Frame& frames : {hex("04 00 00 00"),              // RESET_STREAM
                              hex("08 00 00"),                 // STREAM
                              hex("06 00 40FF 00"),            // longer than the packet
                              hex("06 80002001 01 00"),        // begins beyond the bound
                              hex("02 00 00 BFFFFFFF 00 00"),  // ranges without end
                              crypto(0, message(2, Frame(60)))}) {
    EXPECT_EQ(QuicClientHello().datagram(seal({.frames = frames}), hello), Progress::Other);
  }
}

TEST(QuicHello, IsGivenUpAfterSixteenDatagrams) {
  QuicClientHello collector;
  model::TlsClientHello hello;
  for (unsigned i = 0; i < 16; ++i) EXPECT_EQ(collector.datagram(seal({.number = i, .frames = {1}}), hello), Progress::NeedMore) << i;
  EXPECT_EQ(collector.datagram(seal({.number = 16, .frames = crypto(0, hello_message(300))}), hello), Progress::Other);
}

TEST(QuicHello, HoldsAtMostEightKilobytesAndTheirMarks) {
  QuicClientHello collector;
  model::TlsClientHello hello;
  EXPECT_EQ(collector.datagram(seal({.frames = crypto(8191, {1})}), hello), Progress::NeedMore);
  EXPECT_EQ(collector.bytes(), 2 * 8192U);
  EXPECT_EQ(collector.datagram(seal({.number = 1, .frames = crypto(8192, {1})}), hello), Progress::Other);
  EXPECT_EQ(collector.bytes(), 2 * 8192U);
}

TEST(QuicInitial, IsToldFromOtherDatagrams) {
  EXPECT_TRUE(parse::looks_like_quic_initial(seal({.frames = {1}})));
  EXPECT_FALSE(parse::looks_like_quic_initial({}));
  EXPECT_FALSE(parse::looks_like_quic_initial(Frame(1200, 0x40)));                                               // short header
  EXPECT_FALSE(parse::looks_like_quic_initial(join({{0xC0}, hex("00000000 02 AAAA 00"), Frame(50)})));           // version negotiation
  EXPECT_FALSE(parse::looks_like_quic_initial(join({{0xC0}, hex("51303436 02 AAAA 00 00 20"), Frame(50)})));     // Google's own
  EXPECT_FALSE(parse::looks_like_quic_initial(join({{0xC0}, hex("00000001 15"), Frame(80)})));                   // id of 21 bytes
  EXPECT_FALSE(parse::looks_like_quic_initial(join({{0xE0}, hex("00000001 02 AAAA 00 20"), Frame(50, 0x77)})));  // Handshake
  EXPECT_FALSE(parse::looks_like_quic_initial(join({{0xF0}, hex("00000001 02 AAAA 00 20"), Frame(50, 0x77)})));  // Retry
}

}  // namespace
}  // namespace sekisho::test

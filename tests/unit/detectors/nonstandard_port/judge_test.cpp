#include "detectors/nonstandard_port/judge.hpp"

#include <gtest/gtest.h>

#include "tests/unit/detectors/nonstandard_port/records.hpp"

namespace sekisho::detectors::nonstandard_port {
namespace {

using Ports = std::initializer_list<std::uint16_t>;

class JudgeTest : public testing::Test {
 protected:
  static model::FlowRecord tcp(std::uint16_t port, const model::AppLabel& l, std::string_view up, std::string_view down) {
    return talk(flow(1, "10.0.0.5", "203.0.113.7", port), l, up, down);
  }
  static model::FlowRecord udp(std::uint16_t port, const model::AppLabel& l, std::string_view up, std::string_view down) {
    return talk(flow(1, "10.0.0.5", "203.0.113.7", port, model::Transport::Udp), l, up, down);
  }
  static model::FlowRecord ssh(std::uint16_t port) { return tcp(port, label("SSH"), kBanner, kBanner); }
  static model::FlowRecord http(std::uint16_t port) { return tcp(port, label("HTTP"), kGet, kStatus); }
  static model::FlowRecord tls(std::uint16_t port) { return tcp(port, label("TLS"), kHello, kServerHello); }

  int score(const model::FlowRecord& r) const { return score(r, around); }
  int score(const model::FlowRecord& r, const Surroundings& a) const { return judge(subject_of(r, params), r, a, params).score; }

  Params params;
  Surroundings around;
};

TEST_F(JudgeTest, ProtocolsAtHomeAreSilent) {
  for (const std::uint16_t port : Ports{80, 3128, 8008}) EXPECT_EQ(score(http(port)), 0) << port;
  for (const std::uint16_t port : Ports{443, 465, 636, 853, 990, 993, 995, 5061, 5223, 6697, 8883}) EXPECT_EQ(score(tls(port)), 0) << port;
  EXPECT_EQ(score(ssh(22)), 0);
  EXPECT_EQ(score(udp(53, label("DNS"), kQuery, kQuery)), 0);
  EXPECT_EQ(score(udp(443, label("QUIC"), kBinary, kBinary)), 0);
}

TEST_F(JudgeTest, AlternatesAreSilentWhereTheServerHasAName) {
  around.named = true;
  for (const std::uint16_t port : Ports{8000, 8080, 8888}) EXPECT_LT(score(http(port)), 20) << port;
  for (const std::uint16_t port : Ports{8443, 10443}) EXPECT_LT(score(tls(port)), 20) << port;
  EXPECT_LT(score(ssh(2222)), 20);
}

TEST_F(JudgeTest, AnOddPortIsLowEvenToABareAddress) {
  for (const model::FlowRecord& r : {ssh(9922), http(7080), tls(18443)}) {
    EXPECT_GE(score(r), 20);
    EXPECT_LT(score(r), 40);
  }
}

TEST_F(JudgeTest, TheControlProtocolsOnOpenPortsAreMediumFromTheStart) {
  for (const std::uint16_t port : Ports{443, 80, 53, 25}) EXPECT_GE(score(ssh(port)), 40) << port;
  for (const std::uint16_t port : Ports{443, 53, 22}) EXPECT_GE(score(http(port)), 40) << port;
  for (const std::uint16_t port : Ports{80, 53, 22}) EXPECT_GE(score(tls(port)), 40) << port;
  EXPECT_EQ(subject_of(ssh(443), params).rule, Rule::Masquerade);
}

TEST_F(JudgeTest, TlsFromTheFirstByteIsNoMail) {
  EXPECT_GE(score(tls(25)), 40);
  EXPECT_EQ(score(tcp(25, label("TLS"), "EHLO there\r\n", "220 mail ready\r\n")), 0) << "STARTTLS";
}

TEST_F(JudgeTest, NothingHereIsHigh) {
  model::FlowRecord r = http(443);
  r.server_name = "203.0.113.7:443";
  EXPECT_LT(score(r), 60);
}

TEST_F(JudgeTest, OnlyTheServersPortCounts) {
  model::FlowRecord r = ssh(4444);
  r.ref.endpoints.client.port = 22;
  EXPECT_GE(score(r), 20);
  r = ssh(22);
  r.ref.endpoints.client.port = 443;
  EXPECT_EQ(score(r), 0);
}

TEST_F(JudgeTest, GuessesByPortOrCacheAreNoLabels) {
  model::AppLabel guess = label("SSH");
  guess.confidence = model::Confidence::Port;
  EXPECT_EQ(subject_of(tcp(443, guess, kHello, kServerHello), params).rule, Rule::None) << "TLS by its bytes, at home";
  guess.confidence = model::Confidence::Cache;
  EXPECT_EQ(subject_of(tcp(4444, guess, kBinary, kBinary), params).rule, Rule::None);
}

TEST_F(JudgeTest, FirstBytesStandInForALabel) {
  EXPECT_EQ(subject_of(tcp(53, {}, kHello, kServerHello), params).rule, Rule::Masquerade);
  EXPECT_EQ(subject_of(tcp(443, {}, kHello, kServerHello), params).rule, Rule::None);
}

TEST_F(JudgeTest, ALabelThatTheBytesDenyCountsLess) { EXPECT_LT(score(tcp(443, label("SSH"), kBinary, kBinary)), 40); }

TEST_F(JudgeTest, AnUnknownProtocolOnAWellKnownPortIsLow) {
  for (const std::uint16_t port : Ports{443, 80, 53}) {
    EXPECT_GE(score(tcp(port, {}, kBinary, kBinary)), 20) << port;
    EXPECT_LT(score(tcp(port, {}, kBinary, kBinary)), 60) << port;
  }
  EXPECT_GE(score(udp(53, {}, kBinary, kBinary)), 20);
}

TEST_F(JudgeTest, DnsThatDpiMissedIsNoUnknownProtocol) { EXPECT_EQ(subject_of(udp(53, {}, kQuery, {}), params).rule, Rule::None); }

TEST_F(JudgeTest, AnUnknownProtocolElsewhereNeedsMoreThanTalk) {
  around.named = true;
  EXPECT_LT(score(tcp(27015, {}, kBinary, kBinary)), 20);
  EXPECT_LT(score(udp(27015, {}, kBinary, kBinary)), 20);
  EXPECT_GE(score(tcp(27015, {}, "uid=0(root) gid=0", "id\n")), 20) << "a shell";
  around.named = false;
  EXPECT_GE(score(tcp(4444, {}, kBinary, kBinary)), 20);
}

TEST_F(JudgeTest, DpiThatGoesByThePortIsNotBelieved) {
  EXPECT_EQ(subject_of(udp(53, label("DNS"), kBinary, kBinary), params).rule, Rule::UnknownAlien);
  EXPECT_EQ(subject_of(tcp(53, label("DNS"), kHello, kServerHello), params).rule, Rule::Masquerade);
  model::AppLabel carried = label("HTTP");
  carried.master = "PostgreSQL";
  EXPECT_EQ(subject_of(tcp(5432, carried, kGet, kStatus), params).protocol->label, "HTTP");
}

TEST_F(JudgeTest, ScansAndUnansweredTrafficAreSilent) {
  model::FlowRecord r = tcp(4444, {}, kBinary, {});
  r.to_client.payload = r.to_client.packets = 0;
  EXPECT_EQ(score(r), 0);
  r = udp(53, {}, kBinary, {});
  r.to_client.payload = 0;
  EXPECT_EQ(score(r), 0);
  r = ssh(443);
  r.to_client.payload = 0;
  EXPECT_EQ(score(r), 0);
}

TEST_F(JudgeTest, AServerThatOnlyPushesIsHeardToo) {
  model::FlowRecord r = tcp(4444, {}, {}, kBinary);
  r.to_server.payload = r.to_server.payload_packets = 0;
  EXPECT_GE(score(r), 20);
  EXPECT_LT(score(r), score(tcp(4444, {}, kBinary, kBinary)));
}

TEST_F(JudgeTest, OneMessageCountsOnlyWhereItComesAgain) {
  model::FlowRecord r = tcp(4444, {}, kBinary, {});
  r.to_client.payload = r.to_client.payload_packets = 0;
  r.to_server.payload_packets = 1;
  EXPECT_LT(score(r), 20);
  around.flows = params.brief_flows;
  EXPECT_GE(score(r), 20);
}

TEST_F(JudgeTest, AShellIsMediumWhicheverSideOpened) {
  const model::FlowRecord shell = tcp(8080, {}, "uid=0(root) gid=0", "id\n");
  EXPECT_GE(score(shell), 40);
  around.direction = Direction::Inbound;
  EXPECT_GE(score(tcp(31337, {}, "id\n", "uid=0(root) gid=0")), 40) << "bound on the victim";
}

TEST_F(JudgeTest, SshOnAToolsPortWithoutANameIsMedium) {
  EXPECT_GE(score(ssh(4444)), 40);
  EXPECT_LT(score(http(4444)), 40);
  around.named = true;
  EXPECT_LT(score(ssh(4444)), 40);
}

TEST_F(JudgeTest, GitIsAtHomeOnItsPort) {
  EXPECT_EQ(score(tcp(9418, {}, "0039", "000eversion 2\n")), 0);
  EXPECT_GT(score(tcp(9419, {}, "0039", "000eversion 2\n")), 0);
}

TEST_F(JudgeTest, APortThatIsReadFromTheAddressCounts) {
  const auto talks = [&](std::string_view server, std::uint16_t port) {
    return score(talk(flow(1, "10.0.0.5", server, port), {}, kBinary, kBinary));
  };
  EXPECT_EQ(talks("203.0.17.92", 17 * 256 + 92), talks("203.0.113.7", 17 * 256 + 92) + 8) << "the last two bytes";
  EXPECT_EQ(talks("203.17.113.7", 203 * 17 + 113), talks("203.0.113.7", 203 * 17 + 113) + 8) << "two multiplied, the third added";
}

TEST_F(JudgeTest, APretendedProtocolIsTold) {
  around.named = true;
  EXPECT_GE(score(tcp(80, label("HTTP"), kGet, kGet)), 40) << "the name is the client's own word";
  around.named = false;
  EXPECT_EQ(subject_of(tcp(443, label("TLS"), kHello, kHello), params).rule, Rule::Impostor);
  EXPECT_EQ(subject_of(tcp(80, label("HTTP"), kGet, kGet), params).rule, Rule::Impostor);
  EXPECT_GE(score(tcp(443, label("TLS"), kHello, kHello)), 20);
}

TEST_F(JudgeTest, WhoMissedTheBeginningSaysNothingOfUnknownProtocols) {
  model::FlowRecord r = tcp(443, {}, kBinary, kBinary);
  r.ref.midstream = true;
  EXPECT_EQ(score(r), 0);
}

TEST_F(JudgeTest, PeersGamesAndCompanionsAreSilent) {
  EXPECT_EQ(score(tcp(6881, label("BitTorrent"),
                      "\x13"
                      "BitTorrent protocol",
                      {})),
            0);
  EXPECT_EQ(score(udp(3478, label("STUN"), kBinary, kBinary)), 0);
  EXPECT_EQ(score(udp(16400, label("RTP"), kBinary, kBinary)), 0);
  around.servers = params.crowd;
  EXPECT_LT(score(tcp(51413, {}, kBinary, kBinary)), 20);
  around.servers = 1;
  around.companion = true;
  EXPECT_LT(score(tcp(51413, {}, kBinary, kBinary)), 20);
}

TEST_F(JudgeTest, ChatNetworksSpeakProtocolsOfTheirOwn) {
  model::AppLabel guess = label("Telegram", "Chat");
  guess.confidence = model::Confidence::Address;
  const int chat = score(tcp(443, guess, kBinary, kBinary));
  guess = label("AmazonAWS", "Cloud");
  guess.confidence = model::Confidence::Address;
  EXPECT_LT(chat, score(tcp(443, guess, kBinary, kBinary))) << "anybody may hire a cloud";
}

TEST_F(JudgeTest, AServerThatOpensWhereClientsAskSaysMore) {
  model::FlowRecord r = tcp(80, {}, kBinary, kBinary);
  r.history.assign("ShADad");
  const int asked = score(r);
  r.history.assign("ShAdaD");
  EXPECT_EQ(score(r), asked + 10);
  EXPECT_GE(score(r), 40);
  r = tcp(110, {}, kBinary, kBinary);
  const int post_office = score(r);
  r.history.assign("ShAdaD");
  EXPECT_EQ(score(r), post_office) << "where servers greet";
}

TEST_F(JudgeTest, IrcOnAnOddPortSaysMoreThanOtherProtocols) {
  EXPECT_GT(score(tcp(51987, label("IRC"), "NICK someone\r\n", ":irc.example 001\r\n")), score(ssh(51987)));
  EXPECT_EQ(score(tcp(6667, label("IRC"), "NICK someone\r\n", ":irc.example 001\r\n")), 0);
}

TEST_F(JudgeTest, WeakFindingsAddToOthersOnlyAboutStrangers) {
  around.direction = Direction::Internal;
  for (const model::FlowRecord& r : {http(8888), tls(8443), tcp(27015, {}, kBinary, kBinary)}) {
    EXPECT_GE(score(r), 5);
    EXPECT_LT(score(r), kEvidence);
  }
  EXPECT_GE(score(tls(4993)), kEvidence) << "no administrator's choice";
  EXPECT_GE(score(tcp(27015, {}, "uid=0(root) gid=0", "id\n")), kLow) << "a shell";
  around.direction = Direction::Outbound;
  EXPECT_GE(score(udp(27015, {}, kBinary, kBinary)), kEvidence);
  EXPECT_LT(score(udp(51820, {}, kBinary, kBinary)), kEvidence) << "where a VPN may hide its handshake";
  around.named = true;
  EXPECT_LT(score(http(7080)), kEvidence);
}

TEST_F(JudgeTest, PortsOfPrivateProtocolsAreSilent) {
  for (const std::uint16_t port : Ports{5222, 5228, 6881}) EXPECT_EQ(score(tcp(port, {}, kBinary, kBinary)), 0) << port;
  EXPECT_EQ(score(udp(500, {}, kBinary, kBinary)), 0) << "key exchange";
}

TEST_F(JudgeTest, DirectionAndHabitTakePoints) {
  const int outbound = score(ssh(9922));
  around.direction = Direction::External;
  EXPECT_EQ(score(ssh(9922)), outbound);
  around.direction = Direction::Internal;
  EXPECT_LT(score(ssh(9922)), outbound);
  EXPECT_LT(score(http(7080)), 20) << "internal services stand anywhere";
  around.direction = Direction::Outbound;
  around.established = true;
  EXPECT_LT(score(http(7080)), 20);
  around.established = false;
  around.sanctioned = true;
  EXPECT_LT(score(ssh(443)), 40);
}

}  // namespace
}  // namespace sekisho::detectors::nonstandard_port

#include "flow/dpi/classifier.hpp"

#include <thread>

#include <gmock/gmock.h>

#include "flow/dpi/risk.hpp"
#include "tests/unit/flow/dpi/rig.hpp"

namespace sekisho::dpi {
namespace {

using model::Confidence;
using test::Frame;
using test::PacketBuilder;
using test::text;

constexpr char kClient[] = "10.0.0.2:40000";

Sent ask(std::string_view server, const Frame& payload) { return {test::tcp(kClient, server).push().seq(1).payload(payload), true}; }
Sent reply(std::string_view server, const Frame& payload) { return {test::tcp(server, kClient).push().seq(1).payload(payload), false}; }

TEST(NdpiClassifier, LabelsTlsByItsContentsOnAnyPort) {
  Rig rig;
  const Verdict v =
      rig.judge({ask("198.51.100.7:8443", client_hello("www.example.org")), reply("198.51.100.7:8443", server_flight("www.example.org"))});
  EXPECT_EQ(v.label.app, "TLS");
  EXPECT_EQ(v.label.category, "Web");
  EXPECT_TRUE(v.label.sure());
  EXPECT_EQ(v.server_name, "www.example.org");
  EXPECT_EQ(v.risks & bit(Risk::SelfSigned), bit(Risk::SelfSigned));
  EXPECT_EQ(v.risks & bit(Risk::NonStandardPort), bit(Risk::NonStandardPort));
  EXPECT_EQ(rig.metric("sekisho_dpi_flows_total", "dpi"), 1);
}

TEST(NdpiClassifier, NamesTheApplicationAndItsCarrier) {
  Rig rig;
  const Verdict v = rig.judge({ask("198.51.100.7:443", client_hello("www.youtube.com")), reply("198.51.100.7:443", server_flight(""))});
  EXPECT_EQ(v.label.master, "TLS");
  EXPECT_EQ(v.label.app, "YouTube");
  EXPECT_EQ(v.label.protocol(), "TLS");
}

TEST(NdpiClassifier, FindsHttpWithItsHost) {
  Rig rig;
  const Verdict v = rig.judge({ask("198.51.100.7:80", text("GET /a?id=1 HTTP/1.1\r\nHost: plain.example.org\r\nUser-Agent: curl/7.88.1\r\n\r\n")),
                               reply("198.51.100.7:80", text("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"))});
  EXPECT_TRUE(v.label.is("HTTP"));
  EXPECT_TRUE(v.label.sure());
  EXPECT_EQ(v.server_name, "plain.example.org");
}

TEST(NdpiClassifier, LooksIntoUrls) {
  Rig rig;
  const Verdict v =
      rig.judge({ask("198.51.100.7:80", text("GET /?id=1%20UNION%20SELECT%20password%20FROM%20users-- HTTP/1.1\r\nHost: a.example.org\r\n\r\n")),
                 reply("198.51.100.7:80", text("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))});
  EXPECT_EQ(v.risks & bit(Risk::SqlInjection), bit(Risk::SqlInjection));
}

TEST(NdpiClassifier, AGuessFromThePortIsNotSure) {
  Rig rig;
  const Verdict v = rig.judge({ask("198.51.100.7:443", Frame(64, 0xA5))});
  EXPECT_EQ(v.label.app, "TLS");
  EXPECT_EQ(v.label.confidence, Confidence::Port);
  EXPECT_FALSE(v.label.sure());
  EXPECT_EQ(rig.metric("sekisho_dpi_flows_total", "port"), 1);
}

TEST(NdpiClassifier, SaysNothingOfWhatItDoesNotKnow) {
  Rig rig;
  const Verdict v = rig.judge({ask("198.51.100.7:4444", Frame(64, 0xA5))});
  EXPECT_FALSE(v.label.known());
  EXPECT_EQ(v.label.confidence, Confidence::Unknown);
  EXPECT_TRUE(v.label.category.empty());
}

TEST(NdpiClassifier, GivesUpAfterTheOptionsPackets) {
  ClassifierOptions options;
  options.tcp_packets = 3;
  options.udp_packets = 2;
  Rig rig(options);
  std::vector<Sent> tcp;
  std::vector<Sent> udp;
  for (unsigned i = 0; i < 10; ++i) {
    tcp.push_back({test::tcp(kClient, "198.51.100.7:4444").push().seq(1 + i * 8).payload(Frame(8, static_cast<std::uint8_t>(0xA0 + i))), true});
    udp.push_back({test::udp(kClient, "198.51.100.7:4444").payload(Frame(8, static_cast<std::uint8_t>(0xA0 + i))), true});
  }
  rig.judge(tcp);
  EXPECT_EQ(rig.fed, 3U);
  rig.judge(udp);
  EXPECT_EQ(rig.fed, 2U);
}

TEST(NdpiClassifier, RefusesFlowsBeyondTheCapAndCountsThem) {
  ClassifierOptions options;
  options.max_flows = 2;
  Rig rig(options);
  const Inspection a = rig.classifier->open();
  const Inspection b = rig.classifier->open();
  EXPECT_NE(a, b);
  EXPECT_EQ(rig.classifier->open(), Inspection::None);
  EXPECT_EQ(rig.metric("sekisho_dpi_refused_total"), 1);
  EXPECT_EQ(rig.metric("sekisho_dpi_flows"), 2);
  rig.classifier->close(a, false);
  EXPECT_NE(rig.classifier->open(), Inspection::None);
}

TEST(NdpiClassifier, AReusedPlaceRemembersNothing) {
  ClassifierOptions options;
  options.max_flows = 1;
  Rig rig(options);
  EXPECT_NE(rig.judge({ask("198.51.100.7:443", client_hello("www.youtube.com")), reply("198.51.100.7:443", server_flight("x.example.org"))}).risks,
            0U);
  const Verdict v = rig.judge({ask("198.51.100.7:4444", Frame(64, 0xA5))});
  EXPECT_FALSE(v.label.known());
  EXPECT_EQ(v.server_name, "");
  EXPECT_EQ(v.risks, 0U);
}

TEST(NdpiClassifier, ALabelDoesNotDependOnEarlierFlows) {
  // nDPI remembers that a server showed AnyDesk's certificate and would call the second flow, which shows nothing, AnyDesk too.
  Rig rig;
  const auto judge_bare = [&] { return rig.judge({ask("198.51.100.7:443", client_hello("")), reply("198.51.100.7:443", server_flight(""))}); };
  EXPECT_EQ(judge_bare().label.app, "TLS");
  EXPECT_EQ(rig.judge({ask("198.51.100.7:443", client_hello("")), reply("198.51.100.7:443", server_flight("AnyDesk Client"))}).label.app, "AnyDesk");
  const Verdict v = judge_bare();
  EXPECT_EQ(v.label.app, "TLS");
  EXPECT_TRUE(v.label.master.empty());
  EXPECT_EQ(v.risks & bit(Risk::DesktopSharing), 0U);
}

TEST(NdpiClassifier, EmptyDatagramsAreNotShownToTheLibrary) {
  Rig rig;
  rig.judge({{test::udp(kClient, "198.51.100.7:443"), true}, {test::udp(kClient, "198.51.100.7:443"), true}});
  EXPECT_EQ(rig.metric("sekisho_dpi_packets_total"), 0);
}

TEST(NdpiClassifier, ADtlsCertificateThatCrashes42IsLabelledWithoutIt) {
  Rig rig;
  const Verdict v = rig.judge({{test::udp("198.51.100.7:4433", kClient).payload(dtls_server_flight("AnyDesk Client")), false}});
  EXPECT_EQ(v.label.app, "DTLS");
  EXPECT_TRUE(v.label.sure());
}

TEST(NdpiClassifier, ADnsMessageThatHangs42Ends) {
  // Labels of 63 bytes: where the walk's 16-bit position passes 65,535 it begins anew.
  Frame message = test::hex("1234 0100 0001 0000 0000 0000");
  message.resize(65'500, 0x3F);
  Rig rig;
  rig.judge({{test::udp(kClient, "198.51.100.7:53").payload(message), true}});
  EXPECT_EQ(rig.metric("sekisho_dpi_packets_patched_total"), 1);
  message = test::join({test::hex("FFDC"), message});
  message.resize(65'490);
  rig.judge({{test::tcp(kClient, "198.51.100.7:53").push().payload(message), true}});
  EXPECT_EQ(rig.metric("sekisho_dpi_packets_patched_total"), 2);
}

TEST(NdpiClassifier, PacketsCutByTheCaptureAreReadAsFarAsTheyGo) {
  Rig rig;
  PacketBuilder packet =
      test::tcp(kClient, "198.51.100.7:80")
          .push()
          .payload("GET /index.html HTTP/1.1\r\nHost: cut.example.org\r\nUser-Agent: curl/7.88.1\r\nCookie: " + std::string(400, 'x') + "\r\n\r\n");
  const Verdict v = rig.judge({{packet.snap(200), true}});
  EXPECT_TRUE(v.label.is("HTTP"));
  EXPECT_TRUE(v.label.sure());
  EXPECT_EQ(rig.metric("sekisho_dpi_packets_patched_total"), 1);
}

TEST(NdpiClassifier, Ipv6IsReadToo) {
  Rig rig;
  const Verdict v =
      rig.judge({{test::tcp("[2001:db8::1]:40000", "[2001:db8::2]:443").push().payload(client_hello("six.example.org")).snap(10'000), true}});
  EXPECT_TRUE(v.label.is("TLS"));
  EXPECT_EQ(v.server_name, "six.example.org");
}

TEST(NdpiClassifier, AnAnsweredServiceQuestionIsNotSuspicious) {
  Rig rig;
  constexpr std::uint16_t kSrv = 33, kNull = 10;
  const auto risks = [&](std::uint16_t type) {
    return rig
        .judge({{test::udp(kClient, "198.51.100.7:53").payload(dns_query("_ldap._tcp.corp.example", type)), true},
                {test::udp("198.51.100.7:53", kClient).payload(dns_answer("_ldap._tcp.corp.example", type)), false}})
        .risks;
  };
  EXPECT_EQ(risks(kSrv) & bit(Risk::SuspiciousDns), 0U);
  EXPECT_EQ(risks(kNull) & bit(Risk::SuspiciousDns), bit(Risk::SuspiciousDns));
}

TEST(NdpiClassifier, IcmpIsKnownFromItsFirstPacket) {
  Rig rig;
  const Verdict v = rig.judge({{test::icmp_echo("10.0.0.2", "198.51.100.7").payload(Frame(56, 1)), true}});
  EXPECT_EQ(v.label.app, "ICMP");
  EXPECT_TRUE(v.label.sure());
}

TEST(NdpiClassifier, AMissingProtocolFileIsAnErrorThatNamesItAndLeavesStdoutClean) {
  ClassifierOptions options;
  options.protocols_file = "/nowhere/protocols.txt";
  Counters counters;
  testing::internal::CaptureStdout();
  const auto made = make_ndpi_classifier(options, counters);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
  ASSERT_FALSE(made.has_value());
  EXPECT_THAT(made.error().message, testing::HasSubstr("/nowhere/protocols.txt"));
}

TEST(NdpiClassifier, AnOpenFlowIsFreedWithTheClassifier) {
  Rig rig;
  const Inspection flow = rig.classifier->open();
  rig.classifier->feed(flow, ask("198.51.100.7:80", text("GET /long/path HTTP/1.1\r\nHost: h.example\r\nUser-Agent: x\r\n\r\n")).packet.view(), true);
  rig.classifier.reset();  // the leak checker is the judge
}

TEST(NdpiClassifier, MayBeMadeAndUsedByManyThreads) {
  std::vector<std::thread> threads;
  std::vector<std::string> apps(3);
  for (std::size_t i = 0; i < apps.size(); ++i) {
    threads.emplace_back([&apps, i] {
      Rig rig;
      apps[i] = rig.judge({ask("198.51.100.7:443", client_hello("www.youtube.com"))}).label.app.view();
    });
  }
  for (auto& t : threads) t.join();
  EXPECT_THAT(apps, testing::Each("YouTube"));
}

TEST(NdpiClassifier, TellsItsVersion) { EXPECT_THAT(classifier_version(), testing::StartsWith("nDPI ")); }

TEST(PortClassifier, InspectsNothingAndGuesses) {
  const auto classifier = make_port_classifier();
  EXPECT_EQ(classifier->open(), Inspection::None);
  EXPECT_EQ(classifier->by_port(model::Transport::Tcp, 22).app, "SSH");
}

TEST(Named, TheNameOfAHelloSaysWhatTheHelloWould) {
  for (const char* name : {"www.youtube.com", "www.example.org", "login.microsoftonline.com", "s3.amazonaws.com", "gq5vk29aba.net", "dns.google"}) {
    Rig rig;
    const auto syn = test::tcp("10.0.0.2:40000", "198.51.100.7:443").syn();
    const Verdict read = rig.judge({{syn, true}, {test::tcp("10.0.0.2:40000", "198.51.100.7:443").push().payload(client_hello(name)), true}});
    const Inspection flow = rig.classifier->open();
    if (!rig.classifier->names_tls(flow, name)) {
      rig.classifier->close(flow, false);
      GTEST_SKIP() << "this version of the library is shown every hello";
    }
    const Verdict named = rig.classifier->close(flow, false);
    EXPECT_EQ(named.label.app, read.label.app) << name;
    EXPECT_EQ(named.label.master, read.label.master) << name;
    EXPECT_EQ(named.label.category, read.label.category) << name;
    EXPECT_EQ(named.label.confidence, read.label.confidence) << name;
  }
}

}  // namespace
}  // namespace sekisho::dpi

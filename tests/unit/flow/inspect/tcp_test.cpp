// SSH, DNS over TCP, and connections that none of our parsers knows.
#include <gmock/gmock.h>

#include "tests/unit/flow/dpi/rig.hpp"
#include "tests/unit/flow/inspect/rig.hpp"

namespace sekisho::inspect {
namespace {

using model::Confidence;
using test::Frame;
using testing::ElementsAre;

constexpr char kClient[] = "10.0.0.2:40000";

Frame framed(const Frame& message) {
  Frame out;
  test::put16(out, static_cast<unsigned>(message.size()));
  return test::join({out, message});
}

TEST(Ssh, BannersOfBothSidesAreSaid) {
  Rig rig;
  rig.classifier->wants = 4;
  Connection c(rig, kClient, "198.51.100.7:443");
  c.server("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n");
  c.client("SSH-2.0-Go\r\n");
  const auto banners = rig.all<model::SshBanner>();
  ASSERT_EQ(banners.size(), 2U);
  EXPECT_FALSE(banners[0].from_client);
  EXPECT_EQ(banners[0].banner, "SSH-2.0-OpenSSH_9.2p1 Debian-2");
  EXPECT_TRUE(banners[1].from_client);
  EXPECT_TRUE(c.flow.inspecting()) << "DPI looks at the key exchange";
  c.client(Frame(300, 1));
  c.server(Frame(300, 2));
  EXPECT_FALSE(c.flow.inspecting());
  EXPECT_EQ(c.flow.about.label.app, "SSH");
}

TEST(Ssh, AServersNoticeBeforeItsBannerIsPassedOver) {
  Rig rig;
  Connection c(rig, kClient, "198.51.100.7:22");
  c.server("This system is watched.\r\nSSH-2.0-dropbear\r\n");
  c.client("SSH-2.0-PuTTY_Release_0.80\r\n");
  EXPECT_EQ(rig.all<model::SshBanner>().size(), 2U);
}

TEST(DnsOverTcp, EveryMessageOfAStreamIsSaid) {
  Rig rig;
  rig.classifier->wants = 2;
  Connection c(rig, kClient, "198.51.100.7:53");
  const Frame two = test::join({framed(dpi::dns_query("a.example")), framed(dpi::dns_query("b.example"))});
  c.client(Frame(two.begin(), two.begin() + 40));
  c.client(Frame(two.begin() + 40, two.end()));
  for (int i = 0; i < 10; ++i) c.server(framed(dpi::dns_answer("a.example")));
  std::vector<std::string> names;
  for (const auto& m : rig.all<model::DnsMessage>()) names.push_back(m.query);
  ASSERT_EQ(names.size(), 12U);
  EXPECT_THAT(std::vector(names.begin(), names.begin() + 3), ElementsAre("a.example", "b.example", "a.example"));
  EXPECT_TRUE(c.flow.inspecting());
  EXPECT_EQ(c.flow.about.label.app, "DNS");
  EXPECT_LE(rig.classifier->fed, 2U);
}

TEST(DnsOverTcp, AMessageTooLongToKeepIsSkipped) {
  Rig rig;
  Connection c(rig, kClient, "198.51.100.7:53");
  c.client(framed(dpi::dns_query("a.example")));
  Frame transfer = framed(Frame(20'000, 0));
  transfer = test::join({transfer, framed(dpi::dns_answer("after.example"))});
  for (std::size_t at = 0; at < transfer.size(); at += 1400) {
    c.server(Frame(transfer.begin() + static_cast<std::ptrdiff_t>(at),
                   transfer.begin() + static_cast<std::ptrdiff_t>(std::min(at + 1400, transfer.size()))));
  }
  ASSERT_EQ(rig.all<model::DnsMessage>().size(), 2U);
  EXPECT_EQ(rig.all<model::DnsMessage>()[1].query, "after.example");
  EXPECT_EQ(rig.metric("sekisho_parse_errors_total", "dns"), 1);
}

TEST(DnsOverTcp, ThreeBrokenMessagesInARowAreAnotherProtocol) {
  Rig rig;
  rig.classifier->wants = 1;
  Connection c(rig, kClient, "198.51.100.7:53");
  // Questions that no name follows.
  for (int i = 0; i < 3; ++i) c.client(test::hex("000C 1234 0100 0001 0000 0000 0000"));
  EXPECT_FALSE(c.flow.inspecting());
  EXPECT_TRUE(rig.observations.empty());
  EXPECT_EQ(c.flow.about.label.confidence, Confidence::Port);
}

TEST(UnknownTcp, EndsWithDpi) {
  Rig rig;
  rig.classifier->wants = 5;
  Connection c(rig, kClient, "198.51.100.7:4444");
  for (int i = 0; i < 10; ++i) c.client(Frame(100, static_cast<std::uint8_t>(0xA0 + i)));
  EXPECT_EQ(c.flow.shown, 5U);
  EXPECT_TRUE(c.flow.about.classified);
  EXPECT_EQ(c.flow.about.label.app, "port 4444");
  EXPECT_EQ(c.flow.about.label.confidence, Confidence::Port);
  EXPECT_EQ(rig.metric("sekisho_stream_bytes"), 0);
}

TEST(UnknownTcp, AnUnsureAnswerOfDpiBeatsThePort) {
  Rig rig;
  rig.classifier->wants = 3;
  rig.classifier->verdict.label = label("BitTorrent", Confidence::Cache);
  Connection c(rig, kClient, "198.51.100.7:80");
  for (int i = 0; i < 4; ++i) c.client(Frame(100, 0xA0));
  EXPECT_EQ(c.flow.about.label.app, "BitTorrent");
  EXPECT_EQ(c.flow.about.label.confidence, Confidence::Cache);
}

TEST(UnknownTcp, ASureAnswerOfDpiClassifiesAtOnce) {
  Rig rig;
  rig.classifier->wants = 1;
  rig.classifier->verdict.label = label("RDP", Confidence::Dpi);
  Connection c(rig, kClient, "198.51.100.7:3389");
  c.client(test::hex("0300 0013 0EE0"));
  EXPECT_TRUE(c.flow.about.classified);
  EXPECT_EQ(c.flow.about.label.app, "RDP");
}

TEST(UnknownTcp, WithoutDpiOurParsersAndThePortRemain) {
  Rig rig;
  rig.classifier->off = true;
  Connection ssh(rig, kClient, "198.51.100.7:2222");
  ssh.server("SSH-2.0-OpenSSH_9.2p1\r\n");
  ssh.client("SSH-2.0-OpenSSH_9.2p1\r\n");
  EXPECT_EQ(ssh.flow.about.label.app, "SSH");
  Connection odd(rig, kClient, "198.51.100.7:4444");
  odd.client(Frame(100, 0xA0));
  odd.client(Frame(100, 0xA0));
  EXPECT_FALSE(odd.flow.inspecting());
  EXPECT_EQ(odd.flow.about.label.app, "port 4444");
}

}  // namespace
}  // namespace sekisho::inspect

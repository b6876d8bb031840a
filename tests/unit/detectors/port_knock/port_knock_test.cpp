#include "detectors/port_knock/port_knock.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/unit/detectors/support/fake_context.hpp"

namespace sekisho::detectors::port_knock {
namespace {

constexpr std::string_view kSealed = "9bQz7LmX0aTf4KcW";

class PortKnockTest : public testing::Test {
 protected:
  static constexpr const char* kOutside = "203.0.113.66";
  static constexpr const char* kHome = "10.0.0.5";

  void feed(const model::FlowRef& f, model::FlowEventBody body, double t) {
    model::FlowEvent e;
    e.time = at(t);
    e.flow = f;
    e.body = std::move(body);
    detector.on_event(e, context, findings);
  }
  /// A closed port, told a minute later.
  void knock(double t, std::uint16_t port, std::string_view state = "S0", const char* from = kOutside, const char* to = kHome) {
    model::FlowRecord r;
    r.ref = flow(++flows, from, to, port, model::Transport::Tcp, t);
    r.conn_state.assign(state);
    feed(r.ref, model::FlowEnded{r}, t + 60);
  }
  void datagram(double t, std::uint16_t port, std::string_view first, std::size_t size, const char* from = kOutside, const char* to = kHome) {
    model::FlowRecord r;
    r.ref = flow(++flows, from, to, port, model::Transport::Udp, t);
    r.to_server.packets = r.to_server.payload_packets = 1;
    r.to_server.payload = size;
    r.first_to_server_size = static_cast<std::uint8_t>(first.size());
    std::copy(first.begin(), first.end(), r.first_to_server.begin());
    feed(r.ref, model::FlowEnded{r}, t + 60);
  }
  void open(double t, std::uint16_t port, const char* from = kOutside, const char* to = kHome) {
    model::FlowRecord r;
    r.ref = flow(++flows, from, to, port, model::Transport::Tcp, t);
    feed(r.ref, model::FlowClassified{r}, t + 0.1);
  }
  void settle(double t = 300) { detector.on_tick(at(t), context, findings); }

  std::uint64_t flows = 0;
  FakeContext context;
  Findings findings;
  PortKnock detector{Params{}, HashSeed{3}};
};

TEST_F(PortKnockTest, ThreeClosedPortsThenAnOpenOne) {
  open(3, 22);  // Failures are told after the connection they opened.
  knock(0, 7000);
  knock(1, 8000);
  knock(2, 9000);
  settle();
  ASSERT_EQ(findings.all.size(), 1U);
  EXPECT_EQ(findings.best(), 40);
  EXPECT_EQ(findings.all[0].techniques.front(), "T1205");
  EXPECT_NE(findings.all[0].sentence.find("7000/tcp, 8000/tcp, 9000/tcp"), std::string::npos) << findings.all[0].sentence;
}

TEST_F(PortKnockTest, AlsoWhenFailuresAreToldFirst) {
  knock(0, 7000, "REJ");
  knock(1, 8000, "REJ");
  knock(2, 9000, "REJ");
  open(3, 22);
  settle();
  EXPECT_EQ(findings.best(), 40);
}

TEST_F(PortKnockTest, APortThatWasClosedBeforeCountsMore) {
  knock(0, 22);
  for (int i = 0; i < 3; ++i) knock(2 + i, static_cast<std::uint16_t>(7000 + 1000 * i));
  open(6, 22);
  settle();
  EXPECT_EQ(findings.best(), 60);
}

TEST_F(PortKnockTest, TheSameSequenceAgainCountsMore) {
  for (int round = 0; round < 2; ++round) {
    const double t = 4000.0 * round;
    for (int i = 0; i < 3; ++i) knock(t + i, static_cast<std::uint16_t>(7000 + 1000 * i));
    open(t + 4, 22);
    settle(t + 300);
    settle(t + 900);
  }
  EXPECT_EQ(findings.best(), 70);
}

TEST_F(PortKnockTest, TwoAlternativesAreNoKnock) {
  knock(0, 8443);
  knock(1, 443);
  open(2, 80);
  settle();
  EXPECT_TRUE(findings.all.empty());
}

TEST_F(PortKnockTest, AClientThatInsistsIsNoKnock) {
  for (int i = 0; i < 9; ++i) knock(i, static_cast<std::uint16_t>(7000 + 1000 * (i % 3)));
  open(10, 22);
  settle();
  EXPECT_TRUE(findings.all.empty());
}

TEST_F(PortKnockTest, ScansAreNoKnock) {
  for (std::uint16_t i = 0; i < 20; ++i) knock(0.1 * i, static_cast<std::uint16_t>(100 + 77 * i));
  open(3, 22);
  settle();
  EXPECT_TRUE(findings.all.empty());
}

TEST_F(PortKnockTest, ConsecutivePortsAreALadder) {
  for (std::uint16_t i = 0; i < 5; ++i) knock(i, static_cast<std::uint16_t>(8080 + i));
  open(6, 8085);
  settle();
  EXPECT_TRUE(findings.all.empty());
}

TEST_F(PortKnockTest, FailuresThatGoOnAreAScan) {
  for (int i = 0; i < 4; ++i) knock(i, static_cast<std::uint16_t>(7000 + 1000 * i));
  open(5, 22);
  knock(6, 3389);
  settle();
  EXPECT_TRUE(findings.all.empty());
}

TEST_F(PortKnockTest, SlowFailuresAreNoSequence) {
  for (int i = 0; i < 4; ++i) knock(25 * i, static_cast<std::uint16_t>(7000 + 1000 * i));
  open(80, 22);
  settle();
  EXPECT_TRUE(findings.all.empty());
}

TEST_F(PortKnockTest, ASealedDatagramOpensAPort) {
  datagram(0, 40000, kSealed, 225);
  open(2, 22);
  settle();
  EXPECT_EQ(findings.best(), 35);
}

TEST_F(PortKnockTest, TheToolsPortAloneIsLow) {
  datagram(0, 62201, kSealed, 225);
  EXPECT_EQ(findings.best(), 24);
  datagram(1, 62201, "hello hello hell", 225, "203.0.113.9");
  EXPECT_EQ(findings.all.size(), 1U);
}

TEST_F(PortKnockTest, TheToolsPortThatOpensAnotherIsMedium) {
  datagram(0, 62201, kSealed, 225);
  open(2, 22);
  settle();
  EXPECT_EQ(findings.best(), 43);
}

TEST_F(PortKnockTest, AnotherPortAloneIsWeak) {
  datagram(0, 40000, kSealed, 225);
  EXPECT_GT(findings.best(), 0);
  EXPECT_LT(findings.best(), 20);
}

TEST_F(PortKnockTest, ACallBackAtOnceIsMedium) {
  datagram(0, 33434, "W4KEUP:1", 8);
  open(0.1, 8443, kHome, kOutside);
  settle();
  EXPECT_EQ(findings.best(), 40);
  EXPECT_EQ(findings.all.back().reason.code, 3);
}

TEST_F(PortKnockTest, ACallBackInsideIsDiscovery) {
  datagram(0, 50000, "HTTP/1.1 200 OK\r", 300, "10.0.0.1");
  open(0.1, 49152, kHome, "10.0.0.1");
  settle();
  EXPECT_TRUE(findings.all.empty());
}

TEST_F(PortKnockTest, TheEndOfTheInputSettlesAll) {
  open(3, 22);
  for (int i = 0; i < 3; ++i) {
    model::FlowRecord r;
    r.ref = flow(++flows, kOutside, kHome, static_cast<std::uint16_t>(7000 + 1000 * i), model::Transport::Tcp, i);
    r.conn_state.assign("S0");
    r.reason = model::EndReason::Shutdown;
    feed(r.ref, model::FlowEnded{r}, 4);
  }
  settle(5);
  EXPECT_EQ(findings.best(), 40);
}

TEST_F(PortKnockTest, FloodsDoNotGrowIt) {
  Params small;
  small.max_pairs = small.max_successes = small.max_sequences = 16;
  detector = PortKnock(small, HashSeed{1});
  for (int i = 0; i < 2000; ++i) {
    const std::string target = "10.3." + std::to_string(i / 200) + "." + std::to_string(i % 200);
    knock(i * 0.01, 80, "S0", kOutside, target.c_str());
    open(i * 0.01, 22, kOutside, target.c_str());
  }
  EXPECT_LE(detector.usage().keys, 48U);
  EXPECT_GT(detector.usage().evictions, 3000U);
  settle(2000);
  EXPECT_EQ(detector.usage().keys, 0U);
}

TEST(PortKnockSealed, Base64AndRandomBytesAreTextIsNot) {
  EXPECT_TRUE(looks_sealed(as_bytes(kSealed)));
  const std::array<std::uint8_t, 16> random{0xd1, 0x07, 0xfe, 0x33, 0x9a, 0x81, 0x4c, 0xe0, 0x12, 0xbb, 0x6f, 0xc5, 0x28, 0x90, 0x5d, 0xa7};
  EXPECT_TRUE(looks_sealed(Bytes(random)));
  EXPECT_FALSE(looks_sealed(as_bytes(std::string_view("M-SEARCH * HTTP/"))));
  EXPECT_FALSE(looks_sealed(as_bytes(std::string_view("abcdefghijklmnop"))));
  EXPECT_FALSE(looks_sealed(as_bytes(std::string_view("W4KEUP:1"))));
}

}  // namespace
}  // namespace sekisho::detectors::port_knock

#include "detectors/encrypted_channel/encrypted_channel.hpp"

#include <gtest/gtest.h>

#include "tests/unit/detectors/support/fake_context.hpp"

namespace sekisho::detectors::encrypted_channel {
namespace {

class EncryptedChannelTest : public testing::Test {
 protected:
  void feed(EncryptedChannel& into, model::FlowEventBody body, const model::FlowRef& f, Timestamp t) {
    model::FlowEvent e;
    e.time = t;
    e.flow = f;
    e.body = std::move(body);
    into.on_event(e, context, findings);
  }
  void handshake(const model::FlowRef& f, const std::string& subject, const std::string& sni = "") {
    model::TlsClientHello hello;
    hello.version = 0x0303;
    hello.server_name = sni;
    feed(detector, hello, f, f.start);
    model::TlsCertificate c;
    c.subject = c.issuer = subject;
    c.self_signed = true;
    c.not_before = f.start - 24h;
    c.not_after = f.start + 365 * 24h;
    feed(detector, c, f, f.start + 1s);
  }
  void end(const model::FlowRef& f) {
    model::FlowRecord r;
    r.ref = f;
    r.last = f.start + 20s;
    r.reason = model::EndReason::Closed;
    r.to_server.payload = r.to_client.payload = 900;
    r.label = label("TLS");
    feed(detector, model::FlowEnded{r}, f, r.last);
  }
  static model::FlowRef to(std::uint64_t id, std::string_view server, double start = 0) {
    return flow(id, "10.0.0.5", server, 443, model::Transport::Tcp, start);
  }

  FakeContext context;
  Findings findings;
  EncryptedChannel detector{Params{}, HashSeed{3}};
};

TEST_F(EncryptedChannelTest, ASelfSignedCertificateIsToldAtOnceAndAtTheEnd) {
  const model::FlowRef f = to(1, "203.0.113.7");
  handshake(f, "CN=x");
  ASSERT_EQ(findings.all.size(), 1U);
  EXPECT_EQ(findings.all.front().reason.code, 1);
  EXPECT_EQ(findings.all.front().techniques.front(), "T1573.002");
  EXPECT_LT(findings.all.front().score, 20);
  end(f);
  EXPECT_EQ(findings.all.size(), 2U);
  EXPECT_EQ(findings.all.back().bytes_to_server, 900U);
}

TEST_F(EncryptedChannelTest, AKnownToolIsNamed) {
  handshake(to(1, "203.0.113.7"), "CN=AsyncRAT Server");
  ASSERT_EQ(findings.all.size(), 1U);
  EXPECT_GE(findings.all.front().score, 60);
  EXPECT_EQ(findings.all.front().sentence, "203.0.113.7:443/tcp shows 10.0.0.5 a certificate that AsyncRAT makes by default");
}

TEST_F(EncryptedChannelTest, RepeatsAreHeldBack) {
  for (std::uint64_t i = 0; i < 50; ++i) {
    handshake(to(i, "203.0.113.7", static_cast<double>(i * 30)), "CN=x");
    end(to(i, "203.0.113.7", static_cast<double>(i * 30)));
  }
  EXPECT_EQ(findings.all.size(), 2U);
}

TEST_F(EncryptedChannelTest, HostileSubjectsAreQuotedAndCut) {
  handshake(to(1, "203.0.113.7"), "CN=\x1b[31m" + std::string(5000, 'x'));
  ASSERT_EQ(findings.all.size(), 1U);
  EXPECT_EQ(findings.all.front().sentence.find('\x1b'), std::string::npos);
  EXPECT_LT(findings.all.front().sentence.size(), 400U);
}

TEST_F(EncryptedChannelTest, StateIsBoundedAndForgotten) {
  Params small;
  small.max_keys = 32;
  EncryptedChannel bounded(small, HashSeed{1});
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const model::FlowRef f = to(i, "198.51." + std::to_string(i / 200) + "." + std::to_string(i % 200));
    model::TlsCertificate c;
    c.subject = c.issuer = "CN=x";
    c.self_signed = true;
    feed(bounded, c, f, f.start);
  }
  EXPECT_LE(bounded.usage().keys, bounded.usage().max_keys);
  EXPECT_GT(bounded.usage().evictions, 1900U);
  bounded.on_tick(at(0) + 48h, context, findings);
  EXPECT_EQ(bounded.usage().keys, 0U);
}

TEST(EncryptedChannelParams, AreListedAndChecked) {
  EXPECT_EQ(Params::keys().size(), 5U);
  EXPECT_EQ(kDetector.name, "encrypted_channel");
  EXPECT_EQ(kDetector.number, 15);
  EXPECT_TRUE(kDetector.create(ConfigView{}, HashSeed{1}).has_value());
}

}  // namespace
}  // namespace sekisho::detectors::encrypted_channel

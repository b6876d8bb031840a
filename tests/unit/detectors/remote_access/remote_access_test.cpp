#include "detectors/remote_access/remote_access.hpp"

#include <gtest/gtest.h>

#include "tests/unit/detectors/remote_access/records.hpp"

namespace sekisho::detectors::remote_access {
namespace {

class RemoteAccessTest : public testing::Test {
 protected:
  void feed(RemoteAccess& to, model::FlowEventBody body, const model::FlowRef& f, Timestamp t) {
    model::FlowEvent e;
    e.time = t;
    e.flow = f;
    e.body = std::move(body);
    to.on_event(e, context, findings);
  }
  void end(const model::FlowRecord& r) { feed(detector, model::FlowEnded{r}, r.ref, r.last); }

  FakeContext context;
  Findings findings;
  RemoteAccess detector{Params{}, HashSeed{3}};
};

TEST_F(RemoteAccessTest, SaysWhoControlsWhom) {
  end(talk(flow(1, "203.0.113.7", "10.0.0.5", 3389), kRdpRequest, kRdpConfirm));
  end(talk(flow(2, "203.0.113.7", "10.0.0.5", 3389, model::Transport::Tcp, 60), kRdpRequest, kRdpConfirm));
  ASSERT_EQ(findings.all.size(), 1U) << "told when it is new";
  EXPECT_EQ(findings.all.front().techniques, std::vector<std::string_view>{"T1219.002"});
  EXPECT_EQ(findings.all.front().sentence, "203.0.113.7 has a RDP session with 10.0.0.5:3389/tcp; 2000 bytes out, 2000 in");
}

TEST_F(RemoteAccessTest, ASecondVendorRaisesTheScore) {
  const auto tls = [](std::uint64_t id, std::string_view name, double start) {
    model::FlowRecord r = talk(flow(id, "10.0.0.5", "203.0.113.7", 443, model::Transport::Tcp, start), "\x16\x03\x01", "\x16\x03\x03", label("TLS"));
    r.server_name = name;
    return r;
  };
  end(tls(1, "boot.net.anydesk.com", 0));
  ASSERT_EQ(findings.all.size(), 1U);
  end(tls(2, "relay.net.anydesk.com", 600));
  EXPECT_EQ(findings.all.size(), 1U) << "its relays are one use";
  end(tls(3, "router1.teamviewer.com", 3600));
  ASSERT_EQ(findings.all.size(), 2U);
  EXPECT_EQ(findings.all.back().score, 46);
  end(tls(4, "agent.atera.com", 100'000));
  EXPECT_EQ(findings.all.back().score, 26) << "a day later";
}

TEST_F(RemoteAccessTest, WhatIsAllowedIsSilent) {
  Params params;
  params.allowed = {"RDP"};
  RemoteAccess allowing(params, HashSeed{3});
  const model::FlowRecord r = talk(flow(1, "203.0.113.7", "10.0.0.5", 3389), kRdpRequest, kRdpConfirm);
  feed(allowing, model::FlowEnded{r}, r.ref, r.last);
  EXPECT_TRUE(findings.all.empty());
}

TEST_F(RemoteAccessTest, KitsByTheirCertificates) {
  model::TlsCertificate c;
  c.self_signed = true;
  c.subject = c.issuer = "CN=Quux Server CA";
  const model::FlowRef f = flow(1, "10.0.0.5", "203.0.113.7", 4782);
  feed(detector, c, f, f.start);
  ASSERT_EQ(findings.all.size(), 1U);
  EXPECT_GE(findings.all.front().score, 40);
}

TEST_F(RemoteAccessTest, KeepsWithinItsBoundAndForgets) {
  Params params;
  params.max_keys = 32;
  RemoteAccess small(params, HashSeed{3});
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const std::string server = "198.51." + std::to_string(i / 250) + "." + std::to_string(i % 250 + 1);
    const model::FlowRecord r = talk(flow(i, "10.0.0.5", server, 3389, model::Transport::Tcp, static_cast<double>(i)), kRdpRequest, kRdpConfirm);
    feed(small, model::FlowEnded{r}, r.ref, r.last);
  }
  EXPECT_LE(small.usage().keys, small.usage().max_keys);
  EXPECT_GT(small.usage().evictions, 900U);
  small.on_tick(at(1000 + 8.0 * 86'400), context, findings);
  EXPECT_EQ(small.usage().keys, 0U);
}

}  // namespace
}  // namespace sekisho::detectors::remote_access

#include "detectors/proxy/proxy.hpp"

#include <gtest/gtest.h>

#include "tests/unit/detectors/proxy/records.hpp"

namespace sekisho::detectors::proxy {
namespace {

class ProxyTest : public testing::Test {
 protected:
  void feed(model::FlowEventBody body, const model::FlowRef& f, Timestamp t) { feed(detector, std::move(body), f, t); }
  void feed(Proxy& to, model::FlowEventBody body, const model::FlowRef& f, Timestamp t) {
    model::FlowEvent e;
    e.time = t;
    e.flow = f;
    e.body = std::move(body);
    to.on_event(e, context, findings);
  }
  void end(const model::FlowRecord& r) { feed(model::FlowEnded{r}, r.ref, r.last); }

  FakeContext context;
  Findings findings;
  Proxy detector{Params{}, HashSeed{3}};
};

TEST_F(ProxyTest, SaysWhichProxy) {
  end(talk(flow(1, "10.0.0.5", "203.0.113.7", 1080), kGreeting, kMethod));
  end(talk(flow(2, "10.0.0.5", "203.0.113.7", 1080, model::Transport::Tcp, 30), kGreeting, kMethod));
  ASSERT_EQ(findings.all.size(), 1U) << "an episode is one finding";
  const Finding& said = findings.all.front();
  EXPECT_EQ(said.reason.code, 1);
  EXPECT_EQ(said.techniques, std::vector<std::string_view>{"T1090.002"});
  EXPECT_EQ(said.sentence, "10.0.0.5 uses 203.0.113.7:1080/tcp as a SOCKS5 proxy that nobody configured; 2000 bytes out, 2000 in");
  EXPECT_EQ(said.object.name, "203.0.113.7");
}

TEST_F(ProxyTest, TheTargetOfConnectIsTheObject) {
  model::HttpTransaction t;
  t.method = "CONNECT";
  t.uri = t.connect_target = t.host = "files.example.com:443";
  const model::FlowRef f = flow(1, "10.0.0.5", "203.0.113.7", 8080);
  feed(t, f, f.start);
  ASSERT_EQ(findings.all.size(), 1U);
  EXPECT_EQ(findings.all.front().object.domain, "example.com:443");
  model::TlsClientHello hello;
  hello.server_name = "www.other.test";
  feed(hello, f, f.start + 1s);
  ASSERT_EQ(findings.all.size(), 2U);
  EXPECT_EQ(findings.all.back().techniques, std::vector<std::string_view>{"T1090.004"});
}

TEST_F(ProxyTest, TorByItsNames) {
  model::TlsClientHello hello;
  hello.server_name = "www.4gk67zpn3brh7qxg.com";
  const model::FlowRef f = flow(1, "10.0.0.5", "203.0.113.7", 9001);
  feed(hello, f, f.start);
  ASSERT_EQ(findings.all.size(), 1U);
  EXPECT_GE(findings.all.front().score, 30);
  EXPECT_EQ(findings.all.front().techniques.front(), "T1090.003");
}

TEST_F(ProxyTest, ARelayPassesOn) {
  const model::FlowRef in = flow(1, "10.0.0.6", "10.0.0.5", 8081);
  const model::FlowRef out = flow(2, "10.0.0.5", "203.0.113.7", 443);
  for (std::uint32_t i = 0; i < 8; ++i) {
    const Timestamp t = at(10.0 * i);
    feed(model::DataBurst{.from_client = true, .start = t + 5ms, .to_server = 200 + 10 * i, .to_client = 0, .reply_after = {}, .index = i}, out,
         t + 1s);
    feed(model::DataBurst{.from_client = true, .start = t, .to_server = 200 + 10 * i, .to_client = 0, .reply_after = {}, .index = i}, in, t + 1s);
  }
  ASSERT_EQ(findings.all.size(), 1U);
  EXPECT_EQ(findings.all.front().techniques, std::vector<std::string_view>{"T1090.001"});
  EXPECT_EQ(findings.all.front().sentence, "10.0.0.5 passes on to 203.0.113.7 what 10.0.0.6 sends it; 5 bursts so far");
}

TEST_F(ProxyTest, KeepsWithinItsBound) {
  Params params;
  params.max_keys = 64;
  Proxy small(params, HashSeed{3});
  for (std::uint64_t i = 0; i < 5000; ++i) {
    const std::string server = "198.51." + std::to_string(i / 250) + "." + std::to_string(i % 250 + 1);
    const model::FlowRef f = flow(i, "10.0.0.5", server, 1080, model::Transport::Tcp, static_cast<double>(i));
    feed(small, model::FlowEnded{talk(f, kGreeting, kMethod)}, f, f.start);
    model::HttpTransaction t;
    t.method = "CONNECT";
    t.connect_target = "a" + std::to_string(i) + ".example:443";
    feed(small, t, f, f.start);
    t = {};
    t.uri = "/a.php";
    feed(small, t, f, f.start);
  }
  const StateUsage usage = small.usage();
  EXPECT_LE(usage.keys, usage.max_keys);
  EXPECT_GT(usage.evictions, 1000U);
  small.on_tick(at(5000 + 25 * 3600), context, findings);
  EXPECT_LT(small.usage().keys, 65U) << "what is silent for a day is dropped";
}

}  // namespace
}  // namespace sekisho::detectors::proxy

#include "detectors/no_dns/no_dns.hpp"

#include <gtest/gtest.h>

#include "tests/unit/detectors/support/fake_context.hpp"

namespace sekisho::detectors::no_dns {
namespace {

class NoDnsTest : public testing::Test {
 protected:
  static model::FlowRef to(std::uint64_t id, std::string_view server, std::uint16_t port = 443, double start = 0) {
    return flow(id, "10.0.0.5", server, port, model::Transport::Tcp, start);
  }
  static model::FlowRecord record(const model::FlowRef& f, std::string_view app) {
    model::FlowRecord r;
    r.ref = f;
    r.last = f.start + 20s;
    r.to_server.packets = r.to_client.packets = 8;
    r.to_server.payload = r.to_client.payload = 900;
    r.label = label(app);
    return r;
  }
  void feed(NoDns& into, model::FlowEventBody body, const model::FlowRef& f, Timestamp t) {
    model::FlowEvent e;
    e.time = t;
    e.flow = f;
    e.body = std::move(body);
    into.on_event(e, context, findings);
  }
  void hello(const model::FlowRef& f, std::string_view name = "") {
    model::TlsClientHello h;
    h.server_name = name;
    feed(detector, h, f, f.start);
  }
  void classified(const model::FlowRef& f, std::string_view app) { feed(detector, model::FlowClassified{record(f, app)}, f, f.start + 1s); }
  void ended(const model::FlowRef& f, std::string_view app) {
    model::FlowRecord r = record(f, app);
    r.reason = model::EndReason::Closed;
    feed(detector, model::FlowEnded{r}, f, r.last);
  }
  void request(const model::FlowRef& f, std::string_view host, std::string_view connect = "") {
    model::HttpTransaction http;
    http.has_host = true;
    http.host = host;
    http.connect_target = connect;
    feed(detector, http, f, f.start);
  }

  FakeContext context;
  Findings findings;
  NoDns detector{Params{}, HashSeed{3}};
};

TEST_F(NoDnsTest, AHelloThatNamesNobodyIsTold) {
  const model::FlowRef f = to(1, "203.0.113.7");
  hello(f);
  classified(f, "TLS");
  ASSERT_EQ(findings.all.size(), 1U);
  const Finding& said = findings.all.front();
  EXPECT_EQ(said.reason.code, 2);
  EXPECT_EQ(said.sentence, "10.0.0.5 opens TLS to 203.0.113.7:443/tcp and names no server");
  EXPECT_EQ(said.object.name, "203.0.113.7");
  ended(f, "TLS");
  EXPECT_EQ(findings.all.size(), 2U) << "once more at its end, for whoever spoke meanwhile";
}

TEST_F(NoDnsTest, ANamedHelloAndAnUnreadOneAreNot) {
  hello(to(1, "203.0.113.7"), "host.example.com");
  classified(to(1, "203.0.113.7"), "TLS");
  classified(to(2, "203.0.113.8"), "TLS");
  EXPECT_TRUE(findings.all.empty());
}

TEST_F(NoDnsTest, ARequestToAnAddressIsTold) {
  request(to(1, "203.0.113.7", 80), "203.0.113.7");
  ASSERT_EQ(findings.all.size(), 1U);
  EXPECT_EQ(findings.all.front().reason.code, 3);
  request(to(2, "203.0.113.8", 80), "www.example.com");
  EXPECT_EQ(findings.all.size(), 1U);
}

TEST_F(NoDnsTest, RepeatsAreHeldBack) {
  for (std::uint64_t i = 0; i < 50; ++i) request(to(i, "203.0.113.7", 80, static_cast<double>(i)), "203.0.113.7");
  EXPECT_EQ(findings.all.size(), 1U);
  request(to(99, "203.0.113.7", 80, 4000), "203.0.113.7");
  ASSERT_EQ(findings.all.size(), 2U);
  EXPECT_EQ(findings.all.back().flows, 51U);
}

TEST_F(NoDnsTest, PublicResolversAreSilent) {
  const model::FlowRef f = to(1, "1.1.1.1");
  hello(f);
  classified(f, "TLS");
  EXPECT_TRUE(findings.all.empty());
}

TEST_F(NoDnsTest, ACrowdIsToldOnce) {
  for (std::uint64_t i = 0; i < 200; ++i) {
    request(to(i, "198.51.100." + std::to_string(i + 1), 80, static_cast<double>(i)), "198.51.100." + std::to_string(i + 1));
  }
  EXPECT_EQ(findings.all.size(), Params{}.crowd + 1U);
  EXPECT_EQ(findings.all.back().reason.code, 5);
  EXPECT_TRUE(findings.all.back().many_servers);
}

TEST_F(NoDnsTest, StateIsBoundedAndForgotten) {
  Params small;
  small.max_keys = 32;
  NoDns bounded(small, HashSeed{1});
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const std::string server = "198.51." + std::to_string(i / 200) + "." + std::to_string(i % 200);
    const model::FlowRef f = flow(i, "10.1." + std::to_string(i / 200) + "." + std::to_string(i % 200), server, 443);
    feed(bounded, model::TlsClientHello{}, f, f.start);
    feed(bounded, model::FlowClassified{record(f, "TLS")}, f, f.start + 1s);
  }
  EXPECT_LE(bounded.usage().keys, bounded.usage().max_keys);
  EXPECT_GT(bounded.usage().evictions, 1900U);
  bounded.on_tick(at(0) + 48h, context, findings);
  EXPECT_EQ(bounded.usage().keys, 0U);
}

TEST(NoDnsParams, AreListedAndChecked) {
  EXPECT_EQ(Params::keys().size(), 7U);
  EXPECT_EQ(kDetector.name, "no_dns");
  EXPECT_EQ(kDetector.number, 7);
  EXPECT_TRUE(kDetector.create(ConfigView{}, HashSeed{1}).has_value());
}

}  // namespace
}  // namespace sekisho::detectors::no_dns

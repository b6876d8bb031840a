#include "detectors/dynamic_dns/dynamic_dns.hpp"

#include <gtest/gtest.h>

#include <string>

#include "detectors/dynamic_dns/providers.hpp"
#include "tests/unit/detectors/support/fake_context.hpp"

namespace sekisho::detectors::dynamic_dns {
namespace {

class DynamicDnsTest : public testing::Test {
 protected:
  void feed(const model::FlowRef& f, model::FlowEventBody body) {
    model::FlowEvent e;
    e.time = at(now);
    e.flow = f;
    e.body = std::move(body);
    detector.on_event(e, context, findings);
    now += 1;
  }
  void look_up(const std::string& name, const std::string& answer, const std::string& client = "10.0.0.5") {
    model::DnsMessage m;
    m.query = name;
    m.response = true;
    model::DnsRecord r;
    r.name = name;
    r.type = 1;
    r.ttl = 60;
    r.address = address(answer);
    m.answers.push_back(r);
    feed(flow(++flows, client, "10.0.0.2", 53, model::Transport::Udp, now), m);
  }
  void connect(const std::string& server, std::uint16_t port, const std::string& name, bool answered = true) {
    model::FlowRecord record;
    record.ref = flow(++flows, "10.0.0.5", server, port, model::Transport::Tcp, now);
    record.server_name = name;
    if (answered) {
      feed(record.ref, model::FlowClassified{record});
    } else {
      record.conn_state = "S0";
      feed(record.ref, model::FlowEnded{record});
    }
  }

  double now = 0;
  std::uint64_t flows = 0;
  FakeContext context;
  Findings findings;
  DynamicDns detector{Params{}, HashSeed{3}};
};

TEST(DynamicDnsZones, OnlyNamesBelowAZoneCount) {
  EXPECT_EQ(provider_zone("evil.duckdns.org", {}), "duckdns.org");
  EXPECT_EQ(provider_zone("a.b.ddns.net", {}), "ddns.net");
  EXPECT_TRUE(provider_zone("duckdns.org", {}).empty());
  EXPECT_TRUE(provider_zone("notduckdns.org", {}).empty());
  EXPECT_TRUE(provider_zone("", {}).empty());
  EXPECT_TRUE(provider_zone(".duckdns.org", {}).empty());
  const std::vector<std::string> more{"dyn.example"};
  EXPECT_EQ(provider_zone("x.dyn.example", more), "dyn.example");
}

TEST_F(DynamicDnsTest, ANameAloneStaysBelowAnAlert) {
  look_up("photos.duckdns.org", "203.0.113.9");
  connect("203.0.113.9", 443, "photos.duckdns.org");
  ASSERT_FALSE(findings.all.empty());
  EXPECT_LT(findings.best(), 20);
  EXPECT_EQ(findings.all.front().object.name, "photos.duckdns.org");
}

TEST_F(DynamicDnsTest, AnOddPortIsWorthALook) {
  look_up("kestrel7.duckdns.org", "203.0.113.9");
  connect("203.0.113.9", 5552, "kestrel7.duckdns.org");
  EXPECT_GE(findings.best(), 20);
  EXPECT_LT(findings.best(), 40);
}

TEST_F(DynamicDnsTest, APeerThatIsNeverThereIsWorthALook) {
  look_up("kestrel7.duckdns.org", "203.0.113.9");
  for (int i = 0; i < 3; ++i) connect("203.0.113.9", 443, "kestrel7.duckdns.org", false);
  EXPECT_GE(findings.best(), 20);
}

TEST_F(DynamicDnsTest, TwoNamesOfOneClientAddUp) {
  look_up("one.ydns.eu", "203.0.113.9");
  EXPECT_LT(findings.best(), 20);
  look_up("two.ydns.eu", "203.0.113.9");
  EXPECT_GE(findings.best(), 20);
}

TEST_F(DynamicDnsTest, OrdinaryNamesAndNamesThatLeadHomeAreSilent) {
  look_up("www.example.com", "203.0.113.9");
  look_up("router.duckdns.org", "10.0.0.1");
  connect("203.0.113.9", 5552, "www.example.com");
  EXPECT_TRUE(findings.all.empty());
}

TEST_F(DynamicDnsTest, SpeaksOnceUnlessItGetsWorse) {
  for (int i = 0; i < 500; ++i) look_up("photos.duckdns.org", "203.0.113.9");
  EXPECT_EQ(findings.all.size(), 1U);
}

TEST_F(DynamicDnsTest, ManyNamesDoNotGrowItAndOldOnesAreForgotten) {
  Params small;
  small.max_names = 16;
  small.max_clients = 16;
  detector = DynamicDns(small, HashSeed{1});
  for (int i = 0; i < 1000; ++i)
    look_up("n" + std::to_string(i) + ".duckdns.org", "203.0.113.9", "10.2." + std::to_string(i / 200) + "." + std::to_string(i % 200));
  EXPECT_LE(detector.usage().keys, 32U);
  EXPECT_GT(detector.usage().evictions, 900U);
  detector.on_tick(at(now) + 25h, context, findings);
  EXPECT_EQ(detector.usage().keys, 0U);
}

}  // namespace
}  // namespace sekisho::detectors::dynamic_dns

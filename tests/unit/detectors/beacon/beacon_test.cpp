#include "detectors/beacon/beacon.hpp"

#include <random>

#include <gtest/gtest.h>

#include "tests/unit/detectors/support/fake_context.hpp"

namespace sekisho::detectors::beacon {
namespace {

constexpr std::string_view kClient = "10.0.0.5";
constexpr std::string_view kServer = "203.0.113.7";

class BeaconTest : public testing::Test {
 protected:
  void feed(const model::FlowRef& f, double t, model::FlowEventBody body) {
    model::FlowEvent e;
    e.time = at(t);
    e.flow = f;
    e.body = std::move(body);
    beacon.on_event(e, context, findings);
  }
  model::FlowRecord record(const model::FlowRef& f, const model::AppLabel& l, std::string_view name = "") {
    model::FlowRecord r;
    r.ref = f;
    r.last = f.start + 1s;
    r.label = l;
    r.server_name = name;
    r.to_server.packets = r.to_client.packets = 5;
    r.to_server.payload = 400;
    r.to_client.payload = 900;
    r.conn_state.assign("SF");
    return r;
  }
  void contact(double t, std::string_view server = kServer, std::uint16_t port = 443, model::Transport transport = model::Transport::Tcp,
               std::string_view app = "TLS", std::string_view name = "") {
    const model::FlowRef f = flow(++flows, kClient, server, port, transport, t);
    feed(f, t, model::FlowEstablished{});
    feed(f, t + 0.1, model::FlowClassified{record(f, label(app), name)});
    feed(f, t + 1, model::FlowEnded{record(f, label(app), name)});
  }
  void query(double t, const std::string& name) {
    const model::FlowRef f = flow(++flows, kClient, "10.0.0.1", 53, model::Transport::Udp, t);
    model::DnsMessage m;
    m.query = name;
    feed(f, t, m);
  }

  Params params;
  FakeContext context;
  Findings findings;
  Beacon beacon{params, HashSeed{7}};
  std::uint64_t flows = 0;
};

TEST_F(BeaconTest, ConnectionsEveryMinuteAreFoundAndExplained) {
  for (int i = 0; i < 40; ++i) contact(i * 60.2);
  ASSERT_FALSE(findings.all.empty());
  EXPECT_GE(findings.best(), 50);
  const Finding& f = findings.all.back();
  EXPECT_EQ(f.reason.code, 1);
  EXPECT_NE(f.sentence.find("10.0.0.5 contacted 203.0.113.7:443/tcp every"), std::string::npos) << f.sentence;
  EXPECT_EQ(f.techniques, (std::vector<std::string_view>{"T1071.001", "T1573"}));
  EXPECT_EQ(f.object.name, kServer);
  EXPECT_FALSE(f.indicators.empty());
}

TEST_F(BeaconTest, OneBeaconIsToldSeldom) {
  for (int i = 0; i < 100; ++i) contact(i * 10.0, kServer, 443, model::Transport::Tcp, "TLS", "c2.example.com");
  EXPECT_LE(findings.all.size(), 4U);
}

TEST_F(BeaconTest, FiveContactsAMinuteApartAreALowFinding) {
  for (int i = 0; i < 5; ++i) contact(i * 60.0);
  ASSERT_EQ(findings.all.size(), 1U);
  EXPECT_GE(findings.best(), 20);
  EXPECT_LT(findings.best(), 40);
}

TEST_F(BeaconTest, PeopleAreNotBeacons) {
  std::mt19937 random(1);
  std::exponential_distribution<double> gap(1.0 / 40);
  double t = 0;
  for (int i = 0; i < 500; ++i) contact(t += gap(random));
  EXPECT_TRUE(findings.all.empty());
}

TEST_F(BeaconTest, AttemptsThatFailAreABeaconOfTheirOwn) {
  for (int i = 0; i < 30; ++i) {
    const model::FlowRef f = flow(++flows, kClient, kServer, 8443, model::Transport::Tcp, i * 120.0);
    model::FlowRecord r = record(f, {});
    r.conn_state.assign("S0");
    r.to_client = {};
    feed(f, i * 120.0 + 60, model::FlowEnded{r});
  }
  ASSERT_FALSE(findings.all.empty());
  EXPECT_EQ(findings.all.back().reason.code, 2);
}

TEST_F(BeaconTest, ANameIsFollowedAcrossAddresses) {
  for (int i = 0; i < 30; ++i) {
    const std::string server = "198.51.100." + std::to_string(1 + i % 20);
    contact(i * 90.0, server, 443, model::Transport::Tcp, "TLS", "c2.example.com");
  }
  ASSERT_FALSE(findings.all.empty());
  EXPECT_EQ(findings.all.back().object.name, "c2.example.com");
  EXPECT_TRUE(findings.all.back().many_servers);
}

TEST_F(BeaconTest, PollsInsideOneConnectionAreFound) {
  const model::FlowRef f = flow(1, kClient, kServer, 80);
  feed(f, 0, model::FlowEstablished{});
  feed(f, 0.1, model::FlowClassified{record(f, label("HTTP"))});
  for (std::uint32_t i = 0; i < 12; ++i) {
    model::DataBurst b;
    b.start = at(5.0 * i);
    b.to_server = 300;
    b.to_client = 500;
    b.index = i;
    feed(f, 5.0 * i + 1, b);
  }
  ASSERT_FALSE(findings.all.empty());
  EXPECT_EQ(findings.all.front().reason.code, 4);
  EXPECT_EQ(findings.all.front().techniques, std::vector<std::string_view>{"T1071.001"});
}

TEST_F(BeaconTest, LookupsOfChangingNamesBelowOneDomainAreFound) {
  for (int i = 0; i < 30; ++i) query(i * 30.0, "x" + std::to_string(i) + ".evil.example");
  ASSERT_FALSE(findings.all.empty());
  EXPECT_EQ(findings.all.back().reason.code, 3);
  EXPECT_EQ(findings.all.back().object.name, "evil.example");
  EXPECT_EQ(findings.all.back().techniques, std::vector<std::string_view>{"T1071.004"});
}

TEST_F(BeaconTest, LookupsOfWhatIsThenCalledAreNotToldBesideTheCalls) {
  for (int i = 0; i < 60; ++i) {
    query(i * 120.0, "www.shop.example");
    contact(i * 120.0 + 0.1, kServer, 443, model::Transport::Tcp, "TLS", "www.shop.example");
  }
  ASSERT_FALSE(findings.all.empty());
  for (const Finding& f : findings.all) EXPECT_TRUE(f.reason.code != 3 || f.score < 40) << f.sentence;
}

TEST_F(BeaconTest, RareDestinationsCountTogetherOnceTheNetworkIsKnown) {
  const auto rotate = [&](double begin) {
    for (int i = 0; i < 30; ++i) contact(begin + i * 60.0, "198.51.100." + std::to_string(i + 1), 443);
  };
  rotate(0);
  EXPECT_TRUE(findings.all.empty());
  context.known = {1, 0.01, at(0), true};
  rotate(10'000);
  ASSERT_FALSE(findings.all.empty());
  EXPECT_EQ(findings.all.back().reason.code, 5);
  EXPECT_TRUE(findings.all.back().many_servers);
}

TEST_F(BeaconTest, MulticastLeavesNoState) {
  for (int i = 0; i < 100; ++i) contact(i * 60.0, "224.0.0.251", 5353, model::Transport::Udp, "MDNS");
  EXPECT_EQ(beacon.usage().keys, 0U);
}

TEST_F(BeaconTest, NtpAndModbusStayBelowAlerts) {
  for (int i = 0; i < 60; ++i) contact(i * 64.0, kServer, 123, model::Transport::Udp, "NTP");
  for (int i = 0; i < 60; ++i) contact(i * 60.0, "10.0.0.9", 502, model::Transport::Tcp, "Modbus");
  EXPECT_LT(findings.best(), 40);
}

TEST_F(BeaconTest, AFloodOfKeysIsBoundedAndKeepsTheBeacon) {
  Params small;
  small.max_keys = 64;
  small.max_candidates = 64;
  Beacon bounded(small, HashSeed{7});
  const auto start = [&](double t, const std::string& server) {
    model::FlowEvent e;
    e.flow = flow(++flows, kClient, server, 443, model::Transport::Tcp, t);
    e.time = at(t);
    e.body = model::FlowEstablished{};
    bounded.on_event(e, context, findings);
  };
  for (int i = 0; i < 60; ++i) {
    start(i * 60.0, std::string(kServer));
    // Until the series exists the beacon is one candidate among many; afterwards the flood cannot touch it.
    if (i < 4) continue;
    for (int k = 0; k < 200; ++k) start(i * 60.0 + 1 + k * 0.1, "198.51." + std::to_string(i) + "." + std::to_string(k));
  }
  EXPECT_LE(bounded.usage().keys, bounded.usage().max_keys);
  EXPECT_GT(bounded.usage().evictions, 1000U);
  EXPECT_GE(findings.best(), 40);
}

TEST_F(BeaconTest, SilentSeriesAreForgotten) {
  for (int i = 0; i < 10; ++i) contact(i * 600.0);
  EXPECT_GT(beacon.usage().keys, 0U);
  beacon.on_tick(at(600 * 10) + params.retention + 1h, context, findings);
  EXPECT_EQ(beacon.usage().keys, 0U);
}

TEST_F(BeaconTest, TakesHostileNamesAndTimesThatGoBack) {
  const std::string name(5000, '\xff');
  for (int i = 0; i < 50; ++i) {
    query(1000 - i * 30.0, name);
    contact(1000 - i * 30.0, kServer, 443, model::Transport::Tcp, "TLS", name);
  }
  for (int i = 0; i < 20; ++i) query(2000 + i * 60.0, "a\x1b[2J.\x01\x02.com");
  for (const Finding& f : findings.all) {
    for (const char c : f.sentence) EXPECT_GE(static_cast<unsigned char>(c), 0x20) << f.sentence;
  }
}

TEST(BeaconParams, AreListedAndChecked) {
  EXPECT_GE(Params::keys().size(), 15U);
  EXPECT_TRUE(Params::from(ConfigView{}).has_value());
  ConfigNode node;
  node.kind = ConfigNode::Kind::Map;
  ConfigNode bad;
  bad.kind = ConfigNode::Kind::Scalar;
  bad.scalar = "2";
  node.map.emplace_back("evidence", bad);
  node.key_places.emplace_back(1, 1);
  EXPECT_TRUE(Params::from(ConfigView{&node, "detectors.beacon", "x.yaml"}).has_error());
  Beacon beacon{Params{}, HashSeed{1}};
  EXPECT_TRUE(beacon.reconfigure(ConfigView{&node, "detectors.beacon", "x.yaml"}).has_error());
  EXPECT_TRUE(beacon.reconfigure(ConfigView{}).has_value());
}

TEST(BeaconInfo, IsWhatTheFolderSays) {
  EXPECT_EQ(kDetector.name, "beacon");
  EXPECT_EQ(kDetector.number, 4);
  EXPECT_TRUE(kDetector.create(ConfigView{}, HashSeed{1}).has_value());
}

}  // namespace
}  // namespace sekisho::detectors::beacon

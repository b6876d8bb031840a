#include "detectors/dns_tunnel/dns_tunnel.hpp"

#include "tests/unit/detectors/dns_tunnel/traffic.hpp"

namespace sekisho::detectors::dns_tunnel {
namespace {

class DnsTunnelTest : public Traffic {
 protected:
  void tunnel(int queries, const std::string& domain = ".t.example.com") {
    for (int i = 0; i < queries; ++i, now += 0.5) look_up(noise.base32(50) + domain, Txt, {{Txt, noise.base64(60), 1}});
  }
  model::FlowRecord record(std::uint64_t up, std::uint64_t down) {
    model::FlowRecord r;
    r.ref = flow(7, client, "203.0.113.9", 53, model::Transport::Udp);
    r.last = at(60);
    r.to_server.payload = up;
    r.to_client.payload = down;
    return r;
  }
};

TEST_F(DnsTunnelTest, AFindingSaysWhatWasMeasured) {
  tunnel(40);
  ASSERT_FALSE(findings.all.empty());
  const Finding& f = findings.all.back();
  EXPECT_EQ(f.object.name, "example.com");
  EXPECT_EQ(f.object.source, NameSource::Dns);
  EXPECT_EQ(f.flow.endpoints.client.address, address(client));
  EXPECT_GE(f.score, 80);
  EXPECT_EQ(f.techniques.front(), "T1071.004");
  EXPECT_NE(f.sentence.find("10.0.0.5 asked for"), std::string::npos) << f.sentence;
  EXPECT_NE(f.sentence.find("types TXT"), std::string::npos) << f.sentence;
  EXPECT_NE(f.sentence.find("of encoded data"), std::string::npos) << f.sentence;
  EXPECT_FALSE(f.evidence.empty());
  EXPECT_GT(f.bytes_to_server, 0U);
  EXPECT_GT(f.bytes_to_client, 0U);
}

TEST_F(DnsTunnelTest, AnUnchangedTunnelIsToldAgainHourly) {
  tunnel(7200);  // one hour and a bit
  EXPECT_LE(findings.all.size(), 8U);
  const std::size_t said = findings.all.size();
  tunnel(7200);
  EXPECT_GT(findings.all.size(), said);
  EXPECT_GE(findings.all.back().score, 60);
}

TEST_F(DnsTunnelTest, HostileNamesAreQuoted) {
  for (int i = 0; i < 20; ++i, now += 1) look_up(noise.base32(40) + "\n\x1b[31m" + ".t.exa\nmple.com", Txt, {{Txt, noise.base64(60), 1}});
  ASSERT_FALSE(findings.all.empty());
  for (const Finding& f : findings.all) {
    EXPECT_EQ(f.sentence.find('\n'), std::string::npos);
    EXPECT_EQ(f.sentence.find('\x1b'), std::string::npos);
  }
}

TEST_F(DnsTunnelTest, AnyBytesAreANameOrAnAnswer) {
  for (int i = 0; i < 20'000; ++i, now += 0.01) {
    std::string name, data;
    for (std::uint64_t n = noise.below(256); n > 0; --n) name += static_cast<char>(noise.below(4) == 0 ? '.' : noise.below(256));
    for (std::uint64_t n = noise.below(256); n > 0; --n) data += static_cast<char>(noise.below(256));
    const auto type = static_cast<std::uint16_t>(noise.below(300));
    if (type == A || type == Aaaa) data = "192.0.2.1";
    look_up(name, type, {{type, data, static_cast<std::uint32_t>(noise.below(100))}}, static_cast<std::uint8_t>(noise.below(6)));
  }
  EXPECT_LE(detector.usage().keys, detector.usage().max_keys);
}

TEST_F(DnsTunnelTest, MulticastDnsAndLlmnrAreNoLookUps) {
  server = "224.0.0.251";
  tunnel(40);
  EXPECT_EQ(findings.best(), 0);
}

TEST_F(DnsTunnelTest, ChaosQuestionsAreLeftToScanners) {
  for (int i = 0; i < 40; ++i, now += 1) {
    model::DnsMessage m;
    m.query = noise.base32(50) + ".t.example.com";
    m.query_type = Txt;
    m.query_class = 3;
    feed(dns_flow(), m);
  }
  EXPECT_EQ(findings.best(), 0);
}

TEST_F(DnsTunnelTest, AServerOfItsOwnAddsToTheScore) {
  tunnel(14);
  const int through_resolver = findings.best();
  findings.all.clear();
  client = "10.0.0.6";
  server = "203.0.113.53";
  tunnel(14);
  EXPECT_EQ(findings.best(), through_resolver + 8);
}

TEST_F(DnsTunnelTest, RawPayloadIsToldAtAMilestoneAndOnce) {
  const model::FlowRecord r = record(3000, 3000);
  feed(r.ref, model::FlowMilestone{1min, r});
  feed(r.ref, model::FlowMilestone{5min, r});
  ASSERT_EQ(findings.all.size(), 1U);
  EXPECT_EQ(findings.all.front().reason.code, static_cast<int>(Sign::Raw));
  EXPECT_NE(findings.all.front().sentence.find("6000 bytes with port 53 of 203.0.113.9"), std::string::npos) << findings.all.front().sentence;
}

TEST_F(DnsTunnelTest, DnsMessagesAreNoRawPayload) {
  const model::FlowRecord r = record(3000, 3000);
  model::DnsMessage m;
  m.query = "www.example.com";
  m.query_type = A;
  m.size = 3000;
  feed(r.ref, m);
  m.response = true;
  feed(r.ref, m);
  feed(r.ref, model::FlowEnded{r});
  EXPECT_EQ(findings.best(), 0);
}

TEST_F(DnsTunnelTest, AFloodOfNamesDoesNotEraseATunnel) {
  Params small;
  small.max_domains = 1000;
  DnsTunnel bounded(small, HashSeed{3});
  std::swap(bounded, detector);
  tunnel(4);  // not yet enough to be told
  const int before = findings.best();
  for (int i = 0; i < 50'000; ++i) look_up("www." + noise.base36(12) + ".com", A);
  EXPECT_GT(detector.usage().evictions, 40'000U);
  EXPECT_LE(detector.usage().keys, detector.usage().max_keys);
  tunnel(12);
  EXPECT_GE(findings.best(), 60);
  EXPECT_LT(before, 60);
}

TEST_F(DnsTunnelTest, SilentDomainsAreDropped) {
  tunnel(5);
  EXPECT_GT(detector.usage().keys, 0U);
  now += 100'000;
  detector.on_tick(at(now), context, findings);
  EXPECT_LE(detector.usage().keys, 5U);  // flows leave when they end
}

TEST_F(DnsTunnelTest, ParametersAreCheckedAndKept) {
  ConfigNode section;
  section.kind = ConfigNode::Kind::Map;
  ConfigNode value;
  value.kind = ConfigNode::Kind::Scalar;
  value.scalar = "1";
  section.map.emplace_back("fast_name", value);
  section.key_places.emplace_back(1, 1);
  const auto wrong = detector.reconfigure({&section, "detectors.dns_tunnel", "x.yaml"});
  ASSERT_TRUE(wrong.has_error());
  EXPECT_NE(wrong.error().message.find("fast_names"), std::string::npos) << wrong.error().message;
  EXPECT_TRUE(detector.reconfigure({}).has_value());
}

TEST_F(DnsTunnelTest, IsListedUnderItsName) {
  EXPECT_EQ(kDetector.name, "dns_tunnel");
  EXPECT_EQ(kDetector.number, 3);
  EXPECT_FALSE(kDetector.parameters().empty());
  EXPECT_TRUE(kDetector.create({}, HashSeed{1}).has_value());
}

}  // namespace
}  // namespace sekisho::detectors::dns_tunnel

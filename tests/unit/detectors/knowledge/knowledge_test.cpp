#include "detectors/knowledge/knowledge.hpp"

#include <gtest/gtest.h>

#include "world.hpp"

namespace sekisho::detectors::knowledge {
namespace {

constexpr const char* kClient = "10.0.0.5";
constexpr const char* kOther = "10.0.0.6";
constexpr const char* kServer = "198.51.100.7";

TEST(Knowledge, DirectionFollowsHomeNetworks) {
  World w;
  const auto direction = [&](std::string_view c, std::string_view s) { return w.knowledge->direction({{address(c), 1}, {address(s), 2}}); };
  EXPECT_EQ(direction(kClient, kServer), Direction::Outbound);
  EXPECT_EQ(direction(kServer, kClient), Direction::Inbound);
  EXPECT_EQ(direction(kClient, kOther), Direction::Internal);
  EXPECT_EQ(direction(kServer, "203.0.113.1"), Direction::External);
}

TEST(Knowledge, LocalScopeIsNobodysServer) {
  World w;
  for (const char* local : {"224.0.0.251", "255.255.255.255", "169.254.1.1", "0.0.0.0", "ff02::fb", "fe80::1", "::"})
    EXPECT_TRUE(w.knowledge->is_local_scope(address(local))) << local;
  for (const char* not_local : {kClient, kServer, "2001:db8::1"}) EXPECT_FALSE(w.knowledge->is_local_scope(address(not_local))) << not_local;
}

TEST(Knowledge, TheMostSpecificNameWins) {
  World w;
  EXPECT_EQ(w.object(kClient, kServer).name, kServer);
  EXPECT_EQ(w.object(kClient, kServer).source, NameSource::Address);
  EXPECT_EQ(w.object(kClient, kServer).domain, "");
  w.look_up(kOther, "any.example.org", kServer);
  EXPECT_EQ(w.object(kClient, kServer).name, "any.example.org");
  w.look_up(kClient, "mine.shop.co.uk", kServer);
  const Object dns = w.object(kClient, kServer);
  EXPECT_EQ(dns.name, "mine.shop.co.uk");
  EXPECT_EQ(dns.domain, "shop.co.uk");
  EXPECT_EQ(dns.source, NameSource::Dns);
  const model::FlowRef f = w.flow(kClient, kServer, 443);
  w.request(f, "", "tunnel.example.net:443");
  EXPECT_EQ(w.object(f).name, "tunnel.example.net");
  EXPECT_EQ(w.object(f).source, NameSource::ConnectTarget);
  w.request(f, "host.example.net");
  EXPECT_EQ(w.object(f).source, NameSource::HttpHost);
  w.hello(f, "SNI.Example.NET");
  EXPECT_EQ(w.object(f).name, "sni.example.net");
  EXPECT_EQ(w.object(f).source, NameSource::Sni);
  w.request(f, "host.example.net");  // a less specific claim does not take over
  EXPECT_EQ(w.object(f).name, "sni.example.net");
}

TEST(Knowledge, AClaimEndsWithItsFlowButTheLastEventStillHasIt) {
  World w;
  const model::FlowRef f = w.flow(kClient, kServer, 443);
  w.hello(f, "sni.example.net");
  w.end(f);
  EXPECT_EQ(w.object(f).source, NameSource::Sni);
  w.visit(kOther, "203.0.113.9");
  EXPECT_EQ(w.object(f).source, NameSource::Address);
}

TEST(Knowledge, WithoutAClaimThePortSaysWhatAServerNameIs) {
  World w;
  EXPECT_EQ(w.object(w.flow(kClient, kServer, 80), "a.example.com").source, NameSource::HttpHost);
  EXPECT_EQ(w.object(w.flow(kClient, kServer, 443), "a.example.com").source, NameSource::Sni);
  EXPECT_EQ(w.object(w.flow(kClient, kServer, 3128), "a.example.com:443").source, NameSource::ConnectTarget);
}

TEST(Knowledge, AnAddressOrGarbageForANameIsNoName) {
  World w;
  w.look_up(kClient, "real.example.com", kServer);
  const Object numeric = w.object(w.flow(kClient, kServer, 80), "198.51.100.7:80");
  EXPECT_EQ(numeric.name, kServer);  // the client chose to say the address, whatever it looked up
  EXPECT_EQ(numeric.source, NameSource::Address);
  const Object proxied = w.object(w.flow(kClient, "10.0.0.80", 3128), "203.0.113.5:443");
  EXPECT_EQ(proxied.name, "203.0.113.5");
  EXPECT_EQ(proxied.domain, "");
  EXPECT_EQ(w.object(w.flow(kClient, kServer, 443), "\x01\x02 x").name, "real.example.com");
}

TEST(Knowledge, NamesOfNat64AddressesHoldForIpv4Too) {
  World w;
  w.look_up(kClient, "v4only.example", "64:ff9b::c633:6407");
  EXPECT_EQ(w.object(kClient, kServer).name, "v4only.example");
}

TEST(Knowledge, ANameStaysWhileItsSessionIsOpen) {
  World w;
  w.look_up(kClient, "long.example.com", kServer);
  const model::FlowRef f = w.visit(kClient, kServer);
  for (int hour = 0; hour < 72; ++hour) {
    w.wait(1h);
    w.say(f, model::FlowMilestone{});
  }
  EXPECT_EQ(w.object(f).name, "long.example.com");
  w.wait(25h);
  EXPECT_EQ(w.object(f).name, kServer);
}

TEST(Knowledge, TtlIsThatOfTheClientsOwnLastAnswer) {
  World w;
  EXPECT_FALSE(w.knowledge->dns_ttl(address(kClient), address(kServer)));
  w.look_up(kClient, "a.example", kServer, 300);
  w.look_up(kClient, "a.example", kServer, 20);
  EXPECT_EQ(w.knowledge->dns_ttl(address(kClient), address(kServer)), Duration(20s));
  EXPECT_FALSE(w.knowledge->dns_ttl(address(kOther), address(kServer)));
}

TEST(Knowledge, MulticastNamesAreForNeighboursOnly) {
  World w;
  w.reply("10.0.0.9", answer("", {a_record("printer.local", "10.0.0.9")}), "224.0.0.251", 5353);
  w.reply("10.0.0.9", answer("", {a_record("www.bank.example", kServer)}), "224.0.0.251", 5353);
  EXPECT_EQ(w.object(kClient, "10.0.0.9").name, "printer.local");
  EXPECT_EQ(w.object(kClient, kServer).name, kServer);
}

TEST(Knowledge, PrevalenceCountsHomeClientsByDomain) {
  World w;
  for (int i = 1; i <= 10; ++i) w.visit("10.0.1." + std::to_string(i), "203.0.113.99");
  for (int i = 1; i <= 3; ++i) w.visit("10.0.1." + std::to_string(i), kServer, "h" + std::to_string(i) + ".site.example.com");
  w.visit("198.51.100.200", "10.0.1.1", "site.example.com");  // not a home client
  const Prevalence p = w.knowledge->prevalence({"x.site.example.com", "example.com", NameSource::Sni});
  EXPECT_EQ(p.clients, 3U);
  EXPECT_DOUBLE_EQ(p.fraction, 0.3);
  EXPECT_EQ(w.knowledge->prevalence({"203.0.113.99", "", NameSource::Address}).clients, 10U);
  EXPECT_EQ(w.knowledge->prevalence({"nobody.example.net", "example.net", NameSource::Sni}).clients, 0U);
  EXPECT_EQ(w.knowledge->prevalence({"nobody.example.net", "example.net", NameSource::Sni}).first_seen, w.now);
}

TEST(Knowledge, LookupsAndRequestsThroughAProxyCountAsContact) {
  World w;
  w.ask(kClient, "data.tunnel.example");
  EXPECT_EQ(w.knowledge->prevalence({"tunnel.example", "tunnel.example", NameSource::Dns}).clients, 1U);
  const model::FlowRef f = w.visit(kClient, "10.0.0.80", "one.example.com", 3128);
  w.request(f, "one.example.com");
  w.request(f, "two.example.net");
  EXPECT_EQ(w.knowledge->prevalence({"two.example.net", "example.net", NameSource::HttpHost}).clients, 1U);
}

TEST(Knowledge, AResolverIsNobodysClient) {
  KnowledgeOptions o = World::defaults();
  o.resolvers = {address("10.0.0.53")};
  World w(o);
  w.ask("10.0.0.53", "www.example.com", "198.51.100.53");
  EXPECT_EQ(w.knowledge->prevalence({"example.com", "example.com", NameSource::Dns}).clients, 0U);
}

TEST(Knowledge, OneCaptureAloneKnowsNothingRare) {
  World w;
  const Object object{"example.com", "example.com", NameSource::Sni};
  for (int day = 0; day < 6; ++day) {
    for (int i = 0; i < 24; ++i) {
      w.visit(kClient, kServer, "example.com");
      w.wait(1h);
    }
  }
  EXPECT_FALSE(w.knowledge->prevalence(object).known);
  w.wait(1h);
  for (int i = 0; i < 23; ++i) w.wait(1h);
  EXPECT_TRUE(w.knowledge->prevalence(object).known);
  EXPECT_EQ(w.knowledge->prevalence(object).first_seen, at(0s));
}

TEST(Knowledge, AGapBetweenTwoCapturesIsNotLearning) {
  World w;
  w.visit(kClient, kServer);
  w.wait(365 * 24h);
  w.visit(kClient, kServer);
  EXPECT_FALSE(w.knowledge->prevalence({kServer, "", NameSource::Address}).known);
}

TEST(Knowledge, LearningOfZeroKnowsAtOnce) {
  KnowledgeOptions o = World::defaults();
  o.learning = 0s;
  World w(o);
  w.visit(kClient, kServer);
  EXPECT_TRUE(w.knowledge->prevalence({kServer, "", NameSource::Address}).known);
}

TEST(Knowledge, ResolversAreLearntFromAnswersAndDhcp) {
  World w;
  EXPECT_FALSE(w.knowledge->is_resolver(address("192.0.2.53")));
  for (int i = 0; i < 16; ++i) w.look_up(kClient, "www.site" + std::to_string(i) + ".com", kServer);
  EXPECT_TRUE(w.knowledge->is_resolver(address("192.0.2.53")));
  for (int i = 0; i < 500; ++i) w.look_up(kClient, "x" + std::to_string(i) + ".tunnel.com", kServer, 60, "198.51.100.53");
  EXPECT_FALSE(w.knowledge->is_resolver(address("198.51.100.53")));
  model::DhcpLease ack;
  ack.message = "ack";
  ack.address = address(kClient);
  ack.mac = {2, 0, 0, 0, 0, 1};
  ack.lease_seconds = 3'600;
  ack.resolvers = {address("10.0.0.2")};
  w.say(w.flow(kClient, "10.0.0.1", 67), ack);
  EXPECT_TRUE(w.knowledge->is_resolver(address("10.0.0.2")));
  EXPECT_EQ(w.knowledge->identity_of(address(kClient), w.now).mac, "02:00:00:00:00:01");
  w.wait(2h);
  EXPECT_EQ(w.knowledge->identity_of(address(kClient), w.now).mac, "");
}

TEST(Knowledge, HostsAreKnownByWhatTheySayOfThemselves) {
  World w;
  const auto who = [&](std::string_view ip) { return w.knowledge->identity_of(address(ip), w.now); };
  const auto multicast = [&](std::string_view ip) {
    model::FlowRef f = w.flow(ip, "224.0.0.251", 5353);
    f.transport = model::Transport::Udp;
    return f;
  };
  w.say(multicast("10.0.0.5"), answer("", {a_record("printer.local", "10.0.0.5", 120), a_record("liar.local", "10.0.0.6", 120)}));
  EXPECT_EQ(who("10.0.0.5").hostname, "printer.local");
  EXPECT_EQ(who("10.0.0.5").name_source, IdentitySource::Mdns);
  EXPECT_EQ(who("10.0.0.6").hostname, "") << "another's address";
  w.say(w.flow("10.0.0.7", "10.0.0.255", 137), model::NetbiosName{address("10.0.0.7"), "DESK-7", true});
  w.say(w.flow("10.0.0.7", "10.0.0.255", 137), model::NetbiosName{address("10.0.0.8"), "LIAR", true});
  w.say(w.flow("10.0.0.2", "10.0.0.9", 137), model::NetbiosName{{}, "FILES", false});
  EXPECT_EQ(who("10.0.0.7").hostname, "DESK-7");
  EXPECT_EQ(who("10.0.0.8").hostname, "");
  EXPECT_EQ(who("10.0.0.9").hostname, "FILES") << "a status answer is the answerer's";
}

TEST(Knowledge, ReverseLookupsNameHomeAddresses) {
  World w;
  const auto pointer = [](std::string name, std::string target) {
    model::DnsRecord r;
    r.name = std::move(name);
    r.type = 12;
    r.data = std::move(target);
    return r;
  };
  w.reply(kClient, answer("5.0.0.10.in-addr.arpa", {pointer("5.0.0.10.in-addr.arpa", "pc5.corp.example")}));
  w.reply(kClient, answer("7.113.0.203.in-addr.arpa", {pointer("7.113.0.203.in-addr.arpa", "host.example")}));
  for (const char* name : {"5.0.0.in-addr.arpa", "5.0.0.300.in-addr.arpa", "x.0.0.10.in-addr.arpa", "1.5.0.0.10.in-addr.arpa", "in-addr.arpa",
                           "5.0.0.10..in-addr.arpa"}) {
    w.reply(kClient, answer(name, {pointer(name, "wrong.example")}));
  }
  EXPECT_EQ(w.knowledge->identity_of(address("10.0.0.5"), w.now).hostname, "pc5.corp.example");
  EXPECT_EQ(w.knowledge->identity_of(address("10.0.0.5"), w.now).name_source, IdentitySource::Ptr);
  EXPECT_EQ(w.knowledge->identity_of(address("203.0.113.7"), w.now).hostname, "") << "not of this network";
  std::string reversed = "5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa";
  w.reply(kClient, answer(reversed, {pointer(reversed, "six.corp.example")}));
  EXPECT_EQ(w.knowledge->identity_of(address("fd00::5"), w.now).hostname, "six.corp.example");
}

TEST(Knowledge, FramesAndArpBindMacsButNotARouters) {
  World w;
  const model::MacAddress host{2, 0, 0, 0, 0, 5}, router{2, 0, 0, 0, 0, 1};
  w.say(w.flow("10.0.0.5", "203.0.113.7", 443), model::FlowEstablished{host, router}, 0);
  w.say(w.flow("10.9.0.5", "203.0.113.7", 443), model::FlowEstablished{router, router}, 0);
  EXPECT_EQ(w.knowledge->identity_of(address("10.0.0.5"), w.now).mac, "02:00:00:00:00:05");
  EXPECT_EQ(w.knowledge->identity_of(address("10.9.0.5"), w.now).mac, "");
  const std::uint64_t flows = w.knowledge->all_flows();
  w.say(w.flow("10.0.0.1", "10.0.0.5", 0), model::AddressClaim{address("10.0.0.1"), router}, 0);
  EXPECT_EQ(w.knowledge->identity_of(address("10.0.0.1"), w.now).mac, "02:00:00:00:00:01") << "its own address it may claim";
  EXPECT_EQ(w.knowledge->all_flows(), flows) << "an ARP message is no flow";
}

TEST(Knowledge, AnAuthoritativeServerIsNoResolver) {
  World w;
  for (int i = 0; i < 100; ++i) {
    auto m = answer("www.site" + std::to_string(i) + ".com", {});
    m.recursion_available = false;
    w.reply(kClient, m, "198.51.100.53");
  }
  EXPECT_FALSE(w.knowledge->is_resolver(address("198.51.100.53")));
}

TEST(Knowledge, NeverResolvedWaitsForTheClientsLookupsToBeSeen) {
  World w;
  w.visit(kOther, "203.0.113.5");  // the capture begins in the middle of things
  w.wait(10min);
  EXPECT_FALSE(w.unresolved(kOther, "203.0.113.5"));
  w.look_up(kOther, "a.example", kServer);
  w.wait(10min);
  EXPECT_FALSE(w.unresolved(kOther, "203.0.113.5"));
  w.visit(kOther, "203.0.113.6");
  EXPECT_TRUE(w.unresolved(kOther, "203.0.113.6"));
  EXPECT_FALSE(w.unresolved(kOther, kServer));
  EXPECT_FALSE(w.unresolved(kClient, "203.0.113.6"));
}

TEST(Knowledge, HomeLocalAndResolverAddressesAreNotExpectedInDns) {
  KnowledgeOptions o = World::defaults();
  o.resolvers = {address("192.0.2.99")};
  World w(o);
  w.look_up(kClient, "a.example", kServer);
  w.wait(10min);
  for (const char* a : {"10.0.0.77", "224.0.0.1", "192.0.2.99"}) EXPECT_FALSE(w.unresolved(kClient, a)) << a;
  EXPECT_TRUE(w.unresolved(kClient, "203.0.113.6"));
}

TEST(Knowledge, AnsweredAddressesStayResolvedAfterTheirNameWasEvicted) {
  KnowledgeOptions o = World::defaults();
  o.max_names = 1'000;
  World w(o);
  w.look_up(kClient, "once.example", "203.0.113.6");
  for (int i = 0; i < 900; ++i)
    w.look_up(kOther, "x" + std::to_string(i) + ".example", "198.51." + std::to_string(i / 250) + "." + std::to_string(1 + i % 250));
  w.wait(10min);
  EXPECT_EQ(w.object("10.0.0.9", "203.0.113.6").name, "203.0.113.6");  // half of max_names are kept by address
  EXPECT_FALSE(w.unresolved(kClient, "203.0.113.6"));
}

TEST(Knowledge, ReconfigureChangesStatementsAndKeepsWhatWasLearnt) {
  World w;
  w.look_up(kClient, "a.example.com", kServer);
  KnowledgeOptions o = World::defaults();
  o.home = {Network::parse("192.168.0.0/16").value()};
  o.resolvers = {address("192.0.2.1")};
  o.sanctioned = {{"backup", {}, {"example.com"}}};
  w.knowledge->reconfigure(o);
  EXPECT_FALSE(w.knowledge->is_home(address(kClient)));
  EXPECT_TRUE(w.knowledge->is_resolver(address("192.0.2.1")));
  EXPECT_TRUE(w.knowledge->is_sanctioned("backup", address(kServer), "a.example.com"));
  EXPECT_EQ(w.object(kClient, kServer).name, "a.example.com");
}

TEST(Knowledge, CountsFlowsOnceAndThoseOfHomeApart) {
  World w;
  const model::FlowRef f = w.visit(kClient, kServer);
  w.end(f);
  w.visit("203.0.113.1", "203.0.113.2");
  EXPECT_EQ(w.knowledge->all_flows(), 2U);
  EXPECT_EQ(w.knowledge->home_flows(), 1U);
}

TEST(Knowledge, TablesAreBoundedAndTheirLossesCounted) {
  KnowledgeOptions o = World::defaults();
  o.max_names = 1'000;
  o.max_objects = 1'000;
  World w(o);
  for (std::uint32_t i = 0; i < 20'000; ++i) {
    const std::uint8_t raw[4] = {203, static_cast<std::uint8_t>(i >> 16), static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)};
    const std::string to = IpAddress::v4(raw).to_string();
    const std::string name = "dga" + std::to_string(i) + ".example" + std::to_string(i) + ".com";
    w.look_up(kClient, name, to);
    const model::FlowRef f = w.visit(kClient, to);
    w.hello(f, name);
  }
  w.wait(1s);
  for (const char* table : {"names", "objects", "claims"}) {
    EXPECT_GT(w.metric("sekisho_knowledge_evictions_total", table), 10'000) << table;
    EXPECT_LE(w.metric("sekisho_knowledge_entries", table), 1'500) << table;
    EXPECT_LT(w.metric("sekisho_knowledge_bytes", table), 1'000'000) << table;
  }
}

// The whole of it twice: the same events give the same answers.
TEST(Knowledge, AnswersRepeat) {
  const auto run = [] {
    KnowledgeOptions o = World::defaults();
    o.max_names = 200;
    o.max_objects = 100;
    World w(o);
    std::string log;
    for (int i = 0; i < 3'000; ++i) {
      const std::string client = "10.0.0." + std::to_string(i % 7);
      const std::string to = "198.51.100." + std::to_string(i * 31 % 250);
      w.look_up(client, "n" + std::to_string(i % 600) + ".d" + std::to_string(i % 300) + ".com", to);
      const model::FlowRef f = w.visit(client, "198.51.100." + std::to_string(i * 17 % 250));
      const Object object = w.object(f);
      log += object.name + " " + std::to_string(w.knowledge->prevalence(object).clients) + (w.unresolved(client, to) ? "u" : "r") + "\n";
      w.wait(3s);
    }
    return log;
  };
  const std::string first = run();
  EXPECT_EQ(first, run());
  EXPECT_NE(first.find("com 3"), std::string::npos);  // it is about something
}

TEST(Knowledge, AFileThatCannotBeReadIsAnErrorThatNamesIt) {
  Counters counters;
  KnowledgeOptions o = World::defaults();
  o.country_file = "/nonexistent/country.mmdb";
  const auto knowledge = Knowledge::create(o, counters, HashSeed{});
  ASSERT_FALSE(knowledge);
  EXPECT_NE(knowledge.error().message.find("/nonexistent/country.mmdb"), std::string::npos);
}

}  // namespace
}  // namespace sekisho::detectors::knowledge

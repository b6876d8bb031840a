// Look-ups that look a little like tunnels and must be left alone.
#include "tests/unit/detectors/dns_tunnel/traffic.hpp"

namespace sekisho::detectors::dns_tunnel {
namespace {

class Ordinary : public Traffic {};

TEST_F(Ordinary, ContentNetworks) {
  for (int i = 0; i < 90; ++i, now += 0.4) {
    const std::string name = "r" + std::to_string(i % 9) + "---sn-" + noise.base36(8) + "-" + noise.base36(4) + ".edge.example.com";
    look_up(name, A, {{A, "198.51.100." + std::to_string(i % 40), 300}});
    if (i % 2 == 0) look_up(name, Aaaa);
  }
  EXPECT_EQ(findings.best(), 0);
}

TEST_F(Ordinary, AntivirusReputation) {
  for (int i = 0; i < 200; ++i, now += 0.5) {
    const std::string name = noise.hex(26) + "." + noise.hex(14) + ".avqs.example.com";
    if (i % 3 == 0) {
      look_up(name, A, {{A, "127.0.0.2", 300}});
    } else {
      look_up(name, A, {}, 3);
    }
  }
  EXPECT_LT(findings.best(), 40);
}

TEST_F(Ordinary, KnownReputationZonesWithLongNames) {
  for (const char* zone : {".e5.sk", ".sophosxl.net", ".avqs.mcafee.com"}) {
    for (int i = 0; i < 60; ++i, now += 1) look_up("0.0.0.0.1.0.0.4e." + noise.base32(52) + zone, A, {{A, "127.0.0.2", 300}});
  }
  EXPECT_LT(findings.best(), 20);
}

TEST_F(Ordinary, BlockLists) {
  for (int i = 0; i < 300; ++i, now += 0.3) {
    look_up(std::to_string(noise.below(255)) + "." + std::to_string(noise.below(255)) + ".51.198.zen.example.org", A, {}, 3);
    look_up("shop" + std::to_string(i) + ".com.multi.example.net", A, {}, 3);
  }
  EXPECT_EQ(findings.best(), 0);
}

TEST_F(Ordinary, MailPolicy) {
  for (int i = 0; i < 60; ++i, now += 1) {
    const std::string domain = "firm" + std::to_string(i % 9) + ".com";
    look_up(domain, Mx, {{Mx, "mx1." + domain}});
    look_up(domain, Txt, {{Txt, "v=spf1 ip4:198.51.100.0/24 -all"}});
    look_up("_spf." + domain, Txt, {{Txt, "v=spf1 ip4:198.51.100.0/24 -all"}});
    look_up("s" + std::to_string(i) + "._domainkey." + domain, Txt, {{Txt, "v=DKIM1; k=rsa; p=" + noise.base64(200)}});
    look_up("_dmarc." + domain, Txt, {{Txt, "v=DMARC1; p=reject"}});
    look_up("_acme-challenge.www." + domain, Txt, {{Txt, noise.base64(43)}});
  }
  EXPECT_EQ(findings.best(), 0);
}

TEST_F(Ordinary, VerificationTokensAtTheApexInAnyOrder) {
  const std::string one = noise.base64(30), two = noise.base64(30), three = noise.base64(30);
  for (int i = 0; i < 60; ++i, now += 60) {
    look_up("example.com", Txt,
            i % 2 == 0 ? std::vector<Reply>{{Txt, one}, {Txt, two}, {Txt, three}} : std::vector<Reply>{{Txt, three}, {Txt, one}, {Txt, two}});
  }
  EXPECT_EQ(findings.best(), 0);
}

TEST_F(Ordinary, ActiveDirectory) {
  for (int i = 0; i < 100; ++i, now += 1) {
    look_up("_ldap._tcp.site" + std::to_string(i % 20) + "._sites.dc._msdcs.corp.example", Srv, {{Srv, "dc-01.corp.example"}});
    look_up(noise.hex(8) + "-" + noise.hex(4) + "-4a4a-8b8b-" + noise.hex(12) + "._msdcs.corp.example", Cname, {{Cname, "dc-01.corp.example"}});
    look_up("desktop-" + noise.base36(7) + ".corp.example", 6);
  }
  EXPECT_EQ(findings.best(), 0);
}

TEST_F(Ordinary, InventoryOfComputers) {
  for (int i = 0; i < 1000; ++i, now += 0.3) look_up("ws" + noise.hex(10) + ".corp.example", A, {{A, "10.1.2." + std::to_string(i % 250), 1200}});
  EXPECT_LT(findings.best(), 20);
}

TEST_F(Ordinary, StormsOfMissingNames) {
  for (int i = 0; i < 500; ++i, now += 0.1) look_up(noise.base36(12) + ".victim.com", A, {}, 3);
  EXPECT_LT(findings.best(), 20);
}

TEST_F(Ordinary, GuessedMailHosts) {
  for (int i = 0; i < 300; ++i, now += 0.5) look_up("wg-" + noise.base36(12) + ".campus.edu", Mx, {}, 3);
  EXPECT_LT(findings.best(), 20);
}

TEST_F(Ordinary, ReverseZonesAndDiscovery) {
  for (int i = 0; i < 300; ++i, now += 0.2) {
    look_up(std::to_string(i % 255) + ".100.51.198.in-addr.arpa", 12, {{12, "host" + std::to_string(i) + ".example.com"}});
    look_up("b._dns-sd._udp.0.1.168.192.in-addr.arpa", 12);
    look_up(noise.hex(40) + ".local", Txt);
  }
  EXPECT_EQ(findings.best(), 0);
}

TEST_F(Ordinary, ACrawlOfManyDomains) {
  for (int i = 0; i < 3000; ++i, now += 0.05) {
    const std::string domain = "site" + std::to_string(i) + noise.base36(5) + ".com";
    for (const char* host : {"www.", "static.", "d3k1x9.cdn."}) look_up(host + domain, A, {{A, "198.51.100.9", 60}});
  }
  EXPECT_EQ(findings.best(), 0);
}

TEST_F(Ordinary, PagesWhoseAssetsAreConnectedTo) {
  for (int i = 0; i < 40; ++i, now += 2) {
    const std::string name = noise.hex(44) + ".frames.example.com";
    context.names["198.51.100.7"] = name;
    look_up(name, A, {{A, "198.51.100.7", 60}});
    feed(flow(90'000 + static_cast<std::uint64_t>(i), client, "198.51.100.7", 443), model::FlowEstablished{});
  }
  EXPECT_LT(findings.best(), 40);
}

TEST_F(Ordinary, AResolverAsksForMany) {
  context.resolvers.push_back(address(client));
  server = "198.51.100.53";
  for (int i = 0; i < 200; ++i, now += 1) {
    look_up("a" + noise.base36(20) + ".cdn.example.com", A, {{A, "198.51.100.9", 60}});
    look_up("h" + std::to_string(i) + ".firm" + std::to_string(i) + ".com", i % 2 == 0 ? Mx : Txt);
    look_up("h" + std::to_string(i) + ".firm" + std::to_string(i) + ".com", i % 2 == 0 ? Srv : Cname);
  }
  EXPECT_LT(findings.best(), 40);
}

TEST_F(Ordinary, UnusualTypesOfPlainNames) {
  server = "203.0.113.53";
  for (const std::uint16_t type : {Txt, Mx, Cname, Srv, Null, Key}) {
    look_up("record" + std::to_string(type) + ".zone.example.org", type, {{type, type == Txt || type > Srv ? "some text" : "target.example.org"}});
  }
  EXPECT_LT(findings.best(), 40);
}

}  // namespace
}  // namespace sekisho::detectors::dns_tunnel

// What public tools put on the wire, remade from their descriptions: names, types and answers of each, few enough to be a test of how
// soon they are seen.
#include "tests/unit/detectors/dns_tunnel/traffic.hpp"

namespace sekisho::detectors::dns_tunnel {
namespace {

constexpr const char* kDomain = ".t.example.com";

class Tools : public Traffic {
 protected:
  bool names(std::string_view technique) const {
    return std::any_of(findings.all.begin(), findings.all.end(),
                       [&](const Finding& f) { return std::find(f.techniques.begin(), f.techniques.end(), technique) != f.techniques.end(); });
  }
};

TEST_F(Tools, IodineOverNullIsSeenInItsHandshake) {
  same_port = true;
  for (int i = 0; i < 12; ++i, now += 0.1) look_up(noise.base32(i % 3 == 0 ? 32 : 11) + kDomain, Null, {{Null, noise.base64(40), 0}});
  EXPECT_GE(findings.best(), 60);
  EXPECT_TRUE(names("T1071.004"));
  EXPECT_TRUE(names("T1572"));
}

TEST_F(Tools, IodineOverOtherTypesIsSeenWithinTwoDozenQueries) {
  for (const std::uint16_t type : {Cname, Mx, Srv, Txt}) {
    client = "10.0.0." + std::to_string(type);
    findings.all.clear();
    same_port = true;
    for (int i = 0; i < 24; ++i, now += 0.1) look_up(noise.base32(i % 3 == 0 ? 32 : 14) + kDomain, type, {{type, noise.base32(30) + ".xj", 0}});
    EXPECT_GE(findings.best(), 60) << type;
  }
}

TEST_F(Tools, IodineOverAddressesAnswersWithNames) {
  for (int i = 0; i < 24; ++i, now += 0.1) look_up(noise.base32(20) + kDomain, A, {{Cname, noise.base32(45) + ".go", 0}});
  EXPECT_GE(findings.best(), 60);
}

TEST_F(Tools, IodineIdlesWithFewQueries) {
  for (int i = 0; i < 10; ++i, now += 4) look_up("p" + noise.base32(6) + kDomain, Null, {{Null, noise.base64(8), 0}});
  EXPECT_GE(findings.best(), 60);
}

TEST_F(Tools, Dnscat2MixesItsTypes) {
  const std::array<std::uint16_t, 3> types{Txt, Cname, Mx};
  for (int i = 0; i < 9; ++i, now += 1) {
    const std::uint16_t type = types[static_cast<std::size_t>(i) % 3];
    const std::string answer = noise.hex(18);
    look_up(noise.hex(18) + kDomain, type, {{type, type == Txt ? answer : answer + kDomain, 60}});
  }
  EXPECT_GE(findings.best(), 60);
}

TEST_F(Tools, Dnscat2NeedsNoServerToBeSeen) {
  answered = false;
  const std::array<std::uint16_t, 3> types{Txt, Cname, Mx};
  for (int i = 0; i < 10; ++i, now += 1) look_up(noise.hex(60) + "." + noise.hex(60) + kDomain, types[static_cast<std::size_t>(i) % 3]);
  EXPECT_GE(findings.best(), 60);
}

TEST_F(Tools, Dnscat2SpeaksStraightToItsServer) {
  server = "203.0.113.9";
  const std::array<std::uint16_t, 3> types{Txt, Cname, Mx};
  for (int i = 0; i < 12; ++i, now += 1) {
    const std::uint16_t type = types[static_cast<std::size_t>(i) % 3];
    look_up("dnscat." + noise.hex(34), type, {{type, "dnscat." + noise.hex(34), 60}});
  }
  ASSERT_GE(findings.best(), 60);
  EXPECT_EQ(findings.all.back().object.name, "203.0.113.9");
}

TEST_F(Tools, Dnscat2OverAddressesOnly) {
  for (int i = 0; i < 40; ++i, now += 1) look_up(noise.hex(50) + kDomain, A, {{A, "203.0." + std::to_string(i) + ".7", 60}});
  EXPECT_GE(findings.best(), 60);
}

TEST_F(Tools, Dns2tcp) {
  for (const std::uint16_t type : {Txt, Key}) {
    client = "10.0.0." + std::to_string(type);
    findings.all.clear();
    for (int i = 0; i < 20; ++i, now += 0.05) look_up(noise.base64(i % 2 == 0 ? 10 : 60) + kDomain, type, {{type, noise.base64(60), 3}});
    EXPECT_GE(findings.best(), 60) << type;
  }
}

TEST_F(Tools, OzymanDns) {
  for (int i = 0; i < 15; ++i, now += 0.2) {
    look_up(noise.base32(56) + "." + noise.base32(56) + "." + std::to_string(i) + "-0.id-" + noise.base32(5) + ".up" + kDomain, Txt,
            {{Txt, noise.base64(110), 0}});
  }
  EXPECT_GE(findings.best(), 60);
}

TEST_F(Tools, Heyoka) {
  for (int i = 0; i < 20; ++i, now += 0.2) {
    std::string binary;
    for (int k = 0; k < 50; ++k) binary += static_cast<char>(128 + noise.below(128));
    look_up(binary + kDomain, Txt, {{Txt, binary, 0}});
  }
  EXPECT_GE(findings.best(), 60);
}

TEST_F(Tools, Tuns) {
  for (int i = 0; i < 20; ++i, now += 0.3)
    look_up("d" + noise.base32(58) + "." + noise.base32(11) + kDomain, Cname, {{Cname, noise.base32(50) + kDomain, 0}});
  EXPECT_GE(findings.best(), 60);
}

TEST_F(Tools, Dnstt) {
  for (int i = 0; i < 20; ++i, now += 0.3) {
    std::string binary;
    for (int k = 0; k < 100; ++k) binary += static_cast<char>(noise.below(256));
    look_up(noise.base32(63) + "." + noise.base32(63) + "." + noise.base32(20) + kDomain, Txt, {{Txt, binary, 60}});
  }
  EXPECT_GE(findings.best(), 80);
}

TEST_F(Tools, DnsExfiltratorIsATransfer) {
  look_up("init." + noise.base32(40) + ".base32" + kDomain, Txt, {{Txt, "OK", 0}});
  for (int i = 0; i < 30; ++i, now += 0.2) {
    look_up(std::to_string(i) + "." + noise.base32(63) + "." + noise.base32(63) + "." + noise.base32(40) + kDomain, Txt, {{Txt, "ok", 0}});
  }
  EXPECT_GE(findings.best(), 60);
  EXPECT_TRUE(names("T1048.003"));
}

TEST_F(Tools, HexChunksInAddressQueriesWithoutAnswers) {
  answered = false;
  for (int i = 0; i < 40; ++i, now += 3) look_up(std::to_string(i) + "." + noise.hex(44) + kDomain, Aaaa);
  EXPECT_GE(findings.best(), 60);
}

TEST_F(Tools, WildcardAnswersDoNotHideATransfer) {
  for (int i = 0; i < 60; ++i, now += 1) look_up(noise.base32(50) + "." + std::to_string(i) + kDomain, A, {{A, "10.10.10.10", 1}});
  EXPECT_GE(findings.best(), 60);
}

TEST_F(Tools, TaskingInTxtIsSeenByItsAnswers) {
  for (int i = 0; i < 14; ++i, now += 90) look_up(noise.hex(8) + kDomain, Txt, {{Txt, noise.base64(60), 5}});
  EXPECT_GE(findings.best(), 60);
  EXPECT_TRUE(names("T1071.004"));
  EXPECT_FALSE(names("T1572"));  // a poll is no session
}

TEST_F(Tools, TaskingUnderOneNameIsSeenToo) {
  for (int i = 0; i < 12; ++i, now += 60) look_up("cmd" + std::string(kDomain), Txt, {{Txt, noise.base64(60), 5}});
  EXPECT_GE(findings.best(), 60);
}

TEST_F(Tools, CobaltStrikeBringsItsTasksInTxt) {
  const std::string id = noise.hex(8);
  for (int i = 0; i < 10; ++i, now += 1) {
    look_up("api.0" + noise.hex(8) + "." + id + kDomain, Txt, {{Txt, noise.base64(200), 1}});
    look_up("post.2" + noise.hex(55) + "." + noise.hex(56) + ".1" + noise.hex(8) + "." + id + kDomain, A, {{A, "0.0.0.0", 1}});
  }
  EXPECT_GE(findings.best(), 60);
}

TEST_F(Tools, DataInAddresses) {
  for (int i = 0; i < 20; ++i, now += 3) {
    look_up(std::to_string(i) + "." + noise.hex(8) + kDomain, A, {{A, "100.64.0." + std::to_string(i), 1}});
  }
  EXPECT_GE(findings.best(), 40);
}

TEST_F(Tools, RogueRobinTurnsFromDomainToDomain) {
  answered = false;
  const std::array<std::pair<const char*, std::uint16_t>, 6> turns{{{"2320.bigip.stream", A},
                                                                    {"2320.fort.download", Aaaa},
                                                                    {"2320.micro.stream", Cname},
                                                                    {"2320.owa.bid", Mx},
                                                                    {"2320.live.download", Txt},
                                                                    {"2320.defend.win", Srv}}};
  for (const auto& [name, type] : turns) {
    look_up(name, type);
    now += 10;
  }
  EXPECT_GE(findings.best(), 50);
  ASSERT_FALSE(findings.all.empty());
  EXPECT_EQ(findings.all.front().reason.code, static_cast<int>(Sign::Spread));
}

TEST_F(Tools, SlowAndShortTunnelsAreMissed) {
  // Saitama: ten characters every minute, in turn below three domains, answered by ordinary addresses.
  const std::array<const char*, 3> domains{".uber.com", ".world.com", ".joexpedia.com"};
  for (std::size_t i = 0; i < 37; ++i, now += 58.7) look_up(noise.base36(10) + domains[i % 3], A, {{A, "70.32.1.9", 300}});
  EXPECT_EQ(findings.best(), 0);
}

}  // namespace
}  // namespace sekisho::detectors::dns_tunnel

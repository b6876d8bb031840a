#include "sensor/alerts/allow_list.hpp"

#include <gtest/gtest.h>

#include "tests/unit/sensor/alerts/rig.hpp"

namespace sekisho::alerts {
namespace {

AllowRule rule(std::string name = "r") {
  AllowRule r;
  r.name = std::move(name);
  r.reason = "because";
  return r;
}

AllowRule for_domains(std::vector<std::string> domains) {
  AllowRule r = rule();
  r.domains = std::move(domains);
  return r;
}

bool allows(const AllowRule& r, const detectors::Finding& f, const Fingerprint* seen = nullptr) {
  Counters counters;
  AllowList list(counters);
  list.set({r});
  return list.hit(subject_of("beacon", f, seen), f.time);
}

TEST(AllowList, ARuleForAnotherDetectorDoesNotMatch) {
  AllowRule r = for_domains({"example.com"});
  EXPECT_TRUE(allows(r, finding()));
  r.detector = "beacon";
  EXPECT_TRUE(allows(r, finding()));
  r.detector = "dns_tunnel";
  EXPECT_FALSE(allows(r, finding()));
}

TEST(AllowList, DomainsMatchAtLabelBoundariesApexIncluded) {
  const AllowRule r = for_domains({"example.com"});
  EXPECT_TRUE(allows(r, finding().named("example.com")));
  EXPECT_TRUE(allows(r, finding().named("a.b.example.com")));
  EXPECT_TRUE(allows(r, finding().named("CDN.Example.COM.")));
  EXPECT_FALSE(allows(r, finding().named("evilexample.com")));
  EXPECT_FALSE(allows(r, finding().named("example.com.evil.net")));
  EXPECT_FALSE(allows(r, finding().named("com")));
}

TEST(AllowList, DomainsMayBeSpeltWithStarsDotsAndCapitals) {
  for (const auto* spelt : {"*.example.com", ".example.com", "Example.Com.", "example.com"}) {
    EXPECT_TRUE(allows(for_domains({spelt}), finding().named("cdn.example.com"))) << spelt;
    EXPECT_TRUE(allows(for_domains({spelt}), finding().named("example.com"))) << spelt;
  }
  EXPECT_FALSE(allows(for_domains({"*"}), finding())) << "a lone star is a label, not everything";
  EXPECT_FALSE(allows(for_domains({"."}), finding()));
}

TEST(AllowList, AnAddressIsNoName) {
  EXPECT_FALSE(allows(for_domains({"203.0.113.9"}), finding().bare()));
  EXPECT_FALSE(allows(for_domains({"9"}), finding().bare()));
}

TEST(AllowList, SourcesNetworksAndPortsMatchTheirSide) {
  AllowRule sources = rule();
  sources.sources = {network("10.0.0.0/24")};
  EXPECT_TRUE(allows(sources, finding()));
  EXPECT_FALSE(allows(sources, finding().client("10.0.1.1")));
  AllowRule networks = rule();
  networks.networks = {network("203.0.113.0/24"), network("2001:db8::/32")};
  EXPECT_TRUE(allows(networks, finding()));
  EXPECT_TRUE(allows(networks, finding().server("2001:db8::7")));
  EXPECT_FALSE(allows(networks, finding().server("198.51.100.1")));
  AllowRule ports = rule();
  ports.ports = {443, 8443};
  EXPECT_TRUE(allows(ports, finding()));
  EXPECT_FALSE(allows(ports, finding().server("203.0.113.9", 80)));
}

TEST(AllowList, ARuleAboutPortsDoesNotMatchIcmp) {
  AllowRule ports = rule();
  ports.ports = {0};
  EXPECT_FALSE(allows(ports, finding().server("203.0.113.9", 0).transport(model::Transport::Icmp)));
}

TEST(AllowList, AllGivenConditionsMustHold) {
  AllowRule r = for_domains({"example.com"});
  r.sources = {network("10.0.0.0/24")};
  r.ports = {443};
  EXPECT_TRUE(allows(r, finding()));
  EXPECT_FALSE(allows(r, finding().client("10.9.0.1")));
  EXPECT_FALSE(allows(r, finding().server("203.0.113.9", 444)));
  EXPECT_FALSE(allows(r, finding().named("example.org")));
}

TEST(AllowList, FingerprintsComeFromEvidenceAndFromTheHello) {
  AllowRule r = rule();
  r.ja3 = {"E7D705A3286E19EA42F587B344EE6865", "t13d1516h2_8daaf6152771_e5627efa2ab1"};
  EXPECT_FALSE(allows(r, finding()));
  detectors::Finding f = finding();
  f.evidence = {{"ja3", std::string("e7d705a3286e19ea42f587b344ee6865")}};
  EXPECT_TRUE(allows(r, f));
  f.evidence = {{"ja4", std::vector<std::string>{"x", "t13d1516h2_8daaf6152771_e5627efa2ab1"}}};
  EXPECT_TRUE(allows(r, f));
  f.evidence = {{"name", std::string("e7d705a3286e19ea42f587b344ee6865")}};
  EXPECT_FALSE(allows(r, f));
  Fingerprint seen;
  seen.ja4.assign("t13d1516h2_8daaf6152771_e5627efa2ab1");
  EXPECT_TRUE(allows(r, finding(), &seen));
}

TEST(AllowList, AnExpiredRuleDoesNothingAndShowsIt) {
  Rig rig;
  Counters counters;
  AllowList list(counters);
  AllowRule r = for_domains({"example.com"});
  r.expires = at(1h);
  list.set({r});
  const Subject subject = subject_of("beacon", finding(), nullptr);
  const auto expired = [&] {
    for (const auto& s : counters.samples()) {
      if (s.name == "sekisho_allow_rule_expired") return s.value;
    }
    return -1.0;
  };
  list.tick(at(59min));
  EXPECT_EQ(expired(), 0);
  EXPECT_TRUE(list.hit(subject, at(59min)));
  list.tick(at(1h));
  EXPECT_EQ(expired(), 1);
  EXPECT_FALSE(list.hit(subject, at(1h)));
  list.set({});
  EXPECT_EQ(expired(), 0) << "a rule that is gone has not expired";
}

TEST(AllowList, CountsHitsUnderTheRulesName) {
  Counters counters;
  AllowList list(counters);
  list.set({for_domains({"example.org"}), [] {
              AllowRule r = for_domains({"example.com"});
              r.name = "cdn";
              return r;
            }()});
  const Subject subject = subject_of("beacon", finding(), nullptr);
  list.hit(subject, at(0s));
  list.hit(subject, at(0s));
  EXPECT_TRUE(list.covers(subject, at(0s))) << "which does not count";
  double hits = 0;
  double others = 0;
  for (const auto& s : counters.samples()) {
    if (s.name == "sekisho_allow_rule_hits_total") (s.labels.front().second == "cdn" ? hits : others) += s.value;
  }
  EXPECT_EQ(hits, 2);
  EXPECT_EQ(others, 0);
}

TEST(AllowList, ManyRuleNamesShareOneLabel) {
  Counters counters;
  AllowList list(counters);
  for (int generation = 0; generation < 5; ++generation) {
    std::vector<AllowRule> rules;
    for (int i = 0; i < 50; ++i) {
      rules.push_back(for_domains({"example.com"}));
      rules.back().name = "rule " + std::to_string(generation * 50 + i);
    }
    list.set(rules);
    EXPECT_TRUE(list.hit(subject_of("beacon", finding(), nullptr), at(0s)));
  }
  std::size_t labels = 0;
  double hits = 0;
  for (const auto& s : counters.samples()) {
    if (s.name != "sekisho_allow_rule_hits_total") continue;
    ++labels;
    hits += s.value;
  }
  EXPECT_LE(labels, 65U);
  EXPECT_EQ(hits, 5);
}

}  // namespace
}  // namespace sekisho::alerts

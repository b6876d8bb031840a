#include "sensor/alerts/alert_manager.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/unit/sensor/alerts/rig.hpp"

namespace sekisho::alerts {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

AllowRule allow_example() {
  AllowRule r;
  r.name = "cdn";
  r.reason = "ours";
  r.domains = {"example.com"};
  return r;
}

TEST(AlertManager, TheClientIsWhoHadTheAddressWhenTheFlowBegan) {
  using detectors::IdentitySource;
  Rig rig;
  rig.net.identities[address("10.0.0.1")] = {"02:aa:00:00:00:01", "desk-7", IdentitySource::Dhcp, IdentitySource::Dhcp};
  rig.net.successors[address("10.0.0.1")] = {"02:aa:00:00:00:02", "desk-8", IdentitySource::Dhcp, IdentitySource::Dhcp};
  rig.net.handover = at(1h);
  auto told = finding();
  told.f.flow.start = at(0s);
  told.f.last_seen = at(2h);
  ASSERT_TRUE(rig.say(told.when(2h)));
  EXPECT_EQ(rig.alerts.front().client.hostname, "desk-7");
  EXPECT_EQ(rig.alerts.front().client.name_source, IdentitySource::Dhcp);
}

TEST(AlertManager, WhatWasNotKnownOfTheClientThenIsTakenFromWhenItWasLastSeenIfItIsTheSameHost) {
  using detectors::IdentitySource;
  Rig rig;
  rig.net.identities[address("10.0.0.1")] = {"02:aa:00:00:00:01", "", IdentitySource::Arp};
  rig.net.successors[address("10.0.0.1")] = {"02:aa:00:00:00:01", "desk-7", IdentitySource::Dhcp, IdentitySource::Netbios};
  rig.net.identities[address("10.0.0.2")] = {"02:aa:00:00:00:02", "", IdentitySource::Arp};
  rig.net.successors[address("10.0.0.2")] = {"02:aa:00:00:00:03", "desk-8", IdentitySource::Arp, IdentitySource::Netbios};
  rig.net.handover = at(1h);
  auto told = finding();
  told.f.flow.start = at(0s);
  ASSERT_TRUE(rig.say(told.when(2h)));
  ASSERT_TRUE(rig.say(told.client("10.0.0.2").when(2h)));
  EXPECT_EQ(rig.alerts[0].client.hostname, "desk-7");
  EXPECT_EQ(rig.alerts[0].client.mac_source, IdentitySource::Arp);
  EXPECT_EQ(rig.alerts[1].client.hostname, "") << "another host has the address by now";
}

TEST(AlertManager, AnAlertSaysWhoWhatAndWhy) {
  Rig rig;
  rig.net.unresolved = {address("203.0.113.9")};
  rig.net.place = {"NL", 64'500, "Example"};
  rig.net.identities[address("10.0.0.1")] = {"02:aa:00:00:00:01", "desk-7"};
  ASSERT_TRUE(rig.say(finding()));
  const Alert& a = rig.alerts.front();
  EXPECT_EQ(a.detector, "beacon");
  EXPECT_EQ(a.signature_id, 9'000'401U);
  EXPECT_EQ(a.signature, "sekisho beacon: periodic contact");
  EXPECT_EQ(a.score, 50);
  EXPECT_EQ(a.level, Level::Medium);
  EXPECT_THAT(a.indicators, ElementsAre("beacon.interval", "beacon.size", "no_dns.unresolved_name"));
  EXPECT_EQ(points(a.context, "no_dns.unresolved_name"), 5);
  EXPECT_EQ(a.client.address, address("10.0.0.1"));
  EXPECT_TRUE(a.client.home);
  EXPECT_EQ(a.client.mac, "02:aa:00:00:00:01");
  EXPECT_EQ(a.client.hostname, "desk-7");
  EXPECT_EQ(a.server.address, address("203.0.113.9"));
  EXPECT_EQ(a.server.port, 443);
  EXPECT_FALSE(a.server.home);
  EXPECT_EQ(a.server.name, "cdn.example.com");
  EXPECT_EQ(a.server.country, "NL");
  EXPECT_EQ(a.server.asn, 64'500U);
  EXPECT_EQ(a.finding.sentence, "10.0.0.1 contacted it");
  EXPECT_EQ(a.id.size(), 16U);
  EXPECT_EQ(a.incident_id.size(), 16U);
}

TEST(AlertManager, AnAddressIsNoServerName) {
  Rig rig;
  ASSERT_TRUE(rig.say(finding().bare()));
  EXPECT_EQ(rig.alerts.front().server.name, "");
}

TEST(AlertManager, IndicatorsThatSpeakAgainstAreLeftOut) {
  Rig rig;
  detectors::Finding f = finding();
  f.indicators.push_back({"resolver", 1, 1, -20});
  ASSERT_TRUE(rig.say(f));
  EXPECT_THAT(rig.alerts.front().indicators, Not(Contains("beacon.resolver")));
}

TEST(AlertManager, ZeroNeverAlertsEvenWhereEverythingIsToBeSaid) {
  AlertOptions options;
  options.minimum = Level::Info;
  Rig rig(options);
  EXPECT_FALSE(rig.say(finding().score(0)));
  EXPECT_FALSE(rig.say(finding().score(-40)));
  EXPECT_TRUE(rig.say(finding().score(1)));
}

TEST(AlertManager, BelowTheMinimumFindingsOnlyCount) {
  AlertOptions options;
  options.minimum = Level::Medium;
  Rig rig(options);
  EXPECT_FALSE(rig.say(finding().score(39)));
  EXPECT_TRUE(rig.say(finding().score(40).when(1s)));
  EXPECT_EQ(rig.metric("sekisho_findings_total", "level", "low"), 1);
}

TEST(AlertManager, RepeatsBackOffAndSayHowManyWereMerged) {
  Rig rig;
  ASSERT_TRUE(rig.say(finding()));
  for (int minute = 1; minute < 60; ++minute) EXPECT_FALSE(rig.say(finding().when(minute * 1min)));
  ASSERT_TRUE(rig.say(finding().when(60min)));
  EXPECT_EQ(rig.alerts[1].episode_update, 1U);
  EXPECT_EQ(rig.alerts[1].suppressed, 59U);
  EXPECT_FALSE(rig.say(finding().when(179min)));
  ASSERT_TRUE(rig.say(finding().when(180min)));
  EXPECT_EQ(rig.alerts[2].episode_update, 2U);
  EXPECT_EQ(rig.alerts[2].suppressed, 1U);
}

TEST(AlertManager, ARiseInLevelIsToldAtOnce) {
  Rig rig;
  ASSERT_TRUE(rig.say(finding().score(30)));
  EXPECT_FALSE(rig.say(finding().score(39).when(1s)));
  EXPECT_TRUE(rig.say(finding().score(40).when(2s)));
  EXPECT_FALSE(rig.say(finding().score(30).when(3s)));
  EXPECT_FALSE(rig.say(finding().score(40).when(4s)));
  EXPECT_TRUE(rig.say(finding().score(80).when(5s)));
}

TEST(AlertManager, AnEpisodeEndsAfterADayOfSilence) {
  Rig rig;
  ASSERT_TRUE(rig.say(finding()));
  rig.manager.tick(at(24h - 1s));
  EXPECT_EQ(rig.metric("sekisho_alert_episodes"), 1);
  rig.manager.tick(at(24h));
  EXPECT_EQ(rig.metric("sekisho_alert_episodes"), 0);
  EXPECT_EQ(rig.metric("sekisho_alert_incidents"), 0);
  ASSERT_TRUE(rig.say(finding().when(25h)));
  EXPECT_EQ(rig.alerts[1].episode_update, 0U);
  EXPECT_NE(rig.alerts[1].id, rig.alerts[0].id);
  EXPECT_NE(rig.alerts[1].incident_id, rig.alerts[0].incident_id);
}

TEST(AlertManager, AnEpisodeThatIsOverBeginsAnewWithoutATickToo) {
  Rig rig;
  ASSERT_TRUE(rig.say(finding()));
  ASSERT_TRUE(rig.say(finding().when(24h)));
  EXPECT_EQ(rig.alerts[1].episode_update, 0U);
}

TEST(AlertManager, FindingsBelowTheMinimumKeepAnEpisodeOpen) {
  Rig rig;
  ASSERT_TRUE(rig.say(finding()));
  EXPECT_FALSE(rig.say(finding().score(10).when(20h)));
  rig.manager.tick(at(30h));
  EXPECT_EQ(rig.metric("sekisho_alert_episodes"), 1);
  ASSERT_TRUE(rig.say(finding().when(31h)));
  EXPECT_EQ(rig.alerts[1].episode_update, 1U);
  EXPECT_EQ(rig.alerts[1].suppressed, 1U);
}

TEST(AlertManager, EpisodesDifferByDetectorReasonClientAndObject) {
  Rig rig;
  EXPECT_TRUE(rig.say(kBeacon, finding()));
  EXPECT_TRUE(rig.say(kTunnel, finding().score(10)));  // so little that what it adds lifts nothing to the next level
  EXPECT_TRUE(rig.say(kBeacon, finding().reason(2)));
  EXPECT_TRUE(rig.say(kBeacon, finding().client("10.0.0.2")));
  EXPECT_TRUE(rig.say(kBeacon, finding().named("cdn.example.org")));
  EXPECT_FALSE(rig.say(kBeacon, finding().named("other.example.com"))) << "one domain is one object";
  EXPECT_FALSE(rig.say(kBeacon, finding().server("203.0.113.10", 8443))) << "wherever it is served";
}

TEST(AlertManager, AllAlertsAboutOneClientAndObjectAreOneIncident) {
  Rig rig;
  rig.say(kBeacon, finding());
  rig.say(kTunnel, finding().when(1h));
  rig.say(kBeacon, finding().reason(2).when(2h));
  rig.say(kBeacon, finding().client("10.0.0.2").when(3h));
  ASSERT_EQ(rig.alerts.size(), 4U);
  EXPECT_EQ(rig.alerts[0].incident_id, rig.alerts[1].incident_id);
  EXPECT_EQ(rig.alerts[0].incident_id, rig.alerts[2].incident_id);
  EXPECT_NE(rig.alerts[0].incident_id, rig.alerts[3].incident_id);
}

TEST(AlertManager, FurtherDetectorsWithinADayAddPoints) {
  Rig rig;
  rig.say(kBeacon, finding().score(45));
  rig.say(kTunnel, finding().score(45).when(1h));
  rig.say(kSession, finding().score(45).when(2h));
  rig.say(kPort, finding().score(45).when(25h + 1s));
  ASSERT_EQ(rig.alerts.size(), 4U);
  EXPECT_EQ(rig.alerts[0].score, 45);
  EXPECT_EQ(rig.alerts[1].score, 60);
  EXPECT_EQ(rig.alerts[2].score, 75);
  EXPECT_EQ(rig.alerts[3].score, 60) << "two of them spoke more than a day ago";
  EXPECT_THAT(rig.alerts[1].indicators, Contains("correlation.beacon"));
}

TEST(AlertManager, WeakWordsAreSilentUntilTheyAddUp) {
  Rig rig;
  rig.say(kBeacon, finding().score(12));
  EXPECT_TRUE(rig.alerts.empty());
  rig.say(kTunnel, finding().score(12).when(1h));
  ASSERT_EQ(rig.alerts.size(), 1U);
  EXPECT_EQ(rig.alerts[0].score, 24);
}

TEST(AlertManager, AnAlertNamesTheTechniquesItRestsOn) {
  Rig rig;
  detectors::Finding upload = finding().score(12);
  upload.techniques = {"T1041"};
  rig.say(kTunnel, upload);
  rig.say(kBeacon, finding().score(30));
  ASSERT_EQ(rig.alerts.size(), 1U);
  EXPECT_THAT(rig.alerts[0].finding.techniques, ElementsAre("T1071.001", "T1041"));
  EXPECT_THAT(rig.alerts[0].incident.techniques, ElementsAre("T1071.001", "T1041"));
}

TEST(AlertManager, TwoDetectorsThatSeeOneFactAreOneWitness) {
  Rig rig;
  rig.say(kBeacon, finding().reason(4).score(30));
  detectors::DetectorInfo proxy = kTunnel;
  proxy.name = "proxy";
  rig.say(proxy, finding().reason(4).score(30));
  ASSERT_EQ(rig.alerts.size(), 2U);
  EXPECT_EQ(rig.alerts[1].score, 30) << "a VPN that keeps itself alive";
  rig.say(proxy, finding().reason(1).score(30));
  ASSERT_EQ(rig.alerts.size(), 3U);
  EXPECT_EQ(rig.alerts[2].score, 45);
}

TEST(AlertManager, AWordNamesItsTechniqueAndAddsNothing) {
  Rig rig;
  detectors::Finding word = finding().score(6);
  word.techniques = {"T1571"};
  rig.say(kPort, word);
  EXPECT_TRUE(rig.alerts.empty());
  detectors::Finding beat = finding().score(45);
  beat.techniques = {"T1071"};
  rig.say(kBeacon, beat);
  ASSERT_EQ(rig.alerts.size(), 1U);
  EXPECT_EQ(rig.alerts[0].score, 45);
  EXPECT_EQ(rig.alerts[0].finding.techniques, (std::vector<std::string_view>{"T1071", "T1571"}));
}

TEST(AlertManager, RandomBytesAreOneFactForAllWhoSeeThem) {
  Rig rig;
  detectors::DetectorInfo encoding = kTunnel, channel = kTunnel;
  encoding.name = "encoding";
  channel.name = "encrypted_channel";
  rig.say(channel, finding().reason(4).score(14));
  rig.say(encoding, finding().reason(6).score(14));
  EXPECT_TRUE(rig.alerts.empty());
  rig.say(encoding, finding().reason(7).score(14));
  ASSERT_EQ(rig.alerts.size(), 1U);
  EXPECT_EQ(rig.alerts[0].score, 28);
}

TEST(AlertManager, ASessionThatIsKeptOpenByItsBeatsIsOneFact) {
  Rig rig;
  rig.say(kBeacon, finding().reason(4).score(30));
  rig.say(kSession, finding().reason(1).score(30));
  ASSERT_EQ(rig.alerts.size(), 2U);
  EXPECT_EQ(rig.alerts[1].score, 30);
  rig.say(kSession, finding().reason(3).score(30));
  ASSERT_EQ(rig.alerts.size(), 3U);
  EXPECT_EQ(rig.alerts[2].score, 45) << "a shell is another one";
}

TEST(AlertManager, WordsAboutAnAddressAndAboutItsNameAreOfOneServer) {
  Rig rig;
  rig.say(kPort, finding().bare().score(30));
  rig.say(kBeacon, finding().named("a.example.com").score(30).when(1h));
  ASSERT_EQ(rig.alerts.size(), 2U);
  EXPECT_EQ(rig.alerts[1].score, 45);
}

TEST(AlertManager, AnIncidentHasATimelineAndNamesWhoElseShowsTheSame) {
  Rig rig;
  rig.say(kBeacon, finding().score(45));
  rig.say(kTunnel, finding().score(45).when(1h));
  ASSERT_EQ(rig.alerts.size(), 2U);
  ASSERT_EQ(rig.alerts[1].incident.timeline.size(), 2U);
  EXPECT_EQ(rig.alerts[1].incident.timeline[0].score, 45);
  EXPECT_EQ(rig.alerts[1].incident.score, 60);
  EXPECT_TRUE(rig.alerts[1].incident.similar.empty());
  detectors::Finding other = finding().score(45).when(2h);
  other.flow.endpoints.client.address = address("10.0.0.99");
  rig.say(kBeacon, std::move(other));
  ASSERT_EQ(rig.alerts.size(), 3U);
  ASSERT_EQ(rig.alerts[2].incident.similar.size(), 1U);
  EXPECT_EQ(rig.alerts[2].incident.similar[0].why, "object");
}

TEST(AlertManager, ADetectorDoesNotCorrelateWithItself) {
  Rig rig;
  rig.say(kBeacon, finding().reason(1));
  rig.say(kBeacon, finding().reason(2).when(1h));
  EXPECT_EQ(rig.alerts[1].score, 45);
}

TEST(AlertManager, NearlyNothingDoesNotCorrelate) {
  Rig rig;
  rig.say(kBeacon, finding().score(7));
  rig.say(kTunnel, finding().score(45).when(1h));
  EXPECT_EQ(rig.alerts.back().score, 45);
}

TEST(AlertManager, AllowedFindingsDoNotAlertNorCorrelate) {
  AlertOptions options;
  options.allow = {allow_example()};
  options.allow[0].detector = "beacon";
  Rig rig(options);
  EXPECT_FALSE(rig.say(kBeacon, finding().score(90)));
  ASSERT_TRUE(rig.say(kTunnel, finding().score(45).when(1h)));
  EXPECT_EQ(rig.alerts.front().score, 45);
  EXPECT_EQ(rig.metric("sekisho_allow_rule_hits_total", "rule", "cdn"), 1);
}

TEST(AlertManager, ANewRuleSilencesALiveEpisodeAndItsCorrelation) {
  Rig rig;
  ASSERT_TRUE(rig.say(kBeacon, finding()));
  AlertOptions options;
  options.allow = {allow_example()};
  options.allow[0].detector = "beacon";
  rig.manager.reconfigure(options);
  EXPECT_EQ(rig.metric("sekisho_alert_episodes"), 0);
  EXPECT_FALSE(rig.say(kBeacon, finding().score(95).when(2h)));
  ASSERT_TRUE(rig.say(kTunnel, finding().when(3h)));
  EXPECT_EQ(rig.alerts.back().score, 45);
}

TEST(AlertManager, ARuleThatIsTakenAwayLetsFindingsThroughAtOnce) {
  AlertOptions options;
  options.allow = {allow_example()};
  Rig rig(options);
  EXPECT_FALSE(rig.say(finding()));
  rig.manager.reconfigure({});
  EXPECT_TRUE(rig.say(finding().when(1s)));
}

TEST(AlertManager, AnExpiredRuleLetsFindingsThrough) {
  AlertOptions options;
  options.allow = {allow_example()};
  options.allow[0].expires = at(1h);
  Rig rig(options);
  EXPECT_FALSE(rig.say(finding()));
  rig.manager.tick(at(1h));
  EXPECT_EQ(rig.metric("sekisho_allow_rule_expired", "rule", "cdn"), 1);
  EXPECT_TRUE(rig.say(finding().when(1h)));
}

TEST(AlertManager, AllowRulesKnowTheFingerprintOfTheHello) {
  AlertOptions options;
  AllowRule r;
  r.name = "agent";
  r.reason = "ours";
  r.ja3 = {"t13d1516h2_8daaf6152771_e5627efa2ab1"};
  options.allow = {r};
  Rig rig(options);
  rig.manager.learn(hello("10.0.0.1", "203.0.113.9", "", "t13d1516h2_8daaf6152771_e5627efa2ab1"));
  EXPECT_FALSE(rig.say(finding()));
  EXPECT_TRUE(rig.say(finding().client("10.0.0.2")));
}

TEST(AlertManager, ARareFingerprintIsContext) {
  Rig rig;
  rig.net.known = {4, 0.2, at(-240h), true};
  rig.manager.learn(hello("10.0.0.1", "203.0.113.9", "", "t13d1516h2_8daaf6152771_e5627efa2ab1"));
  ASSERT_TRUE(rig.say(finding()));
  EXPECT_EQ(points(rig.alerts.front().context, "tls.rare_fingerprint"), 8);
}

TEST(AlertManager, TheSameFindingsGiveTheSameIds) {
  const auto run = [] {
    Rig rig;
    for (int i = 0; i < 200; ++i) rig.say(i % 3 == 0 ? kTunnel : kBeacon, finding().client("10.0.0." + std::to_string(i % 7)).when(i * 10min));
    std::vector<std::string> ids;
    for (const Alert& a : rig.alerts) ids.push_back(a.id + a.incident_id);
    return ids;
  };
  const auto first = run();
  EXPECT_GT(first.size(), 20U);
  EXPECT_EQ(first, run());
  EXPECT_EQ(std::set<std::string>(first.begin(), first.end()).size(), first.size()) << "and no two alerts share one";
}

TEST(AlertManager, ADetectorRaisesAtMostAHundredAlertsAMinute) {
  Rig rig;
  const auto storm = [&](Duration when, int score) {
    int raised = 0;
    for (int i = 0; i < 150; ++i) raised += rig.say(finding().score(score).client("10.1.0." + std::to_string(i)).when(when)) ? 1 : 0;
    return raised;
  };
  EXPECT_EQ(storm(0s, 30), 80) << "lesser alerts leave room";
  EXPECT_EQ(storm(30s, 95), 20) << "for the worst";
  EXPECT_EQ(rig.metric("sekisho_alerts_rate_limited_total", "detector", "beacon"), 70 + 130);
  EXPECT_TRUE(rig.say(kTunnel, finding().when(30s))) << "another detector has its own";
}

TEST(AlertManager, WhatTheRateHeldBackIsToldLater) {
  Rig rig;
  for (int i = 0; i < 80; ++i) rig.say(finding().client("10.1.0." + std::to_string(i)));
  EXPECT_FALSE(rig.say(finding().client("10.2.0.1")));
  EXPECT_FALSE(rig.say(finding().client("10.2.0.1").when(59s)));
  ASSERT_TRUE(rig.say(finding().client("10.2.0.1").when(61s)));
  EXPECT_EQ(rig.alerts.back().episode_update, 0U);
  EXPECT_EQ(rig.alerts.back().suppressed, 2U);
}

TEST(AlertManager, KeepsTheWorstWhenItsTablesAreFull) {
  AlertOptions options;
  options.max_episodes = 100;
  Rig rig(options);
  ASSERT_TRUE(rig.say(finding().score(95).client("10.9.9.9")));
  for (int i = 0; i < 2'000; ++i) {
    rig.say(finding().score(25).client("10.1." + std::to_string(i / 200) + '.' + std::to_string(i % 200)).when(1min + i * 1s));
  }
  rig.manager.tick(at(35min));
  EXPECT_EQ(rig.metric("sekisho_alert_episodes"), 100);
  EXPECT_EQ(rig.metric("sekisho_alert_incidents"), 100);
  EXPECT_EQ(rig.metric("sekisho_alert_evictions_total", "table", "episodes"), 1'901);
  EXPECT_FALSE(rig.say(finding().score(95).client("10.9.9.9").when(40min))) << "still remembered, so not told again";
}

TEST(AlertManager, ATimeThatStepsBackChangesNothing) {
  Rig rig;
  ASSERT_TRUE(rig.say(finding().when(10h)));
  EXPECT_FALSE(rig.say(finding().when(1h)));
  rig.manager.tick(at(0s));
  EXPECT_FALSE(rig.say(finding().when(10h + 59min)));
  EXPECT_TRUE(rig.say(finding().when(11h)));
}

}  // namespace
}  // namespace sekisho::alerts

#include "sensor/alerts/weigh.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "tests/unit/sensor/alerts/rig.hpp"

namespace sekisho::alerts {
namespace {

using detectors::NameSource;

constexpr Duration kDay = 24h;

detectors::Prevalence seen(std::uint32_t clients, double fraction, Duration ago) { return {clients, fraction, at(-ago), true}; }

struct WeighTest : testing::Test {
  Net net;
  Surroundings around;
  Weighed of(const detectors::Finding& f) const {
    Weighed w = weigh(f, net, around);
    const int sum =
        std::accumulate(w.context.begin(), w.context.end(), std::clamp(f.score, 0, 100), [](int s, const auto& i) { return s + i.points; });
    EXPECT_EQ(w.score, sum) << "terms must add up";
    EXPECT_GE(w.score, 0);
    EXPECT_LE(w.score, 100);
    return w;
  }
};

Voice voice(std::string_view detector, int score, std::vector<std::string_view> techniques = {}) {
  return {detector, Timestamp(), score, 0, std::move(techniques)};
}

TEST_F(WeighTest, NothingKnownLeavesTheScore) {
  const Weighed w = of(finding().score(45));
  EXPECT_EQ(w.score, 45);
  EXPECT_TRUE(w.context.empty());
}

TEST_F(WeighTest, ScoresAreHeldToTheScale) {
  EXPECT_EQ(of(finding().score(170)).score, 100);
  EXPECT_EQ(of(finding().score(-3)).score, 0);
}

TEST_F(WeighTest, ZeroStaysZeroWhateverTheContext) {
  net.known = seen(1, 0.01, 1h);
  net.unresolved = {address("203.0.113.9")};
  around.others = {voice("dns_tunnel", 60), voice("long_session", 30)};
  const Weighed w = of(finding().score(0).bare());
  EXPECT_EQ(w.score, 0);
  EXPECT_TRUE(w.context.empty());
}

TEST_F(WeighTest, BelowSuspicionNothingIsAdded) {
  net.known = seen(1, 0.01, 1h);
  net.unresolved = {address("203.0.113.9")};
  const Weighed weak = of(finding().score(19).bare());
  EXPECT_EQ(weak.score, 19);
  EXPECT_TRUE(weak.context.empty());
}

TEST_F(WeighTest, BelowSuspicionPointsAreStillTaken) {
  net.known = seen(12, 0.3, kDay);
  EXPECT_EQ(of(finding().score(19)).score, 4);
}

TEST_F(WeighTest, RareObjectsAddOnlyOnceEnoughIsLearnt) {
  net.known = seen(1, 0.01, 8 * kDay);
  EXPECT_EQ(points(of(finding()).context, "prevalence.one_client"), 12);
  net.known.known = false;
  EXPECT_TRUE(of(finding()).context.empty());
}

TEST_F(WeighTest, OneOfFourClientsIsNotRare) {
  net.known = seen(1, 0.25, 8 * kDay);
  EXPECT_EQ(points(of(finding()).context, "prevalence.one_client"), std::nullopt);
  net.known = seen(1, 0.2, 8 * kDay);
  EXPECT_EQ(points(of(finding()).context, "prevalence.one_client"), 12);
}

TEST_F(WeighTest, FewClientsAreAShareOfTwoPercent) {
  net.known = seen(4, 0.02, 8 * kDay);
  EXPECT_EQ(points(of(finding()).context, "prevalence.few_clients"), 8);
  net.known = seen(4, 0.021, 8 * kDay);
  EXPECT_TRUE(of(finding()).context.empty());
}

TEST_F(WeighTest, PopularObjectsLosePoints) {
  net.known = seen(10, 0.05, 8 * kDay);
  EXPECT_EQ(of(finding()).score, 30);
  net.known = seen(3, 0.5, 8 * kDay);
  EXPECT_EQ(points(of(finding()).context, "prevalence.many_clients"), -15);
  net.known = seen(2, 1, 8 * kDay);
  EXPECT_EQ(points(of(finding()).context, "prevalence.many_clients"), std::nullopt);
}

TEST_F(WeighTest, WhatTenClientsUseIsCommonBeforeAnythingIsLearnt) {
  net.known = seen(10, 0.05, 1h);
  net.known.known = false;
  EXPECT_EQ(points(of(finding()).context, "prevalence.many_clients"), -15);
  net.known = seen(3, 0.5, 1h);
  net.known.known = false;
  EXPECT_TRUE(of(finding()).context.empty()) << "half of those seen so far may be all there are";
}

TEST_F(WeighTest, HabitsOfACommonServiceOrOfABrowserStayLow) {
  around.speaker = "beacon";
  net.known = seen(10, 0.05, 8 * kDay);
  EXPECT_EQ(of(finding().score(72)).score, 39);
  around.speaker = "icmp_tunnel";
  EXPECT_EQ(of(finding().score(72)).score, 57) << "no program does that by nature";
  around.speaker = "beacon";
  net.known = seen(10, 0.01, 8 * kDay);
  EXPECT_EQ(of(finding().score(72)).score, 65) << "ten of a thousand";
  net.known = {};
  around.browser = true;
  EXPECT_EQ(of(finding().score(72)).score, 39);
  around.others = {voice("long_session", 50)};
  EXPECT_EQ(of(finding().score(72)).score, 39) << "another habit";
  EXPECT_EQ(of(finding().score(72)).own, 39);
  around.others = {voice("no_dns", 12)};
  EXPECT_EQ(of(finding().score(72)).score, 39) << "a weak word";
  around.others = {voice("encrypted_channel", 30)};
  EXPECT_EQ(of(finding().score(72)).score, 54) << "a witness of another kind";
}

TEST_F(WeighTest, AgeOfTheObjectCountsBothWays) {
  net.known = seen(5, 0.2, 7 * kDay);
  EXPECT_EQ(points(of(finding()).context, "prevalence.new"), 10);
  net.known = seen(5, 0.2, 8 * kDay);
  EXPECT_TRUE(of(finding()).context.empty());
  net.known = seen(5, 0.2, 30 * kDay);
  EXPECT_EQ(points(of(finding()).context, "prevalence.old"), -10);
}

TEST_F(WeighTest, AnAddressNeverLookedUpCountsOutboundOnly) {
  net.unresolved = {address("203.0.113.9"), address("10.0.0.9")};
  EXPECT_EQ(points(of(finding().bare()).context, "no_dns.unresolved_ip"), 6);
  EXPECT_EQ(points(of(finding().server("10.0.0.9").bare()).context, "no_dns.unresolved_ip"), std::nullopt);
  EXPECT_EQ(points(of(finding().client("192.0.2.1").bare()).context, "no_dns.unresolved_ip"), std::nullopt);
}

TEST_F(WeighTest, ANameThatWasNeverLookedUpIsTheWeakerSign) {
  net.unresolved = {address("203.0.113.9")};
  EXPECT_EQ(points(of(finding()).context, "no_dns.unresolved_name"), 5);
  EXPECT_EQ(points(of(finding()).context, "no_dns.unresolved_ip"), std::nullopt);
}

TEST_F(WeighTest, ResolversAndLookedUpNamesNeedNoLookup) {
  net.unresolved = {address("203.0.113.9")};
  EXPECT_TRUE(of(finding().named("x.example.com", NameSource::Dns)).context.empty());
  net.resolvers = {address("203.0.113.9")};
  EXPECT_TRUE(of(finding().bare()).context.empty());
}

TEST_F(WeighTest, SeveralServersHaveNoSingleLookup) {
  net.unresolved = {address("203.0.113.9")};
  detectors::Finding f = finding().bare();
  f.many_servers = true;
  EXPECT_TRUE(of(f).context.empty());
}

TEST_F(WeighTest, WebProtocolsToABareAddressHaveNoName) {
  EXPECT_EQ(points(of(finding().bare().label("TLS")).context, "no_dns.tls_without_name"), 4);
  EXPECT_EQ(points(of(finding().bare().label("HTTP")).context, "no_dns.numeric_host"), 4);
  EXPECT_TRUE(of(finding().bare().label("SSH")).context.empty());
  EXPECT_TRUE(of(finding().label("TLS")).context.empty());
  detectors::Finding guessed = finding().bare().label("TLS");
  guessed.label.confidence = model::Confidence::Port;
  EXPECT_TRUE(of(guessed).context.empty());
}

TEST_F(WeighTest, RareFingerprintsCountOnlyOnceEnoughIsLearnt) {
  around.fingerprint_clients = 2;
  EXPECT_TRUE(of(finding()).context.empty());
  net.known = seen(5, 0.2, 8 * kDay);
  EXPECT_EQ(points(of(finding()).context, "tls.rare_fingerprint"), 8);
  around.fingerprint_clients = 3;
  EXPECT_TRUE(of(finding()).context.empty());
  around.fingerprint_clients = 0;
  EXPECT_TRUE(of(finding()).context.empty());
}

TEST_F(WeighTest, ContextLiftsByOneLevelAtMost) {
  net.known = seen(1, 0.01, 1h);
  net.unresolved = {address("203.0.113.9")};
  around.fingerprint_clients = 1;
  const Weighed low = of(finding().score(39).bare().label("TLS"));  // 39 + 12 + 10 + 6 + 4 + 8 = 79
  EXPECT_EQ(low.score, 59);
  EXPECT_EQ(points(low.context, "limit.one_level"), -20);
  EXPECT_EQ(of(finding().score(59).bare().label("TLS")).score, 79);
  const Weighed high = of(finding().score(79).bare().label("TLS"));
  EXPECT_EQ(high.score, 100);
}

TEST_F(WeighTest, FurtherDetectorsAddUpTo15EachAnd45InAll) {
  around.others = {voice("dns_tunnel", 40)};
  EXPECT_EQ(of(finding().score(55)).score, 70);
  EXPECT_EQ(points(of(finding()).context, "correlation.dns_tunnel"), 15);
  EXPECT_EQ(of(finding().score(55)).own, 55);
  around.others = {voice("a", 20), voice("b", 20), voice("c", 15), voice("d", 15)};
  EXPECT_EQ(of(finding().score(20)).score, 65);
}

TEST_F(WeighTest, WeakWordsCountWithTheirOwnScore) {
  around.others = {voice("no_dns", 10)};
  EXPECT_EQ(of(finding().score(30)).score, 40);
  EXPECT_EQ(of(finding().score(12)).score, 22) << "two weak words";
  EXPECT_EQ(of(finding().score(kEvidence - 1)).score, kEvidence - 1) << "nearly nothing stays nearly nothing";
}

TEST_F(WeighTest, WhatFurtherDetectorsNamedIsNamedHowLittleTheyMayAdd) {
  around.others = {voice("upload", 15, {"T1041", "T1071.001"}), voice("proxy", kWord, {"T1090", "T1041"})};
  const Weighed w = of(finding().score(30));
  EXPECT_EQ(w.score, 45) << "a word adds nothing";
  EXPECT_EQ(w.techniques, (std::vector<std::string_view>{"T1041", "T1090"})) << "its own T1071.001 is no news";
  EXPECT_TRUE(of(finding().score(kEvidence - 1)).techniques.empty());
}

TEST_F(WeighTest, ScoreIsTheSameWhoeverSpeaksLast) {
  around.others = {voice("a", 50), voice("b", 12)};
  EXPECT_EQ(of(finding().score(30)).score, 77);
  around.others = {voice("c", 30), voice("b", 12)};
  EXPECT_EQ(of(finding().score(50)).score, 77);
  around.others = {voice("a", 50), voice("c", 30)};
  EXPECT_EQ(of(finding().score(12)).score, 77);
}

TEST_F(WeighTest, ContextOfAGuessedClientNeverMakesHigh) {
  detectors::Finding f = finding().score(55);
  f.flow.client_guessed = true;
  around.others = {voice("a", 20), voice("b", 20)};
  const Weighed w = of(f);
  EXPECT_EQ(w.score, 59);
  EXPECT_EQ(points(w.context, "limit.client_guessed"), -26);
  f.score = 70;
  EXPECT_EQ(of(f).score, 70) << "what the detector says itself stands";
}

TEST_F(WeighTest, SanctionedServicesLoseThirtyButAreNeverSilenced) {
  net.sanctioned_addresses = {{"backup", address("203.0.113.9")}};
  EXPECT_EQ(of(finding().score(75)).score, 45);
  EXPECT_EQ(points(of(finding().score(75)).context, "sanctioned.backup"), -30);
  EXPECT_EQ(of(finding().score(45)).score, 20);
  EXPECT_EQ(of(finding().score(12)).score, 0);
}

TEST_F(WeighTest, SanctionedNamesCountToo) {
  net.sanctioned_names = {{"monitoring", "cdn.example.com"}};
  EXPECT_EQ(of(finding().score(75)).score, 45);
  EXPECT_EQ(of(finding().score(75).bare()).score, 75);
}

TEST_F(WeighTest, ASanctionedResolverDoesNotVouchForWhatTunnelsThroughIt) {
  net.sanctioned_addresses = {{"dns", address("203.0.113.9")}};
  const FindingBuilder lookups = finding().score(75).server("203.0.113.9", 53).transport(model::Transport::Udp);
  EXPECT_EQ(of(FindingBuilder(lookups).named("evil.example.net", NameSource::Dns)).score, 75);
  EXPECT_EQ(of(FindingBuilder(lookups).bare()).score, 45) << "its own contacts are vouched for";
  EXPECT_EQ(of(FindingBuilder(lookups).server("203.0.113.9", 4444).bare()).score, 75) << "on another port it is no resolver";
  EXPECT_EQ(of(FindingBuilder(lookups).transport(model::Transport::Icmp).bare()).score, 75);
}

TEST_F(WeighTest, ASanctionedProxyDoesNotVouchForWhatLiesBehindIt) {
  net.sanctioned_addresses = {{"proxy", address("203.0.113.9")}};
  EXPECT_EQ(of(finding().score(75).named("evil.example.net", NameSource::ConnectTarget)).score, 75);
  EXPECT_EQ(of(finding().score(75).bare()).score, 45);
}

TEST_F(WeighTest, InternalFindingsAreScaledByTheOperatorsFactor) {
  EXPECT_TRUE(of(finding().server("10.0.0.9")).context.empty());
  around.internal_factor = 0.5;
  const Weighed w = of(finding().score(45).server("10.0.0.9"));
  EXPECT_EQ(w.score, 23);
  EXPECT_EQ(points(w.context, "direction.internal"), -22);
  EXPECT_EQ(of(finding().score(45)).score, 45) << "outbound is not";
}

TEST_F(WeighTest, SaysThatNeitherSideIsHome) {
  const Weighed w = of(finding().client("192.0.2.1"));
  EXPECT_EQ(w.score, 45);
  EXPECT_EQ(points(w.context, "direction.external"), 0);
}

TEST_F(WeighTest, NeverFallsBelowZero) {
  net.known = seen(40, 0.9, 40 * kDay);
  const Weighed w = of(finding().score(21));
  EXPECT_EQ(w.score, 0);
  EXPECT_EQ(points(w.context, "limit.scale"), 4);
}

}  // namespace
}  // namespace sekisho::alerts

#include "sensor/alerts/episodes.hpp"

#include <gtest/gtest.h>

#include "tests/unit/sensor/alerts/rig.hpp"

namespace sekisho::alerts {
namespace {

TEST(Episode, RepeatsAfterOneTwoFourHoursUpToADay) {
  Episode e;
  Timestamp now = at(0s);
  EXPECT_TRUE(e.due(Level::Low, now));
  e.tell(Level::Low, now, 1h);
  for (const Duration wait : {1h, 2h, 4h, 8h, 16h, 24h, 24h}) {
    EXPECT_FALSE(e.due(Level::Low, now + wait - 1s)) << human(wait);
    EXPECT_TRUE(e.due(Level::Low, now + wait)) << human(wait);
    now += wait;
    e.tell(Level::Low, now, 1h);
  }
}

TEST(Episode, AWorseLevelIsDueAtOnceAndDoesNotLengthenTheBackOff) {
  Episode e;
  e.tell(Level::Low, at(0s), 1h);
  EXPECT_FALSE(e.due(Level::Low, at(1min)));
  EXPECT_TRUE(e.due(Level::High, at(1min)));
  e.tell(Level::High, at(1min), 1h);
  EXPECT_FALSE(e.due(Level::High, at(2min)));
  EXPECT_FALSE(e.due(Level::Low, at(2min)));
  EXPECT_TRUE(e.due(Level::Low, at(61min)));
}

TEST(Ids, AreSixteenHexDigitsOfWhatIsStable) {
  const EpisodeKey key{4, 1, {address("10.0.0.1"), "example.com"}};
  const std::string id = alert_id(key, at(0s), 0);
  EXPECT_EQ(id.size(), 16U);
  EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(id, alert_id(key, at(0s), 0));
  // Written down: an id in somebody's ticket must mean the same alert after an upgrade.
  EXPECT_EQ(id, "2f28f69dddb74405");
  EXPECT_EQ(incident_id(key.about, at(0s)), "16db3ddd5226adef");
}

TEST(Ids, DifferInEveryPartOfTheKey) {
  const EpisodeKey key{4, 1, {address("10.0.0.1"), "example.com"}};
  const std::string id = alert_id(key, at(0s), 0);
  EXPECT_NE(id, alert_id({5, 1, key.about}, at(0s), 0));
  EXPECT_NE(id, alert_id({4, 2, key.about}, at(0s), 0));
  EXPECT_NE(id, alert_id({4, 1, {address("10.0.0.2"), "example.com"}}, at(0s), 0));
  EXPECT_NE(id, alert_id({4, 1, {address("10.0.0.1"), "example.org"}}, at(0s), 0));
  EXPECT_NE(id, alert_id(key, at(1ns), 0));
  EXPECT_NE(id, alert_id(key, at(0s), 1));
  EXPECT_NE(incident_id(key.about, at(0s)), incident_id(key.about, at(1ns)));
}

TEST(IncidentKey, IsTheRegisteredDomainOrTheAddress) {
  EXPECT_EQ(incident_key(finding().named("a.example.com")).object, "example.com");
  EXPECT_EQ(incident_key(finding().bare()).object, "203.0.113.9");
}

TEST(Incident, TimelineKeepsTheFirstStepAndTheLatest) {
  Incident i;
  for (int n = 0; n < 20; ++n) i.raised({at(Duration(n * 1min)), "beacon", "periodic contact", 20 + n}, {"T1071"});
  ASSERT_EQ(i.timeline.size(), Incident::kMostSteps);
  EXPECT_EQ(i.timeline.front().score, 20);
  EXPECT_EQ(i.timeline[1].score, 25);
  EXPECT_EQ(i.timeline.back().score, 39);
}

TEST(Incident, TechniquesAreNamedOnceInOrder) {
  Incident i;
  i.raised({at(0s), "beacon", "periodic contact", 40}, {"T1071", "T1573"});
  i.raised({at(1s), "dns_tunnel", "data in names", 60}, {"T1572", "T1071"});
  EXPECT_EQ(i.techniques, (std::vector<std::string_view>{"T1071", "T1573", "T1572"}));
  i.forget("beacon");
  ASSERT_EQ(i.timeline.size(), 1U);
  EXPECT_EQ(i.timeline[0].detector, "dns_tunnel");
}

}  // namespace
}  // namespace sekisho::alerts

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

TEST(Incident, ForgetsWhoSpokeMoreThanADayAgo) {
  Incident i;
  i.note("beacon", at(0s), 40);
  i.note("dns_tunnel", at(2h), 40);
  EXPECT_EQ(i.others("beacon", at(2h)), std::vector<std::string>{"dns_tunnel"});
  EXPECT_EQ(i.others("long_session", at(24h)), (std::vector<std::string>{"beacon", "dns_tunnel"}));
  EXPECT_EQ(i.others("long_session", at(24h + 1s)), std::vector<std::string>{"dns_tunnel"});
  i.forget("dns_tunnel");
  EXPECT_TRUE(i.others("beacon", at(2h)).empty());
}

}  // namespace
}  // namespace sekisho::alerts

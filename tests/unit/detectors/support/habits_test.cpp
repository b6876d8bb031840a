#include "detectors/support/habits.hpp"

#include <gtest/gtest.h>

namespace sekisho::detectors::support {
namespace {

using model::Transport;

model::AppLabel label(std::string_view app, std::string_view master = "", std::string_view category = "") {
  model::AppLabel l;
  l.app.assign(app);
  l.master.assign(master);
  l.category.assign(category);
  l.confidence = model::Confidence::Dpi;
  return l;
}

TEST(Habits, ContentsDecideBeforeThePort) {
  EXPECT_EQ(protocol_habit(label("NTP"), Transport::Udp, 4000).habit, Habit::Time);
  EXPECT_FALSE(protocol_habit(label("NTP"), Transport::Udp, 4000).by_port);
  EXPECT_EQ(protocol_habit(label("HTTP"), Transport::Tcp, 22).habit, Habit::None);
}

TEST(Habits, AGuessedLabelLeavesItToThePort) {
  model::AppLabel guess = label("NTP");
  guess.confidence = model::Confidence::Port;
  EXPECT_EQ(protocol_habit(guess, Transport::Tcp, 10'050).habit, Habit::Monitoring);
  EXPECT_TRUE(protocol_habit(guess, Transport::Tcp, 10'050).by_port);
  EXPECT_EQ(protocol_habit({}, Transport::Udp, 10'050).habit, Habit::None) << "that port is TCP's";
}

TEST(Habits, SessionsThatHideOnAPortOfTheWebAreNotExcused) {
  EXPECT_EQ(protocol_habit(label("SSH"), Transport::Tcp, 22).habit, Habit::KeepAlive);
  EXPECT_EQ(protocol_habit(label("SSH"), Transport::Tcp, 443).habit, Habit::None);
  EXPECT_EQ(protocol_habit(label("OpenVPN"), Transport::Udp, 53).habit, Habit::None);
  EXPECT_EQ(protocol_habit(label("STUN"), Transport::Udp, 443).habit, Habit::Media) << "calls fall back to 443 by design";
}

TEST(Habits, ChatInsideTlsKeepsItsHabitOn443) {
  EXPECT_EQ(protocol_habit(label("Slack", "TLS", "Collaborative"), Transport::Tcp, 443).habit, Habit::KeepAlive);
}

TEST(Habits, IrcHasNoneThoughItsCategoryIsChat) { EXPECT_EQ(protocol_habit(label("IRC", "", "Chat"), Transport::Tcp, 6667).habit, Habit::None); }

TEST(Habits, InTlsThePortSaysWhatIsCarried) {
  EXPECT_EQ(protocol_habit(label("AmazonAWS", "TLS", "Cloud"), Transport::Tcp, 8883).habit, Habit::KeepAlive);
  EXPECT_TRUE(protocol_habit(label("TLS"), Transport::Tcp, 993).by_port);
  EXPECT_EQ(protocol_habit(label("TLS"), Transport::Tcp, 22).habit, Habit::None) << "no service speaks TLS there";
  EXPECT_EQ(protocol_habit(label("HTTP"), Transport::Tcp, 8883).habit, Habit::None);
}

TEST(Habits, NamesMatchAtLabelBoundaries) {
  EXPECT_EQ(name_habit("0.pool.ntp.org"), Habit::Time);
  EXPECT_EQ(name_habit("www.MSFTconnecttest.com"), Habit::Check);
  EXPECT_EQ(name_habit("notmsftncsi.com"), Habit::None);
  EXPECT_EQ(name_habit("ocsp.example.org"), Habit::Check);
}

TEST(Habits, AgentsMatchAtTheirBeginning) {
  EXPECT_EQ(agent_habit("Debian APT-HTTP/1.3 (2.6.1)"), Habit::Update);
  EXPECT_EQ(agent_habit("Mozilla/5.0 Debian APT-HTTP/1.3"), Habit::None);
}

}  // namespace
}  // namespace sekisho::detectors::support

#include <gtest/gtest.h>

#include "tests/unit/flow/table/rig.hpp"

namespace sekisho::table {
namespace {

using inspect::script;
const End kClient{ip("10.0.0.1"), 40'000};
const End kServer{ip("203.0.113.5"), 443};

TEST(Inspection, BeginsAtTheFirstPayloadAndEndsWhenNoMoreIsWanted) {
  Rig rig;
  Connection c(rig, kClient, kServer);
  c.open(0s);
  EXPECT_EQ(script().opened, 0U);
  c.client(1s, kA, 10);
  EXPECT_EQ(script().opened, 1U);
  EXPECT_TRUE(rig.all<model::FlowClassified>().empty());
  c.server(2s, kA, 10);
  EXPECT_EQ(script().closed, 1U);
  c.server(3s, kA, 10);
  EXPECT_EQ(script().seen, 2U);
  rig.finish();
  const auto classified = rig.bodies<model::FlowClassified>();
  ASSERT_EQ(classified.size(), 1U);
  EXPECT_EQ(classified[0].record.label.app, "Found");
  EXPECT_EQ(classified[0].record.to_client.payload, 10U);
  EXPECT_EQ(rig.ended().label.app, "Found");
  EXPECT_EQ(rig.ended().server_name, "example.org");
  EXPECT_EQ(script().closed, 1U);
}

TEST(Inspection, OfAFlowThatEndsEarlyIsClosedOnceAndClassified) {
  Rig rig;
  rig.at(0s, udp(kClient, kServer, 10));
  rig.finish();
  EXPECT_EQ(script().opened, 1U);
  EXPECT_EQ(script().closed, 1U);
  ASSERT_EQ(rig.all<model::FlowClassified>().size(), 1U);
  EXPECT_LT(rig.all<model::FlowClassified>()[0]->index, rig.all<model::FlowEnded>()[0]->index);
}

TEST(Inspection, AFlowWithoutPayloadIsNeitherInspectedNorClassified) {
  Rig rig;
  Connection c(rig, kClient, kServer);
  c.open(0s);
  c.client(1s, kF | kA);
  rig.finish();
  EXPECT_EQ(script().opened, 0U);
  EXPECT_TRUE(rig.all<model::FlowClassified>().empty());
  EXPECT_FALSE(rig.ended().label.known());
}

TEST(Inspection, OfTransportsWithoutPortsBeginsAtTheFirstPacket) {
  Rig rig;
  rig.at(0s, icmp(kClient, kServer, 8, 0, 0));
  EXPECT_EQ(script().opened, 1U);
}

TEST(Inspection, ThatNeverEndsClassifiesOnceAndGoesOn) {
  Rig rig;
  script().endless = true;
  for (int i = 0; i < 10; ++i) rig.at(i * 1s, udp(kClient, kServer, 10));
  EXPECT_EQ(rig.all<model::FlowClassified>().size(), 1U);
  EXPECT_EQ(script().seen, 10U);
  rig.finish();
  EXPECT_EQ(rig.all<model::FlowClassified>().size(), 1U);
  EXPECT_EQ(script().closed, 1U);
}

TEST(Inspection, RefusedFlowsCarryTheLabelByPort) {
  Rig rig;
  script().cap = 0;
  rig.at(0s, udp(kClient, kServer, 10));
  rig.at(1s, udp(kServer, kClient, 10));
  rig.finish();
  EXPECT_EQ(script().refused, 1U);
  EXPECT_EQ(script().closed, 0U);
  EXPECT_EQ(rig.all<model::FlowClassified>().size(), 1U);
  EXPECT_EQ(rig.ended().label.app, "ByPort");
  EXPECT_EQ(rig.ended().label.confidence, model::Confidence::Port);
}

TEST(Inspection, ObservationsCarryTheFlowTheTimeAndTheNextIndex) {
  Rig rig;
  script().observe = true;
  script().packets = 100;
  rig.at(3s, udp(kClient, kServer, 10));
  rig.at(4s, udp(kServer, kClient, 10));
  rig.advance(10min);
  const auto seen = rig.all<model::SshBanner>();
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_EQ(seen[0]->time, kStart + 3s);
  EXPECT_EQ(seen[1]->time, kStart + 4s);
  EXPECT_FALSE(std::get<model::SshBanner>(seen[1]->body).from_client);
  EXPECT_EQ(seen[2]->time, kStart + 4s + 5min);  // at the end of the flow
  EXPECT_EQ(seen[0]->flow.endpoints.server.port, kServer.port);
}

TEST(Inspection, SurvivesTheMoveToTheLargerPool) {
  Rig rig;
  script().packets = 100;
  rig.at(0s, udp(kClient, kServer, 10));
  rig.at(1s, udp(kClient, kServer, 10));
  rig.at(2s, udp(kServer, kClient, 10));
  EXPECT_EQ(script().opened, 1U);
  EXPECT_EQ(script().seen, 3U);
  rig.finish();
  EXPECT_EQ(script().open, 0U);
}

}  // namespace
}  // namespace sekisho::table

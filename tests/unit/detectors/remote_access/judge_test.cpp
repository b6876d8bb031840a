#include "detectors/remote_access/judge.hpp"

#include <gtest/gtest.h>

namespace sekisho::detectors::remote_access {
namespace {

const Params kParams;
const Tool kRdp{Kind::Desktop, "RDP", Sign::Bytes, false};
const Tool kTelnet{Kind::Terminal, "Telnet", Sign::Bytes, false};
const Tool kVendor{Kind::Vendor, "AnyDesk", Sign::Name, false};

Surroundings on(Direction d) {
  Surroundings a;
  a.direction = d;
  a.payload = 10'000;
  return a;
}

TEST(RemoteAccessJudge, WhereASessionRunsDecides) {
  EXPECT_GE(judge(kRdp, on(Direction::Inbound), kParams).score, 40);
  EXPECT_EQ(judge(kRdp, on(Direction::Outbound), kParams).score, 36);
  EXPECT_EQ(judge(kRdp, on(Direction::Internal), kParams).score, 20);
  EXPECT_LT(judge(kTelnet, on(Direction::Internal), kParams).score, 20) << "devices are managed so";
  EXPECT_GE(judge(kTelnet, on(Direction::Inbound), kParams).score, 40);
}

TEST(RemoteAccessJudge, AnAttemptIsEvidenceOnly) {
  Surroundings a = on(Direction::Inbound);
  a.payload = 60;
  EXPECT_LT(judge(kRdp, a, kParams).score, 20);
}

TEST(RemoteAccessJudge, TwoVendorsSayMoreThanOne) {
  Surroundings a = on(Direction::Outbound);
  a.named = true;
  a.vendors = 1;
  EXPECT_EQ(judge(kVendor, a, kParams).score, 26);
  a.vendors = 2;
  EXPECT_EQ(judge(kVendor, a, kParams).score, 46);
}

TEST(RemoteAccessJudge, HintsStayBelowAnAlert) {
  Surroundings a = on(Direction::Outbound);
  a.vendors = 3;
  EXPECT_LT(judge(Tool{Kind::Vendor, "AnyDesk", Sign::Name, true}, a, kParams).score, 20) << "somebody reads about it";
  EXPECT_LT(judge(Tool{Kind::Vendor, "AnyDesk", Sign::Port, false}, a, kParams).score, 20);
}

TEST(RemoteAccessJudge, WhatTheOperatorVouchesForIsSilent) {
  Surroundings a = on(Direction::Inbound);
  a.sanctioned = true;
  EXPECT_EQ(judge(kRdp, a, kParams).score, 0);
}

}  // namespace
}  // namespace sekisho::detectors::remote_access

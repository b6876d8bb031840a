#include <gtest/gtest.h>

#include "tests/unit/sensor/alerts/rig.hpp"

namespace sekisho::alerts {
namespace {

TEST(AlertMetrics, ExistAtZeroForEveryDetectorAndLevel) {
  const Rig rig;
  for (const auto* name : {"sekisho_findings_total", "sekisho_alerts_total", "sekisho_findings_suppressed_total"}) {
    for (const auto* detector : {"beacon", "dns_tunnel"}) EXPECT_EQ(rig.metric(name, "detector", detector), 0) << name;
    for (const auto* level : {"info", "low", "medium", "high", "critical"}) EXPECT_EQ(rig.metric(name, "level", level), 0) << name << level;
  }
  EXPECT_EQ(rig.metric("sekisho_alerts_rate_limited_total", "detector", "beacon"), 0);
  EXPECT_EQ(rig.metric("sekisho_alert_evictions_total", "table", "incidents"), 0);
  EXPECT_EQ(rig.metric("sekisho_alert_episodes"), 0);
}

TEST(AlertMetrics, EveryFindingEitherAlertsOrIsSuppressed) {
  AlertOptions options;
  AllowRule r;
  r.name = "cdn";
  r.reason = "ours";
  r.sources = {network("10.0.0.7")};
  options.allow = {r};
  Rig rig(options);
  rig.say(finding());
  rig.say(finding().when(1s));
  rig.say(finding().client("10.0.0.7"));
  rig.say(finding().score(5));
  rig.say(finding().score(0));
  rig.say(kTunnel, finding().score(85).client("10.0.0.3"));
  const double findings = rig.metric("sekisho_findings_total");
  EXPECT_EQ(findings, 6);
  EXPECT_EQ(rig.metric("sekisho_alerts_total"), 2);
  EXPECT_EQ(rig.metric("sekisho_findings_suppressed_total"), 4);
  EXPECT_EQ(rig.metric("sekisho_findings_total", "level", "info"), 2);
  EXPECT_EQ(rig.metric("sekisho_findings_total", "level", "medium"), 3);
  EXPECT_EQ(rig.metric("sekisho_alerts_total", "level", "critical"), 1);
  EXPECT_EQ(rig.metric("sekisho_alerts_total", "detector", "dns_tunnel"), 1);
}

}  // namespace
}  // namespace sekisho::alerts

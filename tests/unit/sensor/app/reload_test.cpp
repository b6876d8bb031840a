#include "sensor/app/reload.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sekisho::app {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

settings::Settings from(const std::string& text) {
  auto s = settings::parse(text, "c.yaml", {"beacon", "dns_tunnel"});
  EXPECT_TRUE(s) << s.error().message;
  return s ? std::move(*s) : settings::Settings{};
}

std::vector<std::string> waiting(const std::string& before, const std::string& after) { return waiting_for_restart(from(before), from(after)); }

TEST(Reload, WhatIsTheSameWaitsForNothing) {
  EXPECT_THAT(waiting("flow: {tcp_new: 5s}\n", "flow:\n  tcp_new: 5s   # as before\n"), IsEmpty());
  EXPECT_THAT(waiting_for_restart(settings::defaults(), settings::defaults()), IsEmpty());
}

TEST(Reload, WhatAReloadTakesWaitsForNothing) {
  EXPECT_THAT(waiting("",
                      "network: {home: [10.0.0.0/8], resolvers: [10.0.0.1], learning: 1d, sanctioned: [{kind: ntp, names: [a.example]}]}\n"
                      "alerts: {minimum: high, allow: [{reason: r, ports: [1]}]}\n"
                      "outputs: {eve: {path: other.json, types: [alert], rotate_size: 1MiB}}\n"
                      "detectors: {beacon: {evidence: 20}}\nsensor: {log_level: debug}\n"),
              IsEmpty());
}

TEST(Reload, WhatIsBuiltIntoThreadsAndTablesWaitsForTheNextStart) {
  EXPECT_THAT(waiting("flow: {tcp_new: 5s}\nweb: {listen: 127.0.0.1:1}\n",
                      "flow: {tcp_new: 6s}\nsensor: {workers: 2}\ncapture: {interfaces: [a]}\nnetwork: {max_names: 2000}\noutputs: {queue: 5}\n"),
              ElementsAre("capture.interfaces", "flow.tcp_new", "network.max_names", "outputs.queue", "sensor.workers", "web.listen"));
}

TEST(Reload, ListsAreComparedWhole) {
  EXPECT_THAT(waiting("capture: {interfaces: [a, b]}\n", "capture: {interfaces: [a, b]}\n"), IsEmpty());
  EXPECT_THAT(waiting("capture: {interfaces: [a, b]}\n", "capture: {interfaces: [b, a]}\n"), ElementsAre("capture.interfaces"));
  EXPECT_THAT(waiting("capture: {interfaces: [a]}\n", "capture: {interfaces: []}\n"), ElementsAre("capture.interfaces"));
}

TEST(Reload, SwitchesAndBoundsWaitForTheNextStart) {
  EXPECT_THAT(waiting("detectors: {beacon: {enabled: false}}\n",
                      "detectors: {dns_tunnel: {enabled: false, max_domains: 100}}\nalerts: {max_episodes: 100}\noutputs: {eve: {enabled: false}}\n"),
              ElementsAre("alerts.max_episodes", "detectors.beacon.enabled", "detectors.dns_tunnel.enabled", "detectors.dns_tunnel.max_domains",
                          "outputs.eve.enabled"));
}

}  // namespace
}  // namespace sekisho::app

#include "sensor/settings/settings.hpp"

#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "detectors/api/detector.hpp"

namespace sekisho::settings {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

const std::vector<std::string> kDetectors = {"beacon", "dns_tunnel"};

Settings read(const std::string& text) {
  auto settings = parse(text, "c.yaml", kDetectors);
  EXPECT_TRUE(settings) << settings.error().message;
  return settings ? std::move(*settings) : Settings{};
}

std::string error_of(const std::string& text) {
  const auto settings = parse(text, "c.yaml", kDetectors);
  return settings ? "no error" : settings.error().message;
}

TEST(Settings, AnEmptyFileIsTheDefaults) {
  const Settings s = read("");
  const Settings d = defaults();
  EXPECT_EQ(s.workers, d.workers);
  EXPECT_EQ(s.memory_budget, d.memory_budget);
  EXPECT_EQ(s.eve.path, d.eve.path);
  EXPECT_EQ(s.eve.types, d.eve.types);
  EXPECT_EQ(s.network.home.size(), d.network.home.size());
  EXPECT_EQ(s.flow.tcp_established, d.flow.tcp_established);
  EXPECT_EQ(s.file, "c.yaml");
}

TEST(Settings, EverySectionIsRead) {
  const Settings s = read(R"(
sensor: {name: tap1, workers: 3, memory: 2GiB, log_level: debug, run_as: sekisho, stats_interval: 30s}
capture: {interfaces: [eth1, eth2], filter: not port 22, snaplen: 1500, buffer: 128MiB, promiscuous: false, timestamp_type: adapter}
decode:
  max_tunnels: 2
  decapsulate: false
  fragment_memory: 1MiB
  fragment_timeout: 10s
  duplicates: {enabled: false, window: 5ms, entries: 1024}
flow: {memory: 512MiB, half_open_share: 0.2, emergency_at: 0.8, vlan_in_key: false, tcp_new: 5s, tcp_established: 2h, tcp_closed: 3s, udp_new: 6s,
       udp_established: 7m, icmp: 8m, other: 9m, active: 1h}
inspection: {dpi: false, tcp_packets: 5, udp_packets: 4, other_packets: 3, protocols_file: p.txt, max_flows: 1000, stream_bytes: 16KiB, stream_memory: 8MiB}
network:
  home: [192.0.2.0/24]
  resolvers: [192.0.2.53, "2001:db8::53"]
  learning: 1d
  max_names: 2000
  max_objects: 3000
  public_suffix_file: psl
  country_file: country
  asn_file: asn
  sanctioned:
    - kind: ntp
      networks: [192.0.2.7]
    - {kind: vpn, names: [VPN.example.com.]}
alerts:
  minimum: high
  first_repeat: 2h
  episode_end: 12h
  max_episodes: 500
  internal_factor: 0.5
  allow:
    - {name: backup, detector: beacon, sources: [192.0.2.8], networks: [198.51.100.0/24], domains: [Example.com], ports: [443, 8443],
       ja3: [773906b0efdefa24a7f2b8eb6985bf37], reason: nightly, expires: 2027-01-31}
outputs:
  queue: 8
  eve: {enabled: true, path: e.json, types: [alert, stats], community_id_seed: 7, rotate_size: 1GiB, rotate_age: 1d, rotate_keep: 3}
web: {enabled: false, listen: "[::1]:9000", insecure: true}
)");
  EXPECT_EQ(s.sensor_name, "tap1");
  EXPECT_EQ(s.workers, 3U);
  EXPECT_EQ(s.memory_budget, 2UL << 30);
  EXPECT_EQ(s.log_level, "debug");
  EXPECT_EQ(s.run_as, "sekisho");
  EXPECT_EQ(s.stats_interval, 30s);
  EXPECT_THAT(s.capture.interfaces, ElementsAre("eth1", "eth2"));
  EXPECT_EQ(s.capture.filter, "not port 22");
  EXPECT_EQ(s.capture.snaplen, 1500);
  EXPECT_EQ(s.capture.buffer_bytes, 128UL << 20);
  EXPECT_FALSE(s.capture.promiscuous);
  EXPECT_EQ(s.capture.timestamp_type, "adapter");
  EXPECT_EQ(s.decode.max_tunnels, 2U);
  EXPECT_FALSE(s.decode.decapsulate);
  EXPECT_EQ(s.decode.fragment_bytes, 1UL << 20);
  EXPECT_EQ(s.decode.fragment_timeout, 10s);
  EXPECT_FALSE(s.duplicates.enabled);
  EXPECT_EQ(s.duplicates.window, 5ms);
  EXPECT_EQ(s.duplicates.entries, 1024U);
  EXPECT_EQ(s.flow.memory, 512UL << 20);
  EXPECT_DOUBLE_EQ(s.flow.half_open_share, 0.2);
  EXPECT_DOUBLE_EQ(s.flow.emergency_at, 0.8);
  EXPECT_FALSE(s.flow.vlan_in_key);
  EXPECT_EQ(s.flow.tcp_new, 5s);
  EXPECT_EQ(s.flow.tcp_established, 2h);
  EXPECT_EQ(s.flow.tcp_closed, 3s);
  EXPECT_EQ(s.flow.udp_new, 6s);
  EXPECT_EQ(s.flow.udp_established, 7min);
  EXPECT_EQ(s.flow.icmp, 8min);
  EXPECT_EQ(s.flow.other, 9min);
  EXPECT_EQ(s.flow.active, 1h);
  EXPECT_FALSE(s.dpi_enabled);
  EXPECT_EQ(s.dpi.tcp_packets, 5U);
  EXPECT_EQ(s.dpi.udp_packets, 4U);
  EXPECT_EQ(s.dpi.other_packets, 3U);
  EXPECT_EQ(s.dpi.protocols_file, "p.txt");
  EXPECT_EQ(s.dpi.max_flows, 1000U);
  EXPECT_EQ(s.inspection.max_flows, 1000U);
  EXPECT_EQ(s.inspection.stream_bytes, 16UL << 10);
  EXPECT_EQ(s.inspection.stream_budget, 8UL << 20);
  ASSERT_EQ(s.network.home.size(), 1U);
  EXPECT_EQ(s.network.home[0].to_string(), "192.0.2.0/24");
  EXPECT_THAT(s.network.resolvers, ElementsAre(*IpAddress::parse("192.0.2.53"), *IpAddress::parse("2001:db8::53")));
  EXPECT_EQ(s.network.learning, 24h);
  EXPECT_EQ(s.network.max_names, 2000U);
  EXPECT_EQ(s.network.max_objects, 3000U);
  EXPECT_EQ(s.network.public_suffix_file, "psl");
  EXPECT_EQ(s.network.country_file, "country");
  EXPECT_EQ(s.network.asn_file, "asn");
  ASSERT_EQ(s.network.sanctioned.size(), 2U);
  EXPECT_EQ(s.network.sanctioned[0].kind, "ntp");
  EXPECT_THAT(s.network.sanctioned[1].names, ElementsAre("vpn.example.com"));
  EXPECT_EQ(s.alerts.minimum, alerts::Level::High);
  EXPECT_EQ(s.alerts.first_repeat, 2h);
  EXPECT_EQ(s.alerts.episode_end, 12h);
  EXPECT_EQ(s.alerts.max_episodes, 500U);
  EXPECT_DOUBLE_EQ(s.alerts.internal_factor, 0.5);
  ASSERT_EQ(s.alerts.allow.size(), 1U);
  const alerts::AllowRule& rule = s.alerts.allow[0];
  EXPECT_EQ(rule.name, "backup");
  EXPECT_EQ(rule.detector, "beacon");
  EXPECT_EQ(rule.sources.size(), 1U);
  EXPECT_EQ(rule.networks.size(), 1U);
  EXPECT_THAT(rule.domains, ElementsAre("example.com"));
  EXPECT_THAT(rule.ports, ElementsAre(443, 8443));
  EXPECT_EQ(rule.ja3.size(), 1U);
  EXPECT_EQ(rule.reason, "nightly");
  EXPECT_EQ(rule.expires, Timestamp(std::chrono::seconds(1'801'353'600)));
  EXPECT_EQ(s.output_queue, 8U);
  EXPECT_EQ(s.eve.path, "e.json");
  EXPECT_THAT(s.eve.types, ElementsAre("alert", "stats"));
  EXPECT_EQ(s.eve.community_id_seed, 7);
  EXPECT_EQ(s.eve.rotate_size, 1UL << 30);
  EXPECT_EQ(s.eve.rotate_age, 24h);
  EXPECT_EQ(s.eve.rotate_keep, 3U);
  EXPECT_FALSE(s.web_enabled);
  EXPECT_EQ(s.web_listen, "[::1]:9000");
  EXPECT_TRUE(s.web_insecure);
}

TEST(Settings, AnUnknownKeyIsNamedWithItsPlaceAndTheNearestValidOne) {
  EXPECT_EQ(error_of("capture:\n  interface: [eth0]\n"), "c.yaml:2:3: capture.interface: unknown key; did you mean \"interfaces\"?");
  EXPECT_EQ(error_of("captur:\n  interfaces: [eth0]\n"), "c.yaml:1:1: captur: unknown key; did you mean \"capture\"?");
  EXPECT_EQ(error_of("detectors:\n  beacons: {}\n"), "c.yaml:2:3: detectors.beacons: unknown key; did you mean \"beacon\"?");
}

TEST(Settings, AnUnknownKeyWithoutANeighbourListsTheValidOnes) {
  EXPECT_EQ(error_of("web:\n  tls_certificate: x\n"), "c.yaml:2:3: web.tls_certificate: unknown key; valid are enabled, listen, insecure");
}

TEST(Settings, AWrongTypeSaysWhatIsExpectedAndWhatIsThere) {
  EXPECT_EQ(error_of("sensor:\n  workers: two\n"), "c.yaml:2:12: sensor.workers: expected a whole number, 1 … 64, got \"two\"");
  EXPECT_EQ(error_of("sensor:\n  workers: \"2\"\n"), "c.yaml:2:12: sensor.workers: expected a whole number, 1 … 64, got the text \"2\"");
  EXPECT_EQ(error_of("sensor:\n  workers: [1]\n"), "c.yaml:2:12: sensor.workers: expected a whole number, 1 … 64, got a list");
  EXPECT_EQ(error_of("flow:\n  vlan_in_key: yes\n"), "c.yaml:2:16: flow.vlan_in_key: expected true or false, got \"yes\"");
  EXPECT_EQ(error_of("flow: 7\n"), "c.yaml:1:7: flow: expected a section (keys, indented), got \"7\"");
  EXPECT_EQ(error_of("capture:\n  interfaces: eth0\n"), "c.yaml:2:15: capture.interfaces: expected a list of texts, got \"eth0\"");
}

TEST(Settings, AValueOutOfRangeNamesTheRange) {
  EXPECT_EQ(error_of("sensor: {workers: 65}\n"), "c.yaml:1:19: sensor.workers: expected a whole number, 1 … 64, got \"65\"");
  EXPECT_THAT(error_of("flow: {half_open_share: 1.5}\n"), HasSubstr("expected a number, 0.05 … 0.9, got \"1.5\""));
  EXPECT_THAT(error_of("flow: {tcp_new: 2h}\n"), HasSubstr("expected a duration such as 250ms, 5s, 10m, 4h or 7d, 1s … 1h, got \"2h\""));
  EXPECT_THAT(error_of("flow: {memory: 1MiB}\n"), HasSubstr("expected a size such as 64KiB, 256MiB or 1GiB, 4MiB … 1024GiB, got \"1MiB\""));
}

TEST(Settings, AUnitThatIsNoneIsRefused) {
  EXPECT_THAT(error_of("flow: {tcp_new: 60}\n"), HasSubstr("expected a duration"));
  EXPECT_THAT(error_of("flow: {tcp_new: 60 s}\n"), HasSubstr("expected a duration"));
  EXPECT_THAT(error_of("flow: {memory: 256MB}\n"), HasSubstr("expected a size"));
  EXPECT_THAT(error_of("flow: {memory: 99999999999GiB}\n"), HasSubstr("expected a size"));
}

TEST(Settings, AWrongWordNamesTheChoices) {
  EXPECT_EQ(error_of("sensor: {log_level: warn}\n"), "c.yaml:1:21: sensor.log_level: expected one of debug, info, warning, error, got \"warn\"");
  EXPECT_THAT(error_of("alerts: {minimum: hihg}\n"), HasSubstr("(did you mean \"high\"?)"));
  EXPECT_EQ(error_of("outputs: {eve: {types: [alerts]}}\n"),
            "c.yaml:1:24: outputs.eve.types: no event type \"alerts\"; did you mean \"alert\"?; there are: alert, flow, dns, tls, http, dhcp, stats");
}

TEST(Settings, EveryProblemIsToldAtOnce) {
  const std::string all = error_of("sensor: {workers: 0}\nflow: {tcp_new: x}\nwebb: {}\ndetectors: {beacon: {enabled: 1}}\n");
  EXPECT_THAT(all, AllOf(HasSubstr("c.yaml:1:19: sensor.workers"), HasSubstr("c.yaml:2:17: flow.tcp_new"), HasSubstr("c.yaml:3:1: webb: unknown key"),
                         HasSubstr("c.yaml:4:31: detectors.beacon.enabled: expected true or false")));
}

TEST(Settings, AnEmptySectionKeepsItsDefaults) { EXPECT_EQ(read("flow:\ncapture:\ndetectors:\n").flow.tcp_new, defaults().flow.tcp_new); }

TEST(Settings, AllowRulesNeedAReasonAndACondition) {
  EXPECT_EQ(error_of("alerts:\n  allow:\n    - domains: [example.com]\n"),
            "c.yaml:3:7: alerts.allow[0].reason: is required: say why this is accepted");
  EXPECT_THAT(error_of("alerts: {allow: [{reason: all}]}\n"), HasSubstr("an empty rule would silence everything"));
  EXPECT_THAT(error_of("alerts: {allow: [{reason: r, ports: [80], detector: beacn}]}\n"), HasSubstr("did you mean \"beacon\"?"));
  EXPECT_THAT(error_of("alerts: {allow: [{reason: r, ports: [70000]}]}\n"), HasSubstr("expected a port, 0 … 65535, got \"70000\""));
  EXPECT_THAT(error_of("alerts: {allow: [{reason: r, domains: [\"*.example.com\"]}]}\n"),
              HasSubstr("which covers every name below it, got \"*.example.com\""));
  EXPECT_THAT(error_of("alerts: {allow: [{reason: r, ja3: [abc]}]}\n"), HasSubstr("expected a JA3 (32 hex digits) or JA4"));
  EXPECT_THAT(error_of("alerts: {allow: [{reason: r, ports: [80], expires: 31.01.2027}]}\n"), HasSubstr("expected a day such as 2027-01-31"));
  EXPECT_THAT(error_of("alerts: {allow: [{reason: r, sources: [10.0.0.0/33]}]}\n"), HasSubstr("expected a network such as 10.0.0.0/8 or an address"));
  EXPECT_THAT(error_of("alerts: {allow: [{reason: r, ports: [80], source: [10.0.0.1]}]}\n"), HasSubstr("did you mean \"sources\"?"));
}

TEST(Settings, ARuleWithoutANameIsCalledByItsPlace) {
  const Settings s = read("alerts: {allow: [{name: first, reason: r, ports: [80]}, {reason: r, ports: [81]}]}\n");
  EXPECT_EQ(s.alerts.allow.at(1).name, "rule 2");
  EXPECT_EQ(s.alerts.allow.at(1).detector, "*");
}

TEST(Settings, SanctionsNeedAKindAndAnAim) {
  EXPECT_THAT(error_of("network: {sanctioned: [{networks: [10.0.0.0/8]}]}\n"), HasSubstr("network.sanctioned[0].kind: is required"));
  EXPECT_THAT(error_of("network: {sanctioned: [{kind: ntp}]}\n"), HasSubstr("an empty rule would sanction everything"));
}

TEST(Settings, AddressesOfResolversAreAddresses) {
  EXPECT_EQ(error_of("network: {resolvers: [10.0.0.0/8]}\n"),
            "c.yaml:1:22: network.resolvers: expected an address such as 10.0.0.53, got \"10.0.0.0/8\"");
}

TEST(Settings, DuplicateEntriesAreAPowerOfTwo) {
  EXPECT_THAT(error_of("decode: {duplicates: {entries: 1000}}\n"), HasSubstr("decode.duplicates.entries: must be a power of two"));
}

TEST(Settings, AnOutputNeedsAPath) {
  EXPECT_THAT(error_of("outputs: {eve: {path: \"\"}}\n"), HasSubstr("outputs.eve.path: is empty"));
  EXPECT_EQ(error_of("outputs: {eve: {path: \"\", enabled: false}}\n"), "no error");
}

TEST(Settings, TablesMustFitTheBudget) {
  EXPECT_EQ(error_of("sensor: {memory: 256MiB}\n"),
            "c.yaml: flow.memory, inspection.stream_memory and decode.fragment_memory make 336 MiB; sensor.memory allows 256 MiB");
  EXPECT_EQ(error_of("sensor: {memory: 256MiB}\nflow: {memory: 128MiB}\n"), "no error");
}

TEST(Settings, ADetectorsSectionIsHandedOnWithoutEnabled) {
  const Settings s = read("detectors:\n  beacon:\n    min_beats: 1\n    enabled: false\n    max_keys: 7\n");
  EXPECT_THAT(s.disabled_detectors, ElementsAre("beacon"));
  ConfigReader r(s.detector("beacon"));
  std::int64_t keys = 0;
  r.integer("max_keys", keys, 0, 10);
  EXPECT_EQ(keys, 7);
  const auto rest = r.finish();
  ASSERT_TRUE(rest.has_error()) << "min_beats was not asked for";
  EXPECT_THAT(rest.error().message, StartsWith("c.yaml:3:5: detectors.beacon.min_beats: unknown key"));
}

TEST(Settings, ADetectorWithoutASectionReadsAsEmpty) {
  const Settings s = read("detectors: {beacon: {}}\n");
  EXPECT_EQ(s.detector("dns_tunnel").node, nullptr);
  EXPECT_EQ(s.detector("dns_tunnel").path, "detectors.dns_tunnel");
  EXPECT_TRUE(s.disabled_detectors.empty());
}

TEST(Settings, SettingsOutliveTheirCopies) {
  ConfigView view;
  std::shared_ptr<const ConfigNode> tree;
  {
    const Settings s = read("detectors: {beacon: {max_keys: 5}}\n");
    const Settings copy = s;
    view = copy.detector("beacon");
    tree = copy.tree;
  }
  ASSERT_NE(view.node, nullptr);
  EXPECT_EQ(view.node->find("max_keys")->scalar, "5");
}

TEST(Settings, AFileThatCannotBeReadSaysWhy) {
  const auto missing = load("/nonexistent/c.yaml", kDetectors);
  ASSERT_TRUE(missing.has_error());
  EXPECT_EQ(missing.error().message, "/nonexistent/c.yaml: cannot be read: No such file or directory");
  const auto folder = load("/", kDetectors);
  ASSERT_TRUE(folder.has_error());
  EXPECT_EQ(folder.error().message, "/: cannot be read: Is a directory");
  const auto endless = load("/dev/zero", kDetectors);
  ASSERT_TRUE(endless.has_error());
  EXPECT_THAT(endless.error().message, HasSubstr("a configuration has at most"));
}

TEST(Settings, TheShippedFileIsReadAndIsTheDefaults) {
  std::vector<std::string> names;
  for (const detectors::DetectorInfo* d : detectors::all_detectors()) names.emplace_back(d->name);
  const auto shipped = load(SEKISHO_SOURCE_DIR "/config/sekisho.yaml", names);
  ASSERT_TRUE(shipped) << shipped.error().message;
  EXPECT_TRUE(shipped->disabled_detectors.empty());
  EXPECT_EQ(shipped->detectors.size(), names.size());
  EXPECT_EQ(shipped->memory_budget, defaults().memory_budget);
}

TEST(Settings, SectionsListEveryKeyOnce) {
  std::set<std::string> seen;
  for (const Section& section : sections(kDetectors)) {
    for (const ConfigKey& key : section.keys) EXPECT_TRUE(seen.insert(section.path + "." + key.name).second) << section.path << '.' << key.name;
  }
  for (const char* key :
       {"sensor.workers", "decode.duplicates.window", "outputs.eve.path", "alerts.allow[].reason", "network.sanctioned[].kind", ".web"}) {
    EXPECT_TRUE(seen.contains(key)) << key;
  }
}

}  // namespace
}  // namespace sekisho::settings

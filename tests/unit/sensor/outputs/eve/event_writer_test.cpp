#include "sensor/outputs/eve/event_writer.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/sensor/outputs/samples.hpp"

namespace sekisho::outputs::eve {
namespace {

using nlohmann::json;

const std::vector<std::string> kNames{"eth0", "eth1"};

json read(std::string_view line) {
  EXPECT_TRUE(line.ends_with("}\n"));
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  return json::parse(line);
}

struct EventWriterTest : testing::Test {
  EventWriter writer{Origin{"sensor-1", 0, &kNames, false}};
};

TEST_F(EventWriterTest, CommonFieldsAreSuricatas) {
  model::FlowRecord r = flow_record();
  r.ref.interface = 1;
  const json e = read(writer.flow(at(), r, RecordKind::Final, false));
  EXPECT_EQ(e["timestamp"], "2026-11-24T14:13:46.123456+0000");
  EXPECT_EQ(e["flow_id"], 77);
  EXPECT_EQ(e["in_iface"], "eth1");
  EXPECT_FALSE(e.contains("pcap_filename"));
  EXPECT_EQ(e["event_type"], "flow");
  EXPECT_EQ(e["vlan"], json({100, 200}));
  EXPECT_EQ(e["src_ip"], "10.0.0.1");
  EXPECT_EQ(e["src_port"], 40'000);
  EXPECT_EQ(e["dest_ip"], "203.0.113.9");
  EXPECT_EQ(e["dest_port"], 443);
  EXPECT_EQ(e["proto"], "TCP");
  EXPECT_EQ(e["app_proto"], "tls");
  EXPECT_EQ(e["tunnel"]["proto"], "vxlan");
  EXPECT_EQ(e["host"], "sensor-1");
  EXPECT_EQ(e["community_id"], model::community_id(r.ref, 0));
}

TEST_F(EventWriterTest, CapturesAreNamedAsFiles) {
  EventWriter files(Origin{"", 0, &kNames, true});
  const json e = read(files.flow(at(), flow_record(), RecordKind::Final, false));
  EXPECT_EQ(e["pcap_filename"], "eth0");
  EXPECT_FALSE(e.contains("in_iface"));
  EXPECT_FALSE(e.contains("host"));
}

TEST_F(EventWriterTest, AnInterfaceWithoutANameIsLeftOut) {
  model::FlowRecord r = flow_record();
  r.ref.interface = 9;
  EXPECT_FALSE(read(writer.flow(at(), r, RecordKind::Final, false)).contains("in_iface"));
}

TEST_F(EventWriterTest, IcmpHasTypeAndCodeInsteadOfPorts) {
  alerts::Alert a = alert();
  a.finding.flow = flow_ref(model::Transport::Icmp);
  a.finding.flow.endpoints.client.port = 8;
  a.finding.flow.endpoints.server.port = 0;
  const json e = read(writer.alert(a));
  EXPECT_EQ(e["proto"], "ICMP");
  EXPECT_EQ(e["icmp_type"], 8);
  EXPECT_EQ(e["icmp_code"], 0);
  EXPECT_FALSE(e.contains("src_port"));
  EXPECT_FALSE(e.contains("dest_port"));
  EXPECT_FALSE(e["c2"]["server"].contains("port"));
}

TEST_F(EventWriterTest, AnAlertCarriesSuricatasObjectAndAttack) {
  const json e = read(writer.alert(alert()));
  const json& a = e["alert"];
  EXPECT_EQ(e["event_type"], "alert");
  EXPECT_EQ(a["action"], "allowed");
  EXPECT_EQ(a["gid"], 1);
  EXPECT_EQ(a["signature_id"], 9'000'401);
  EXPECT_EQ(a["rev"], 1);
  EXPECT_EQ(a["signature"], "sekisho beacon: periodic contact");
  EXPECT_EQ(a["severity"], 1);
  EXPECT_EQ(a["metadata"]["mitre_tactic_id"], json({"TA0011", "TA0010"}));
  EXPECT_EQ(a["metadata"]["mitre_tactic_name"], json({"Command and Control", "Exfiltration"}));
  EXPECT_EQ(a["metadata"]["mitre_technique_id"], json({"T1071.001", "T1573", "T1041"}));
  EXPECT_EQ(a["metadata"]["mitre_technique_name"],
            json({"Application Layer Protocol: Web Protocols", "Encrypted Channel", "Exfiltration Over C2 Channel"}));
  EXPECT_EQ(a["metadata"]["confidence"], json({"High"}));
  EXPECT_EQ(e["flow"]["start"], "2026-11-24T14:12:46.123456+0000");
}

TEST_F(EventWriterTest, AnAlertExplainsItself) {
  const json c2 = read(writer.alert(alert()))["c2"];
  EXPECT_EQ(c2["alert_id"], "0123456789abcdef");
  EXPECT_EQ(c2["incident_id"], "fedcba9876543210");
  EXPECT_EQ(c2["detector"], "beacon");
  EXPECT_EQ(c2["score"], 72);
  EXPECT_EQ(c2["level"], "high");
  EXPECT_EQ(c2["reason"], "10.0.0.1 contacted text every 59.8 s");
  EXPECT_EQ(c2["indicators"], json({"beacon.interval", "beacon.size", "no_dns.unresolved_ip"}));
  EXPECT_EQ(c2["evidence"]["period_s"], 59.8);
  EXPECT_EQ(c2["evidence"]["beats"], 42);
  EXPECT_EQ(c2["evidence"]["open"], true);
  EXPECT_EQ(c2["evidence"]["recent_intervals_s"], json({60.0, 59.5}));
  EXPECT_EQ(c2["evidence"]["names"], json({"a.example", "text"}));
  EXPECT_EQ(c2["evidence"]["thresholds"][0], json({{"name", "beacon.interval"}, {"value", 59.8}, {"threshold", 15.0}, {"points", 60}}));
  EXPECT_EQ(c2["context"][1]["points"], -15);
  EXPECT_EQ(c2["first_seen"], "2026-11-24T13:13:46.123456+0000");
  EXPECT_EQ(c2["last_seen"], "2026-11-24T14:13:46.123456+0000");
  EXPECT_EQ(c2["flows"], 42);
  EXPECT_EQ(c2["bytes_toserver"], 12'345);
  EXPECT_EQ(c2["bytes_toclient"], 54'321);
  EXPECT_EQ(c2["many_servers"], true);
  EXPECT_EQ(c2["episode_update"], 2);
  EXPECT_EQ(c2["suppressed"], 9);
  EXPECT_EQ(c2["client"], json({{"ip", "10.0.0.1"},
                                {"mac", "02:aa:00:00:00:01"},
                                {"mac_source", "arp"},
                                {"hostname", "text"},
                                {"hostname_source", "netbios"},
                                {"home", true}}));
  EXPECT_EQ(c2["server"], json({{"ip", "203.0.113.9"}, {"port", 443}, {"name", "a.example"}, {"country", "NL"}, {"asn", 64'500}, {"home", false}}));
}

TEST_F(EventWriterTest, NamesOfWhichNobodySaysTheSourceStandAlone) {
  alerts::Alert a = alert();
  a.client.mac_source = a.client.name_source = detectors::IdentitySource::None;
  const json client = read(writer.alert(a))["c2"]["client"];
  EXPECT_EQ(client["hostname"], "text");
  EXPECT_FALSE(client.contains("hostname_source"));
  EXPECT_FALSE(client.contains("mac_source"));
}

TEST_F(EventWriterTest, WhatIsNotKnownIsLeftOut) {
  alerts::Alert a = alert();
  a.client.mac = a.client.hostname = a.server.name = a.server.country = "";
  a.server.asn = 0;
  a.finding.label = {};
  const json e = read(writer.alert(a));
  EXPECT_EQ(e["c2"]["client"], json({{"ip", "10.0.0.1"}, {"home", true}}));
  EXPECT_EQ(e["c2"]["server"], json({{"ip", "203.0.113.9"}, {"port", 443}, {"home", false}}));
  EXPECT_FALSE(e.contains("app_proto"));
}

TEST_F(EventWriterTest, SeverityFollowsTheLevel) {
  alerts::Alert a = alert();
  const std::pair<alerts::Level, std::pair<int, std::string>> rows[] = {{alerts::Level::Critical, {1, "High"}},
                                                                        {alerts::Level::High, {1, "High"}},
                                                                        {alerts::Level::Medium, {2, "Medium"}},
                                                                        {alerts::Level::Low, {3, "Low"}},
                                                                        {alerts::Level::Info, {4, "Low"}}};
  for (const auto& [level, wanted] : rows) {
    a.level = level;
    const json e = read(writer.alert(a));
    EXPECT_EQ(e["alert"]["severity"], wanted.first);
    EXPECT_EQ(e["alert"]["metadata"]["confidence"][0], wanted.second);
  }
}

TEST_F(EventWriterTest, EvidenceIsBoundedAndSaysSo) {
  alerts::Alert a = alert();
  a.finding.evidence = {{"many", std::vector<double>(100, 1.5)},
                        {"long", std::string(5'000, 'x')},
                        {"names", std::vector<std::string>(100, "n")},
                        {"wide", std::vector<std::string>{std::string(600, 'w')}},
                        {"thresholds", std::int64_t{3}}};
  const json evidence = read(writer.alert(a))["c2"]["evidence"];
  EXPECT_EQ(evidence["many"].size(), 64U);
  EXPECT_EQ(evidence["many_truncated"], true);
  EXPECT_EQ(evidence["long"].get<std::string>().size(), 512U);
  EXPECT_EQ(evidence["long_truncated"], true);
  EXPECT_EQ(evidence["names"].size(), 64U);
  EXPECT_EQ(evidence["names_truncated"], true);
  EXPECT_EQ(evidence["wide_truncated"], true);
  EXPECT_EQ(evidence["thresholds_"], 3) << "a key of ours is not lost to a detector's";
  EXPECT_TRUE(evidence["thresholds"].is_array());
}

TEST_F(EventWriterTest, AFlowRecordCountsAndNamesItsState) {
  const json e = read(writer.flow(at(), flow_record(), RecordKind::Final, true));
  const json& f = e["flow"];
  EXPECT_EQ(f["pkts_toserver"], 10);
  EXPECT_EQ(f["pkts_toclient"], 12);
  EXPECT_EQ(f["bytes_toserver"], 2'000);
  EXPECT_EQ(f["bytes_toclient"], 9'000);
  EXPECT_EQ(f["start"], "2026-11-24T14:12:46.123456+0000");
  EXPECT_EQ(f["end"], "2026-11-24T14:13:46.123456+0000");
  EXPECT_EQ(f["age"], 60);
  EXPECT_EQ(f["state"], "closed");
  EXPECT_EQ(f["reason"], "closed");
  EXPECT_EQ(f["alerted"], true);
  EXPECT_EQ(f["interim"], false);
  EXPECT_EQ(f["conn_state"], "SF");
  EXPECT_EQ(f["history"], "ShADadFf");
  EXPECT_EQ(f["server_name"], "a.example");
  EXPECT_EQ(f["client_guessed"], true);
  EXPECT_EQ(f["midstream"], true);
  EXPECT_EQ(e["tcp"]["tcp_flags"], "ff");
  EXPECT_EQ(e["tcp"]["tcp_flags_ts"], "1b");
  EXPECT_EQ(e["tcp"]["tcp_flags_tc"], "ff");
  EXPECT_EQ(e["tcp"]["syn"], true);
  EXPECT_EQ(e["tcp"]["retransmitted_toserver"], 100);
  EXPECT_EQ(e["dpi"], json({{"protocol", "TLS"}, {"application", "Google"}, {"category", "Web"}, {"confidence", "dpi"}}));
}

TEST_F(EventWriterTest, AnUnknownUdpFlowHasNeitherTcpNorDpi) {
  model::FlowRecord r = flow_record();
  r.ref.transport = model::Transport::Udp;
  r.label = {};
  const json e = read(writer.flow(at(), r, RecordKind::Interim, false));
  EXPECT_FALSE(e.contains("tcp"));
  EXPECT_FALSE(e.contains("dpi"));
  EXPECT_FALSE(e.contains("app_proto"));
  EXPECT_EQ(e["flow"]["interim"], true);
}

TEST_F(EventWriterTest, StatsMirrorTheMetrics) {
  const json e = read(writer.stats(stats()));
  EXPECT_EQ(e["event_type"], "stats");
  EXPECT_EQ(e["stats"]["uptime"], 12.5);
  EXPECT_EQ(e["stats"]["sekisho_decoded_packets_total"], 1234);
  EXPECT_EQ(e["stats"]["sekisho_output_dropped_total"], json({{"output=eve", 0.0}, {"output=text", 3.0}}));
  EXPECT_EQ(e["host"], "sensor-1");
}

TEST_F(EventWriterTest, NoTextOfAPeerBreaksOutOfItsField) {
  const std::string evil = "\",\"event_type\":\"alert\"}\n{\"x\":\"\xE2\x80\xAE\x1B[2J\xFF\x7F\xC2\x9B";
  const json e = read(writer.alert(alert({evil, evil})));
  EXPECT_EQ(e["event_type"], "alert");
  EXPECT_EQ(e.size(), read(writer.alert(alert())).size());
  const std::string line(writer.alert(alert({evil, evil})));
  for (const char c : line.substr(0, line.size() - 1)) EXPECT_TRUE(c >= 0x20 && c < 0x7F);
  EXPECT_NE(e["c2"]["server"]["name"].get<std::string>().find("\\xff"), std::string::npos);
}

}  // namespace
}  // namespace sekisho::outputs::eve

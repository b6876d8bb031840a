#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sensor/outputs/eve/event_writer.hpp"
#include "tests/unit/sensor/outputs/samples.hpp"

namespace sekisho::outputs::eve {
namespace {

using nlohmann::json;

struct ProtocolEventsTest : testing::Test {
  EventWriter writer{Origin{}};
  const model::FlowRef flow = flow_ref();
};

TEST_F(ProtocolEventsTest, ADnsAnswerListsItsRecords) {
  const json e = json::parse(writer.dns(at(), flow, dns_answer()));
  const json& d = e["dns"];
  EXPECT_EQ(e["event_type"], "dns");
  EXPECT_EQ(e["app_proto"], "dns");
  EXPECT_EQ(d["version"], 2);
  EXPECT_EQ(d["type"], "answer");
  EXPECT_EQ(d["id"], 4711);
  EXPECT_EQ(d["flags"], "8780");
  for (const auto* flag : {"qr", "aa", "tc", "rd", "ra"}) EXPECT_EQ(d[flag], true);
  EXPECT_EQ(d["rrname"], "a.example");
  EXPECT_EQ(d["rrtype"], "TXT");
  EXPECT_EQ(d["rcode"], "NOERROR");
  ASSERT_EQ(d["answers"].size(), 3U);
  EXPECT_EQ(d["answers"][0], json({{"rrname", "a.example"}, {"rrtype", "A"}, {"ttl", 300}, {"rdata", "203.0.113.9"}}));
  EXPECT_EQ(d["answers"][2]["rrtype"], "TYPE65280");
  EXPECT_EQ(d["grouped"]["A"], json({"203.0.113.9"}));
  EXPECT_EQ(d["grouped"]["TXT"], json({"text"}));
  EXPECT_EQ(d["authorities"][0]["rrtype"], "NS");
  EXPECT_EQ(d["additionals"][0]["rdata"], "2001:db8::1");
}

TEST_F(ProtocolEventsTest, ADnsQueryHasNoAnswer) {
  model::DnsMessage m;
  m.id = 7;
  m.recursion_desired = true;
  m.query = "a.example";
  m.query_type = 1;
  const json d = json::parse(writer.dns(at(), flow, m))["dns"];
  EXPECT_EQ(
      d,
      json({{"version", 2}, {"type", "query"}, {"id", 7}, {"flags", "100"}, {"rd", true}, {"opcode", 0}, {"rrname", "a.example"}, {"rrtype", "A"}}));
}

TEST_F(ProtocolEventsTest, LongListsOfRecordsAreCut) {
  model::DnsMessage m = dns_answer();
  m.answers.assign(200, m.answers[1]);
  EXPECT_EQ(json::parse(writer.dns(at(), flow, m))["dns"]["answers"].size(), 64U);
}

TEST_F(ProtocolEventsTest, ATlsHandshakeIsOneRecord) {
  const json e = json::parse(writer.tls({at(), flow, client_hello(), server_hello(), certificate()}));
  const json& t = e["tls"];
  EXPECT_EQ(e["app_proto"], "tls");
  EXPECT_EQ(t["sni"], "a.example");
  EXPECT_EQ(t["client_alpns"], json({"h2", "text"}));
  EXPECT_EQ(t["ja3"]["hash"], "e7d705a3286e19ea42f587b344ee6865");
  EXPECT_EQ(t["ja3"]["string"], "771,4865-4866,0-23,29-23,0");
  EXPECT_EQ(t["ja4"], "t13d1516h2_8daaf6152771_e5627efa2ab1");
  EXPECT_EQ(t["ja3s"]["hash"], "f4febc55ea12b31ae17cfb7e614afda8");
  EXPECT_EQ(t["version"], "TLS 1.2");
  EXPECT_EQ(t["subject"], "CN=text");
  EXPECT_EQ(t["issuerdn"], "text");
  EXPECT_EQ(t["subjectaltname"], json({"a.example", "b.example"}));
  EXPECT_EQ(t["serial"], "00ff");
  EXPECT_EQ(t["fingerprint"], "0a:1b:2c");
  EXPECT_EQ(t["notbefore"], "2026-11-23T14:13:46");
  EXPECT_EQ(t["session_resumed"], true);
}

TEST_F(ProtocolEventsTest, AHelloAloneSaysWhatTheClientOffers) {
  model::TlsClientHello hello = client_hello();
  hello.version = 0x0304;
  hello.quic = true;
  const json e = json::parse(writer.tls({at(), flow, hello, {}, {}}));
  EXPECT_EQ(e["app_proto"], "quic");
  EXPECT_EQ(e["tls"]["version"], "TLS 1.3");
  EXPECT_FALSE(e["tls"].contains("subject"));
}

TEST_F(ProtocolEventsTest, AnHttpTransactionWithoutResponseHasNoStatus) {
  model::HttpTransaction t = transaction();
  json h = json::parse(writer.http(at(), flow, t))["http"];
  EXPECT_EQ(h["hostname"], "a.example");
  EXPECT_EQ(h["url"], "text");
  EXPECT_EQ(h["http_user_agent"], "text");
  EXPECT_EQ(h["http_content_type"], "text");
  EXPECT_EQ(h["http_refer"], "text");
  EXPECT_EQ(h["http_method"], "text");
  EXPECT_EQ(h["protocol"], "HTTP/1.1");
  EXPECT_EQ(h["status"], 200);
  EXPECT_EQ(h["length"], 512);
  t.has_response = t.has_host = false;
  h = json::parse(writer.http(at(), flow, t))["http"];
  EXPECT_FALSE(h.contains("status"));
  EXPECT_FALSE(h.contains("length"));
  EXPECT_FALSE(h.contains("hostname"));
}

TEST_F(ProtocolEventsTest, ADhcpLeaseSaysWhoHasTheAddress) {
  const json d = json::parse(writer.dhcp(at(), flow, lease()))["dhcp"];
  EXPECT_EQ(d, json({{"type", "reply"},
                     {"dhcp_type", "ack"},
                     {"client_mac", "02:aa:00:00:00:01"},
                     {"assigned_ip", "10.0.0.1"},
                     {"lease_time", 3600},
                     {"hostname", "text"},
                     {"dns_servers", {"10.0.0.53", "2001:db8::53"}}}));
}

}  // namespace
}  // namespace sekisho::outputs::eve

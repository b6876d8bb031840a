// From rows to what they mean.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sensor/zeek/json_line.hpp"
#include "sensor/zeek/records.hpp"
#include "sensor/zeek/services.hpp"

namespace sekisho::zeek {
namespace {

using testing::HasSubstr;

const std::string kShared = R"("ts":100.5,"uid":"C1","id.orig_h":"10.0.0.5","id.orig_p":50000,"id.resp_h":"203.0.113.7","id.resp_p":)";

Result<Entry> entry(const std::string& rest, Kind kind) {
  JsonLine json;
  Row row;
  EXPECT_FALSE(json.read("{" + kShared + rest + "}", row));
  return entry_of(row, kind, HashSeed{1});
}

TEST(Records, AConnectionIsItsCountsStateAndService) {
  const auto e = entry(
      R"(443,"proto":"tcp","service":"ssl","duration":90.25,"orig_bytes":1000,"resp_bytes":5000,"conn_state":"SF","history":"ShADadFf","orig_pkts":12,"orig_ip_bytes":1600,"resp_pkts":14,"resp_ip_bytes":5700)",
      Kind::Conn);
  ASSERT_TRUE(e);
  const auto& c = std::get<Connection>(e->body);
  EXPECT_TRUE(c.established);
  EXPECT_EQ(c.record.ref.endpoints.server.port, 443);
  EXPECT_EQ(c.record.duration(), 90250ms);
  EXPECT_EQ(c.record.to_server.payload, 1000U);
  EXPECT_EQ(c.record.to_client.bytes, 5700U);
  EXPECT_EQ(c.record.state, model::FlowState::Closed);
  EXPECT_EQ(c.record.to_server.tcp_flags, 0x1B);
  EXPECT_TRUE(c.record.label.sure());
  EXPECT_TRUE(c.record.label.is("TLS"));
  EXPECT_FALSE(c.record.ref.midstream);
  EXPECT_EQ(e->written, e->time + 90250ms);
}

TEST(Records, AnUnansweredConnectionIsNotEstablished) {
  const auto e =
      entry(R"(4444,"proto":"tcp","conn_state":"S0","history":"S","orig_pkts":1,"orig_ip_bytes":60,"resp_pkts":0,"resp_ip_bytes":0)", Kind::Conn);
  ASSERT_TRUE(e);
  EXPECT_FALSE(std::get<Connection>(e->body).established);
  EXPECT_EQ(std::get<Connection>(e->body).record.state, model::FlowState::New);
}

TEST(Records, WhoSawNoBeginningGuessesTheClient) {
  const auto e =
      entry(R"(22,"proto":"tcp","conn_state":"OTH","history":"DadA","orig_bytes":10,"resp_bytes":10,"orig_pkts":3,"resp_pkts":3)", Kind::Conn);
  ASSERT_TRUE(e);
  EXPECT_TRUE(std::get<Connection>(e->body).record.ref.midstream);
  EXPECT_TRUE(std::get<Connection>(e->body).record.ref.client_guessed);
}

TEST(Records, NoServiceIsADenialOnlyWhereAnAnalyzerWouldHaveSpoken) {
  model::FlowRef flow;
  flow.transport = model::Transport::Tcp;
  flow.endpoints.server.port = 443;
  EXPECT_EQ(label_of("", flow).confidence, model::Confidence::Port);
  EXPECT_EQ(label_of("spicy_something", flow).confidence, model::Confidence::Partial);
  flow.endpoints.server.port = 5432;
  EXPECT_EQ(label_of("", flow).confidence, model::Confidence::Partial);
  EXPECT_TRUE(label_of("gssapi,smb", flow).is("SMBv23"));
  EXPECT_TRUE(label_of("ssl,smtp", flow).is("SMTP"));
  flow.endpoints.server.port = 4444;
  EXPECT_FALSE(label_of("", flow).known());
}

TEST(Records, ALookupIsAQuestionAndItsAnswer) {
  const auto e = entry(
      R"(53,"proto":"udp","trans_id":7,"rtt":0.25,"query":"WWW.Example.com","qclass":1,"qtype":1,"rcode":0,"RD":true,"RA":true,"answers":["edge.example.net","192.0.2.9"],"TTLs":[300.0,60.0],"rejected":false)",
      Kind::Dns);
  ASSERT_TRUE(e);
  const auto& l = std::get<Lookup>(e->body);
  EXPECT_EQ(l.query.query, "www.example.com");
  EXPECT_FALSE(l.query.response);
  EXPECT_EQ(l.answered, e->time + 250ms);
  ASSERT_TRUE(l.response);
  ASSERT_EQ(l.response->answers.size(), 2U);
  EXPECT_EQ(l.response->answers[0].type, 5);
  EXPECT_EQ(l.response->answers[0].data, "edge.example.net");
  EXPECT_EQ(l.response->answers[1].name, "edge.example.net") << "the alias leads on";
  EXPECT_EQ(l.response->answers[1].address.to_string(), "192.0.2.9");
  EXPECT_EQ(l.response->answers[1].ttl, 60U);
}

TEST(Records, TextAndUnknownAnswers) {
  const auto e =
      entry(R"(53,"proto":"udp","query":"t.example.com","qtype":16,"rcode":0,"answers":["TXT 11 hello world","<unknown type=10>"],"rejected":false)",
            Kind::Dns);
  ASSERT_TRUE(e);
  const auto& answers = std::get<Lookup>(e->body).response->answers;
  EXPECT_EQ(answers[0].data, "hello world");
  EXPECT_EQ(answers[0].data_size, 11);
  EXPECT_EQ(answers[1].data_size, 0) << "its length is not in the log";
}

TEST(Records, ALookupWithoutAnswerIsAQuestionAlone) {
  const auto e = entry(R"(53,"proto":"udp","query":"example.com","qtype":1,"rejected":false)", Kind::Dns);
  ASSERT_TRUE(e);
  EXPECT_FALSE(std::get<Lookup>(e->body).response);
}

TEST(Records, AHandshakeWithCertificate) {
  const auto e = entry(
      R"(443,"version":"TLSv12","server_name":"C2.example","resumed":false,"established":true,"subject":"CN=x","issuer":"CN=x","ja3":"0149f47eabf9a20d0893e2a44e5a6323","ja3s":"hostile","cert_chain_fps":[")" +
          std::string(64, 'A') + R"("])",
      Kind::Ssl);
  ASSERT_TRUE(e);
  const auto& h = std::get<Handshake>(e->body);
  EXPECT_EQ(h.client.server_name, "c2.example");
  EXPECT_EQ(h.client.ja3, "0149f47eabf9a20d0893e2a44e5a6323");
  ASSERT_TRUE(h.server);
  EXPECT_EQ(h.server->version, 0x0303);
  EXPECT_EQ(h.server->ja3s, "") << "no digest";
  ASSERT_TRUE(h.certificate);
  EXPECT_TRUE(h.certificate->self_signed);
  EXPECT_EQ(h.certificate->sha256, std::string(64, 'a'));
}

TEST(Records, AProxyTransaction) {
  const auto e =
      entry(R"(3128,"trans_depth":1,"method":"CONNECT","host":"c2.example","uri":"c2.example:443","version":"1.1","status_code":200)", Kind::Http);
  ASSERT_TRUE(e);
  const auto& t = std::get<model::HttpTransaction>(e->body);
  EXPECT_EQ(t.connect_target, "c2.example:443");
  EXPECT_EQ(t.version, "HTTP/1.1");
  EXPECT_TRUE(t.has_response);
}

TEST(Records, DamagedValuesAreNamed) {
  EXPECT_THAT(entry(R"("http","proto":"tcp")", Kind::Conn).error().message, HasSubstr("id.resp_p"));
  EXPECT_THAT(entry(R"(80,"proto":"tcp","duration":"long")", Kind::Conn).error().message, HasSubstr("duration"));
  EXPECT_THAT(entry(R"(80,"proto":"tcp","duration":1e9)", Kind::Conn).error().message, HasSubstr("a year at most"));
  Row row;
  row.set(Column::Ts, "1");
  EXPECT_EQ(entry_of(row, Kind::Conn, HashSeed{1}).error().message, "id.orig_h is missing");
}

}  // namespace
}  // namespace sekisho::zeek

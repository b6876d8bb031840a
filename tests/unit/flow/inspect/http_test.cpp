#include <gmock/gmock.h>

#include "tests/unit/flow/inspect/rig.hpp"
#include "tests/unit/flow/parse/tls_bytes.hpp"

namespace sekisho::inspect {
namespace {

using model::Confidence;
using model::HttpTransaction;
using test::Frame;

constexpr char kClient[] = "10.0.0.2:40000";

class Http : public testing::Test {
 protected:
  void SetUp() override { rig.classifier->wants = 2; }
  Rig rig;
  Connection c{rig, kClient, "198.51.100.7:4444"};
};

TEST_F(Http, TransactionsAreSaidOnAnyPortAsLongAsTheConnectionLives) {
  for (int i = 0; i < 5; ++i) {
    c.client("GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: api.example:4444\r\n\r\n");
    c.server("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc");
  }
  ASSERT_EQ(rig.all<HttpTransaction>().size(), 5U);
  EXPECT_EQ(rig.all<HttpTransaction>()[4].uri, "/4");
  EXPECT_EQ(rig.all<HttpTransaction>()[4].status, 200);
  EXPECT_TRUE(c.flow.inspecting());
  EXPECT_EQ(rig.classifier->fed, 2U) << "DPI was done long ago";
  EXPECT_EQ(c.flow.about.server_name, "api.example");
  EXPECT_EQ(c.flow.about.label.app, "HTTP");
}

TEST_F(Http, ARequestSplitOverSegmentsIsOne) {
  c.client("GE");
  c.client("T /a HTTP/1.1\r\nHo");
  c.client("st: a.example\r\n\r\n");
  c.server("HTTP/1.1 204 No Content\r\n\r\n");
  ASSERT_EQ(rig.all<HttpTransaction>().size(), 1U);
  EXPECT_EQ(rig.all<HttpTransaction>()[0].host, "a.example");
}

TEST_F(Http, ARequestWithoutResponseIsSaidAtTheEnd) {
  c.client("GET /a HTTP/1.1\r\nHost: a.example\r\n\r\n");
  EXPECT_TRUE(rig.all<HttpTransaction>().empty());
  c.end();
  ASSERT_EQ(rig.all<HttpTransaction>().size(), 1U);
  EXPECT_FALSE(rig.all<HttpTransaction>()[0].has_response);
  EXPECT_EQ(c.flow.about.server_name, "a.example");
}

TEST_F(Http, LostBytesAreAGapAndTheConnectionGoesOn) {
  c.client("GET /a HTTP/1.1\r\nHost: a.example\r\n\r\n");
  c.server("HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n");
  c.server_at(5000, test::text("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
  c.client_acknowledges(5100);
  EXPECT_EQ(rig.metric("sekisho_stream_gaps_total"), 1);
  c.client("GET /b HTTP/1.1\r\nHost: a.example\r\n\r\n");
  c.server_at(5038, test::text("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"));
  ASSERT_GE(rig.all<HttpTransaction>().size(), 2U);
  EXPECT_EQ(rig.all<HttpTransaction>().back().status, 404);
}

TEST_F(Http, ATunnelsTlsIsReadToo) {
  c.client("CONNECT hidden.example:443 HTTP/1.1\r\nHost: hidden.example:443\r\n\r\n");
  c.server("HTTP/1.1 200 Connection established\r\n\r\n");
  test::ClientHello hello;
  hello.extensions = {test::server_name("inside.example")};
  c.client(test::handshake(test::bytes(hello)));
  ASSERT_EQ(rig.all<model::TlsClientHello>().size(), 1U);
  EXPECT_EQ(rig.all<model::TlsClientHello>()[0].server_name, "inside.example");
  EXPECT_EQ(rig.all<HttpTransaction>()[0].connect_target, "hidden.example:443");
  EXPECT_EQ(c.flow.about.server_name, "hidden.example") << "whom the client asked for";
  test::ServerHello answer;
  answer.extensions = {test::server_version(0x0304)};
  c.server(test::handshake(test::bytes(answer)));
  EXPECT_EQ(rig.all<model::TlsServerHello>().size(), 1U);
  EXPECT_FALSE(c.flow.inspecting());
  EXPECT_EQ(c.flow.about.label.app, "HTTP") << "what the connection itself speaks";
}

TEST_F(Http, AnUpgradedConnectionIsLeftAlone) {
  c.client("GET /ws HTTP/1.1\r\nHost: a.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
  c.server("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
  for (int i = 0; i < 3; ++i) c.server(Frame{0x82, 0x02, 0x11, 0x22});
  EXPECT_FALSE(c.flow.inspecting());
  ASSERT_EQ(rig.all<HttpTransaction>().size(), 1U);
  EXPECT_TRUE(rig.all<HttpTransaction>()[0].upgrade);
}

TEST_F(Http, ALongDownloadHoldsNothing) {
  c.client("GET /big HTTP/1.1\r\nHost: a.example\r\n\r\n");
  c.server("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
  const double before = rig.metric("sekisho_stream_bytes");
  for (int i = 0; i < 100; ++i) c.server(Frame(1400, 'x'));
  EXPECT_EQ(rig.metric("sekisho_stream_bytes"), before);
  EXPECT_TRUE(c.flow.inspecting());
}

TEST_F(Http, ThatTurnsOutToBeSomethingElseEndsThere) {
  c.client("GET /a HTTP/1.1\r\nHost: a.example\r\n\r\n");
  c.server("garbage from another protocol\r\n\r\n");
  EXPECT_TRUE(c.flow.about.classified);
  EXPECT_FALSE(c.flow.inspecting());
}

TEST(HttpBudget, AStreamPastTheBudgetIsGivenUpAndCounted) {
  InspectorOptions options;
  options.stream_budget = 4096;
  Rig rig(options);
  Connection c(rig, kClient, "198.51.100.7:80");
  c.client("GET /a HTTP/1.1\r\nHost: a.example\r\nCookie: " + std::string(1000, 'x'));
  for (int i = 0; i < 6; ++i) c.client(std::string(1000, 'x'));
  EXPECT_EQ(rig.metric("sekisho_inspection_cut_short_total", "streams"), 1);
  EXPECT_EQ(rig.metric("sekisho_stream_bytes"), 0);
  c.end();
  EXPECT_EQ(c.flow.about.label.app, "HTTP") << "its first line was read";
}

}  // namespace
}  // namespace sekisho::inspect

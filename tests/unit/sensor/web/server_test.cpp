// The server as a scraper and as an attacker meet it: over a real socket on a port that the kernel chooses. Client and server take turns on the one
// loop of the test, so nothing waits for a clock.
#include "sensor/web/server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

namespace sekisho::web {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class ServerTest : public ::testing::Test {
 protected:
  static WebOptions options() {
    WebOptions o;
    o.listen = "127.0.0.1:0";
    return o;
  }
  void start(const WebOptions& o = options()) {
    auto server = Server::start(loop_, o, counters_, [this] { return ready_; });
    ASSERT_TRUE(server) << server.error().message;
    server_ = std::move(*server);
    ASSERT_NE(server_->port(), 0);
  }
  tcp::socket connect() {
    tcp::socket socket(loop_);
    socket.connect({asio::ip::address_v4::loopback(), server_->port()});
    return socket;
  }
  /// Sends @p request and reads until the server closes.
  std::string exchange(const std::string& request) {
    tcp::socket socket = connect();
    asio::write(socket, asio::buffer(request));
    return rest(socket);
  }
  /// Everything until the server closes.
  std::string rest(tcp::socket& socket) {
    std::string answer;
    bool done = false;
    asio::async_read(socket, asio::dynamic_buffer(answer), [&](const boost::system::error_code&, std::size_t) { done = true; });
    run_until(done);
    return answer;
  }
  void run_until(const bool& done) {
    loop_.restart();
    while (!done) loop_.run_one();
  }
  std::string get(const std::string& path) { return exchange("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"); }

  asio::io_context loop_;
  Counters counters_;
  Readiness ready_{true, ""};
  std::unique_ptr<Server> server_;
};

TEST_F(ServerTest, HealthIsThatItAnswers) {
  start();
  ready_ = {false, "nothing works\n"};
  EXPECT_THAT(get("/healthz"), AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), HasSubstr("\r\n\r\nok\n")));
}

TEST_F(ServerTest, ReadinessSaysWhatIsMissing) {
  start();
  EXPECT_THAT(get("/readyz"), AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("\r\n\r\nready\n")));
  ready_ = {false, "no packet decoded yet\noutput eve cannot be written"};
  EXPECT_THAT(get("/readyz"), AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("\r\n\r\nno packet decoded yet\noutput eve cannot be written\n")));
}

TEST_F(ServerTest, MetricsAreTheCountersOfThisMoment) {
  Counter& packets = counters_.counter("sekisho_packets_total", "Packets");
  start();
  packets.add(5);
  const std::string answer = get("/metrics");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(answer, HasSubstr("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
  EXPECT_THAT(answer, HasSubstr("\nsekisho_packets_total 5\n"));
  packets.add();
  EXPECT_THAT(get("/metrics?name=x"), HasSubstr("\nsekisho_packets_total 6\n"));
}

TEST_F(ServerTest, AnythingElseIsNotFoundOrNotAllowed) {
  start();
  EXPECT_THAT(get("/"), StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(get("/metrics/../../etc/passwd"), StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(exchange("POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
              AllOf(StartsWith("HTTP/1.1 405 "), HasSubstr("Allow: GET\r\n")));
}

TEST_F(ServerTest, AConnectionTakesSeveralRequests) {
  start();
  const std::string request = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
  tcp::socket socket = connect();
  asio::write(socket, asio::buffer(request + request + "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
  const std::string answers = rest(socket);
  std::size_t count = 0;
  for (std::size_t at = answers.find("HTTP/1.1 200"); at != std::string::npos; at = answers.find("HTTP/1.1 200", at + 1)) ++count;
  EXPECT_EQ(count, 3U);
}

TEST_F(ServerTest, GreedyRequestsAreRefused) {
  start();
  EXPECT_THAT(exchange("GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + std::string(20'000, 'a') + "\r\n\r\n"), StartsWith("HTTP/1.1 431 "));
  EXPECT_THAT(exchange("GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n"), StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(exchange("\x16\x03\x01 hello\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
}

TEST_F(ServerTest, AClientThatLeavesHarmsNobody) {
  start();
  {
    tcp::socket socket = connect();
    asio::write(socket, asio::buffer(std::string("GET /met")));
  }
  EXPECT_THAT(get("/healthz"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(ServerTest, OneConnectionTooManyIsToldSo) {
  WebOptions o = options();
  o.max_connections = 2;
  start(o);
  tcp::socket first = connect();
  tcp::socket second = connect();
  // Answers prove that the server has taken both.
  for (tcp::socket* socket : {&first, &second}) {
    asio::write(*socket, asio::buffer(std::string("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")));
    bool done = false;
    std::string answer(12, ' ');
    asio::async_read(*socket, asio::buffer(answer), [&](const boost::system::error_code&, std::size_t) { done = true; });
    run_until(done);
    EXPECT_EQ(answer, "HTTP/1.1 200");
  }
  EXPECT_THAT(get("/healthz"), StartsWith("HTTP/1.1 503 "));
  first.close();
  std::string answer;
  while (!answer.starts_with("HTTP/1.1 200")) answer = get("/healthz");  // until the server has noticed that one left
}

TEST_F(ServerTest, ASlowClientIsLeft) {
  WebOptions o = options();
  o.timeout = std::chrono::milliseconds(1);
  start(o);
  tcp::socket socket = connect();
  asio::write(socket, asio::buffer(std::string("GET /healthz HT")));
  EXPECT_EQ(rest(socket), "") << "closed without an answer";
}

TEST_F(ServerTest, AStopClosesEveryConnection) {
  start();
  tcp::socket socket = connect();
  asio::write(socket, asio::buffer(std::string("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")));
  bool done = false;
  std::string answer(12, ' ');
  asio::async_read(socket, asio::buffer(answer), [&](const boost::system::error_code&, std::size_t) { done = true; });
  run_until(done);
  server_->stop();
  rest(socket);
  server_.reset();
  loop_.restart();
  loop_.run();  // returns: nothing of the server is pending
}

TEST_F(ServerTest, APortThatIsTakenIsNamedWithARemedy) {
  start();
  WebOptions o = options();
  o.listen = "127.0.0.1:" + std::to_string(server_->port());
  const auto second = Server::start(loop_, o, counters_, [] { return Readiness{}; });
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, AllOf(HasSubstr(o.listen), HasSubstr("is another sensor running?")));
}

}  // namespace
}  // namespace sekisho::web

#include "flow/parse/http.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sekisho::test {
namespace {

using parse::HttpBody;
using parse::HttpRequestHead;
using parse::HttpResponseHead;
using parse::HttpTracker;
using parse::Progress;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

HttpRequestHead request(std::string_view stream) {
  HttpRequestHead head;
  EXPECT_EQ(parse::parse_http_request(as_bytes(stream), head), Progress::Done) << stream;
  return head;
}
HttpResponseHead response(std::string_view stream) {
  HttpResponseHead head;
  EXPECT_EQ(parse::parse_http_response(as_bytes(stream), head), Progress::Done) << stream;
  return head;
}
Progress request_progress(std::string_view stream) {
  HttpRequestHead head;
  return parse::parse_http_request(as_bytes(stream), head);
}
Progress response_progress(std::string_view stream) {
  HttpResponseHead head;
  return parse::parse_http_response(as_bytes(stream), head);
}

TEST(HttpRequest, ItsFieldsAreTaken) {
  constexpr std::string_view kHead =
      "POST /a?b=c HTTP/1.1\r\nHost: www.example.com:8080\r\nUser-Agent: curl/7.88.1\r\nReferer: http://example.com/\r\n"
      "Content-Type: text/plain\r\nContent-Length: 5\r\n\r\n";
  const HttpRequestHead head = request(std::string(kHead) + "hello");
  EXPECT_EQ(head.request.method, "POST");
  EXPECT_EQ(head.request.uri, "/a?b=c");
  EXPECT_EQ(head.request.version, "HTTP/1.1");
  EXPECT_TRUE(head.request.has_host);
  EXPECT_EQ(head.request.host, "www.example.com:8080");
  EXPECT_EQ(head.request.user_agent, "curl/7.88.1");
  EXPECT_EQ(head.request.referer, "http://example.com/");
  EXPECT_EQ(head.request.request_type, "text/plain");
  EXPECT_EQ(head.request.request_length, 5U);
  EXPECT_EQ(head.body, HttpBody::Length);
  EXPECT_EQ(head.size, kHead.size());
  EXPECT_FALSE(head.request.has_response);
}

TEST(HttpRequest, NamesOfFieldsMayBeOfAnyCaseAndLinesMayEndInLfAlone) {
  constexpr std::string_view kHead = "GET / HTTP/1.0\nhOST:example.com\nUSER-AGENT :\tx \n\n";
  const HttpRequestHead head = request(kHead);
  EXPECT_EQ(head.request.host, "example.com");
  EXPECT_EQ(head.request.user_agent, "x");
  EXPECT_EQ(head.size, kHead.size());
}

TEST(HttpRequest, FoldedLinesAreJoined) {
  const HttpRequestHead head = request("GET / HTTP/1.1\r\nUser-Agent: one\r\n two\r\n\tthree\r\nHost:\r\n example.com\r\n\r\n");
  EXPECT_EQ(head.request.user_agent, "one two three");
  EXPECT_EQ(head.request.host, "example.com");
}

TEST(HttpRequest, TheFirstOfTwoHostsCounts) {
  EXPECT_EQ(request("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n").request.host, "a");
  const HttpRequestHead empty = request("GET / HTTP/1.1\r\nHost:\r\nHost: b\r\n\r\n");
  EXPECT_TRUE(empty.request.has_host);
  EXPECT_EQ(empty.request.host, "");
}

TEST(HttpRequest, AnAbsoluteUriGivesTheHostWhereNoFieldDoes) {
  const HttpRequestHead head = request("GET http://user@Example.com:8080/x HTTP/1.1\r\n\r\n");
  EXPECT_FALSE(head.request.has_host);
  EXPECT_EQ(head.request.host, "Example.com:8080");
  EXPECT_EQ(request("GET http://a/ HTTP/1.1\r\nHost: b\r\n\r\n").request.host, "b");
  EXPECT_EQ(request("GET /go?to=http://a/ HTTP/1.1\r\n\r\n").request.host, "");
}

TEST(HttpRequest, ConnectHasATarget) {
  const HttpRequestHead head = request("CONNECT example.com:443 HTTP/1.1\r\n\r\n");
  EXPECT_EQ(head.request.connect_target, "example.com:443");
  EXPECT_EQ(head.request.host, "example.com:443");
  EXPECT_EQ(request("GET / HTTP/1.1\r\n\r\n").request.connect_target, "");
}

TEST(HttpRequest, AnyTokenOfUpperCaseLettersIsAMethod) {
  for (const std::string_view method : {"PROPFIND", "BREW", "RPC_IN_DATA", "VERSION-CONTROL", "ABCDEFGHIJKLMNOPQRST"}) {
    EXPECT_EQ(request(std::string(method) + " / HTTP/1.1\r\n\r\n").request.method, method);
  }
  EXPECT_EQ(request_progress("ABCDEFGHIJKLMNOPQRSTU / HTTP/1.1\r\n\r\n"), Progress::Other);
  EXPECT_EQ(request_progress("get / HTTP/1.1\r\n\r\n"), Progress::Other);
  EXPECT_EQ(request_progress(" / HTTP/1.1\r\n\r\n"), Progress::Other);
}

TEST(HttpRequest, OtherTextProtocolsAreSeenByTheirFirstLine) {
  for (const std::string_view stream :
       {"EHLO mail.example.com\r\n", "OPTIONS sip:a SIP/2.0\r\n", "GET /\r\n", "USER a b\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET / HTTP/1\r\n",
        "GET /\x01 HTTP/1.1\r\n", "GET /a\tb HTTP/1.1\r\n", "GET / HTTP/1.1\t\r\n", "GET HTTP/1.1\r\n"}) {
    EXPECT_EQ(request_progress(stream), Progress::Other) << stream;
  }
  EXPECT_EQ(request_progress("GET /\x01"), Progress::Other) << "before the line ends";
  EXPECT_EQ(request_progress("\x16\x03\x01"), Progress::Other);
}

TEST(HttpRequest, EveryPartOfAHeadNeedsMore) {
  constexpr std::string_view kHead = "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n";
  for (std::size_t n = 0; n < kHead.size(); ++n) EXPECT_EQ(request_progress(kHead.substr(0, n)), Progress::NeedMore) << n;
  EXPECT_EQ(request(kHead).size, kHead.size());
}

TEST(HttpRequest, AHeadBeyond16KiBIsRefused) {
  const auto head = [](std::size_t size) {
    std::string text = "GET / HTTP/1.1\r\nA: ";
    return text + std::string(size - text.size() - 4, 'x') + "\r\n\r\n";
  };
  EXPECT_EQ(request(head(16'384)).size, 16'384U);
  EXPECT_EQ(request_progress(head(16'385)), Progress::Other);
  EXPECT_EQ(request_progress(head(16'386).substr(0, 16'384)), Progress::NeedMore);
  EXPECT_EQ(request_progress(head(16'386).substr(0, 16'385)), Progress::Other);
  EXPECT_EQ(request_progress("GET /" + std::string(16'380, 'x')), Progress::Other);
}

TEST(HttpRequest, LongTextIsCut) {
  const std::string long_one(1000, 'x');
  const HttpRequestHead head = request("GET /" + long_one + " HTTP/1.1\r\nHost: " + long_one + "\r\nUser-Agent: " + long_one + "\r\n\r\n");
  EXPECT_THAT(head.request.uri, SizeIs(512));
  EXPECT_THAT(head.request.user_agent, SizeIs(512));
  EXPECT_THAT(head.request.host, SizeIs(255));
}

TEST(HttpRequest, WhatFramesItsBody) {
  const auto body = [](std::string_view fields) { return request(std::string("POST / HTTP/1.1\r\n").append(fields).append("\r\n")).body; };
  EXPECT_EQ(body(""), HttpBody::None);
  EXPECT_EQ(body("Content-Length: 0\r\n"), HttpBody::None);
  EXPECT_EQ(body("Content-Length: 7\r\n"), HttpBody::Length);
  EXPECT_EQ(body("Content-Length: 7, 7\r\n"), HttpBody::Length);
  EXPECT_EQ(body("Content-Length: seven\r\n"), HttpBody::None);
  EXPECT_EQ(body("Content-Length: 99999999999999999999\r\n"), HttpBody::None);
  EXPECT_EQ(body("Content-Length: 7\r\nTransfer-Encoding: gzip, Chunked\r\n"), HttpBody::Chunked);
  EXPECT_EQ(body("Transfer-Encoding: gzip\r\n"), HttpBody::None);
}

TEST(HttpResponse, ItsFieldsAreTaken) {
  const HttpResponseHead head = response("HTTP/1.1 404 Not Found\r\nServer: nginx\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\nnot found");
  EXPECT_EQ(head.version, "HTTP/1.1");
  EXPECT_EQ(head.status, 404);
  EXPECT_EQ(head.server, "nginx");
  EXPECT_EQ(head.type, "text/html");
  EXPECT_EQ(head.length, 9U);
  EXPECT_EQ(head.body, HttpBody::Length);
  EXPECT_EQ(response("HTTP/1.0 200\r\n\r\n").status, 200) << "without a reason";
}

TEST(HttpResponse, OtherThingsAreNone) {
  for (const std::string_view stream : {"HTTP/1.1 2xx\r\n\r\n", "HTTP/1.1  200 OK\r\n\r\n", "HTTP/x.1 200 OK\r\n\r\n", "HTTP/1.1 2000\r\n\r\n",
                                        "SSH-2.0-x\r\n", "HTTP/1.1 20\r\n\r\n", "HTTP/1.1 200 \x02\r\n\r\n"}) {
    EXPECT_EQ(response_progress(stream), Progress::Other) << stream;
  }
}

TEST(HttpResponse, WhatFramesItsBody) {
  const auto body = [](std::string_view status, std::string_view fields) {
    return response("HTTP/1.1 " + std::string(status) + "\r\n" + std::string(fields) + "\r\n").body;
  };
  EXPECT_EQ(body("200 OK", ""), HttpBody::UntilClose);
  EXPECT_EQ(body("200 OK", "Content-Length: 0\r\n"), HttpBody::None);
  EXPECT_EQ(body("200 OK", "Transfer-Encoding: chunked\r\n"), HttpBody::Chunked);
  EXPECT_EQ(body("200 OK", "Transfer-Encoding: gzip\r\nContent-Length: 7\r\n"), HttpBody::UntilClose);
  for (const std::string_view bare : {"100 Continue", "204 No Content", "304 Not Modified"})
    EXPECT_EQ(body(bare, "Content-Length: 7\r\n"), HttpBody::None);
}

// ---- The tracker.

/// A connection whose transactions are told as "METHOD uri status"; 0 where no response was seen.
class Connection {
 public:
  bool client(std::string_view text) { return tracker.feed(as_bytes(text), true, now); }
  bool server(std::string_view text) { return tracker.feed(as_bytes(text), false, now); }
  std::vector<std::string> told() {
    std::vector<std::string> out;
    for (const auto& t : tracker.finished()) out.push_back(t.method + " " + t.uri + " " + std::to_string(t.has_response ? t.status : 0));
    return out;
  }
  HttpTracker tracker;
  Timestamp now{};
};

std::string get(std::string_view uri) { return "GET " + std::string(uri) + " HTTP/1.1\r\nHost: a\r\n\r\n"; }
std::string ok(std::string_view body) { return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body); }

TEST(HttpTracker, AResponseFinishesItsRequest) {
  Connection c;
  c.now = Timestamp(3s);
  EXPECT_TRUE(c.client(get("/1")));
  EXPECT_THAT(c.told(), IsEmpty());
  c.now = Timestamp(4s);
  EXPECT_TRUE(c.server("HTTP/1.1 200 OK\r\nServer: s\r\nContent-Type: t\r\nContent-Length: 3\r\n\r\nabc"));
  ASSERT_THAT(c.told(), ElementsAre("GET /1 200"));
  const model::HttpTransaction& t = c.tracker.finished().front();
  EXPECT_EQ(t.request_time, Timestamp(3s));
  EXPECT_EQ(t.server, "s");
  EXPECT_EQ(t.response_type, "t");
  EXPECT_EQ(t.response_length, 3U);
}

TEST(HttpTracker, WhatABodyBeginsWithAndHoldsIsKept) {
  Connection c;
  c.client("POST /1 HTTP/1.1\r\nCookie: a=b\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n");
  c.server("HTTP/1.1 200 OK\r\nDate: x\r\nContent-Disposition: attachment; FileName=\"t.exe\"; x=y\r\nContent-Length: 20\r\n\r\n");
  EXPECT_THAT(c.told(), IsEmpty());
  ASSERT_NE(c.tracker.answered(), nullptr);
  c.server("MZ234567");
  c.server("89abcdefghij");
  ASSERT_THAT(c.told(), ElementsAre("POST /1 200"));
  const model::HttpTransaction& t = c.tracker.finished().front();
  EXPECT_EQ(t.cookie, "a=b");
  EXPECT_EQ(t.disposition, "t.exe");
  EXPECT_EQ(t.request_fields, 2U);
  EXPECT_EQ(t.response_fields, 3U);
  EXPECT_TRUE(t.request_chunked);
  EXPECT_FALSE(t.response_chunked);
  EXPECT_TRUE(t.has_date);
  EXPECT_EQ(t.request_body.bytes, 7U);
  EXPECT_EQ(as_text(Bytes(t.request_body.first).first(t.request_body.first_size)), "abcdefg");
  EXPECT_EQ(t.response_body.bytes, 20U);
  EXPECT_EQ(as_text(Bytes(t.response_body.first).first(t.response_body.first_size)), "MZ23456789abcdef");
  EXPECT_EQ(c.tracker.answered(), nullptr);
}

TEST(HttpTracker, CodingsAndCookiesOfAResponseAreKept) {
  Connection c;
  c.client("POST /1 HTTP/1.1\r\nContent-Encoding: br\r\nContent-Length: 1\r\n\r\na");
  c.server("HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Encoding: GZIP\r\nContent-Length: 0\r\n\r\n");
  c.client(get("/2"));
  c.server("HTTP/1.1 200 OK\r\nContent-Encoding: Identity\r\nContent-Length: 0\r\n\r\n");
  ASSERT_THAT(c.told(), ElementsAre("POST /1 200", "GET /2 200"));
  const model::HttpTransaction& first = c.tracker.finished().front();
  EXPECT_TRUE(first.request_coded);
  EXPECT_TRUE(first.response_coded);
  EXPECT_TRUE(first.sets_cookie);
  EXPECT_FALSE(first.odd_coding);
  const model::HttpTransaction& second = c.tracker.finished().back();
  EXPECT_FALSE(second.request_coded);
  EXPECT_FALSE(second.response_coded);
  EXPECT_FALSE(second.sets_cookie);

  Connection odd;
  odd.client("POST /1 HTTP/1.0\r\nContent-Encoding: binary\r\nContent-Length: 1\r\n\r\na");
  odd.server(ok("a"));
  ASSERT_THAT(odd.told(), ElementsAre("POST /1 200"));
  EXPECT_TRUE(odd.tracker.finished().front().odd_coding);
}

TEST(HttpTracker, ALongOrSlowResponseIsToldBeforeItEnds) {
  Connection large;
  large.client(get("/1"));
  large.server("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
  for (int i = 0; i < 63; ++i) large.server(std::string(1024, 'x'));
  EXPECT_THAT(large.told(), IsEmpty());
  large.server(std::string(1024, 'x'));
  ASSERT_THAT(large.told(), ElementsAre("GET /1 200"));
  EXPECT_EQ(large.tracker.finished().front().response_body.bytes, 65'536U);

  Connection slow;
  slow.client(get("/1"));
  slow.server("HTTP/1.1 200 OK\r\n\r\nx");
  EXPECT_THAT(slow.told(), IsEmpty());
  slow.now += 1s;
  slow.server("y");
  ASSERT_THAT(slow.told(), ElementsAre("GET /1 200"));
  EXPECT_EQ(slow.tracker.finished().front().response_body.bytes, 2U);
}

TEST(HttpTracker, BytesThatBelongToNoMessageAreCounted) {
  Connection c;
  c.client("POST /1 HTTP/1.1\r\nContent-Length: 2\r\n\r\nab" + std::string(5, '\0'));
  c.server(ok("a") + std::string(9, '\x80'));
  ASSERT_THAT(c.told(), ElementsAre("POST /1 200"));
  EXPECT_EQ(c.tracker.finished().front().request_body.junk, 5U);
  EXPECT_EQ(c.tracker.finished().front().response_body.junk, 9U);
}

TEST(HttpTracker, EachRequestOfAConnectionMeetsItsResponse) {
  Connection c;
  for (const std::string_view uri : {"/1", "/2", "/3"}) {
    c.client(get(uri));
    c.server(ok("body of " + std::string(uri)));
  }
  EXPECT_THAT(c.told(), ElementsAre("GET /1 200", "GET /2 200", "GET /3 200"));
}

TEST(HttpTracker, PipelinedRequestsMeetResponsesInOrder) {
  Connection c;
  c.client(get("/1") + get("/2") + "HEAD /3 HTTP/1.1\r\n\r\n" + get("/4"));
  c.server(ok("a") + "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n" + "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + ok("d"));
  EXPECT_THAT(c.told(), ElementsAre("GET /1 200", "GET /2 404", "HEAD /3 200", "GET /4 200"));
}

TEST(HttpTracker, SegmentsMayCutAnywhere) {
  const std::string client = "POST /1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0a\r\n0123456789\r\n0\r\nSum: 1\r\n\r\n" +
                             get("/2") + "\r\nPOST /3 HTTP/1.1\nContent-Length: 4\n\nGET " + get("/4");
  const std::string server = "HTTP/1.1 100 Continue\r\n\r\n" + ok("HTTP/1.1 500 no\r\n\r\n") +
                             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHTTP/\r\n0\r\n\r\n" + "HTTP/1.1 204 No\r\n\r\n" +
                             "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n";
  for (std::size_t size : {1U, 2U, 3U, 7U, 1000U}) {
    Connection c;
    for (std::size_t at = 0; at < client.size(); at += size) EXPECT_TRUE(c.client(std::string_view(client).substr(at, size)));
    for (std::size_t at = 0; at < server.size(); at += size) EXPECT_TRUE(c.server(std::string_view(server).substr(at, size)));
    EXPECT_THAT(c.told(), ElementsAre("POST /1 200", "GET /2 200", "POST /3 204", "GET /4 304")) << size;
  }
}

TEST(HttpTracker, ABodyUntilCloseTakesAllThatComes) {
  Connection c;
  c.client(get("/1"));
  c.server("HTTP/1.0 200 OK\r\n\r\nbody");
  EXPECT_TRUE(c.server("HTTP/1.1 200 OK\r\n\r\n"));
  c.tracker.end();
  EXPECT_THAT(c.told(), ElementsAre("GET /1 200"));
}

TEST(HttpTracker, AResponseWithoutLengthHadNoBodyWhereAnotherFollows) {
  Connection c;
  c.client(get("/1"));
  c.server("HTTP/1.1 200 OK\r\n\r\n");
  c.client(get("/2"));
  c.server("HTTP/1.1 200 OK\r\n\r\n");
  c.tracker.end();
  EXPECT_THAT(c.told(), ElementsAre("GET /1 200", "GET /2 200"));
}

TEST(HttpTracker, ConnectBecomesATunnelOnlyIfAnswered) {
  Connection c;
  c.client("CONNECT a:443 HTTP/1.1\r\n\r\n");
  EXPECT_TRUE(c.server("HTTP/1.1 407 Authenticate\r\nContent-Length: 2\r\n\r\nno"));
  EXPECT_TRUE(c.client("CONNECT a:443 HTTP/1.1\r\nProxy-Authorization: x\r\n\r\n"));
  constexpr std::string_view kAnswer = "HTTP/1.1 200 Connected\r\n\r\nSSH-2.0-x";
  EXPECT_FALSE(c.server(kAnswer));
  EXPECT_EQ(as_text(c.tracker.tunnel_rest()), "SSH-2.0-x");
  EXPECT_THAT(c.told(), ElementsAre("CONNECT a:443 407", "CONNECT a:443 200"));
  EXPECT_EQ(c.tracker.finished().back().connect_target, "a:443");
  EXPECT_FALSE(c.client("more"));
  EXPECT_EQ(as_text(c.tracker.tunnel_rest()), "more");
}

TEST(HttpTracker, AnUpgradeEndsHttp) {
  Connection c;
  c.client(get("/ws") + get("/never"));
  const std::string head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";
  EXPECT_TRUE(c.server(head.substr(0, 40)));
  EXPECT_FALSE(c.server(head.substr(40) + "\x81\x01x"));
  EXPECT_EQ(as_text(c.tracker.tunnel_rest()), "\x81\x01x");
  EXPECT_THAT(c.told(), ElementsAre("GET /ws 101", "GET /never 0"));
  EXPECT_TRUE(c.tracker.finished().front().upgrade);
}

TEST(HttpTracker, WhatIsNotHttpIsGivenUpAtOnce) {
  Connection tls;
  EXPECT_FALSE(tls.client("\x16\x03\x01"));
  EXPECT_THAT(tls.tracker.tunnel_rest(), IsEmpty());
  Connection answered_otherwise;
  answered_otherwise.client(get("/1"));
  EXPECT_FALSE(answered_otherwise.server("SSH-2.0-x\r\n"));
  EXPECT_THAT(answered_otherwise.told(), ElementsAre("GET /1 0"));
  EXPECT_FALSE(answered_otherwise.client(get("/2")));
}

TEST(HttpTracker, AfterAGapItTakesUpAtTheNextHead) {
  Connection c;
  c.client(get("/1"));
  c.server("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nbody");
  c.tracker.gap(false);
  EXPECT_TRUE(c.server("rest of a body HTTP/1.1 200 OK\r\n\r\n"));
  c.client("POST /2 HTTP/1.1\r\nContent-Length: 5000\r\n\r\nbody");
  c.tracker.gap(true);
  EXPECT_TRUE(c.client("THE REST OF A BODY\r\n\r\n"));
  c.server(ok("x"));
  c.client(get("/3"));
  c.server(ok("x"));
  EXPECT_THAT(c.told(), ElementsAre("GET /1 200", "POST /2 200", "GET /3 200"));
}

TEST(HttpTracker, ARequestWhoseResponseWasLostIsNotGivenTheNextOnes) {
  Connection c;
  c.client(get("/1"));
  c.tracker.gap(false);
  c.client(get("/2"));
  c.server("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n");
  EXPECT_THAT(c.told(), ElementsAre("GET /1 0", "GET /2 404"));
}

TEST(HttpTracker, AResponseWhoseRequestWasLostIsLeftOut) {
  Connection c;
  c.server(ok("x"));
  c.client(get("/1"));
  c.server(ok("x"));
  EXPECT_THAT(c.told(), ElementsAre("GET /1 200"));
}

TEST(HttpTracker, AfterABrokenBodyItTakesUpAtTheNextHead) {
  Connection c;
  c.client(get("/1"));
  EXPECT_TRUE(c.server("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno number\r\n"));
  EXPECT_TRUE(c.server("neither\r\n"));
  c.client(get("/2"));
  c.server(ok("x"));
  EXPECT_THAT(c.told(), ElementsAre("GET /1 200", "GET /2 200"));
}

TEST(HttpTracker, TheEndFinishesRequestsWithoutResponse) {
  Connection c;
  c.client(get("/1") + get("/2"));
  c.tracker.end();
  EXPECT_THAT(c.told(), ElementsAre("GET /1 0", "GET /2 0"));
  c.tracker.end();
  EXPECT_THAT(c.told(), SizeIs(2)) << "once";
}

TEST(HttpTracker, SixteenRequestsWaitAndMoreAreFinishedAsTheyAre) {
  Connection c;
  for (int i = 0; i < 20; ++i) c.client(get("/" + std::to_string(i)));
  EXPECT_THAT(c.told(), ElementsAre("GET /16 0", "GET /17 0", "GET /18 0", "GET /19 0"));
  c.tracker.finished().clear();
  for (int i = 0; i < 20; ++i) c.server(ok("x"));
  EXPECT_THAT(c.told(), SizeIs(16));
  c.tracker.finished().clear();
  c.client(get("/next"));
  c.server(ok("x"));
  EXPECT_THAT(c.told(), ElementsAre("GET /next 200")) << "in step again";
}

TEST(HttpTracker, WhatItHoldsIsBounded) {
  Connection c;
  const std::string long_one(4000, 'x');
  const std::string request = "GET /" + long_one + " HTTP/1.1\r\nHost: " + long_one + "\r\nUser-Agent: " + long_one + "\r\n\r\n";
  for (int i = 0; i < 16; ++i) c.client(request);
  const std::size_t waiting = c.tracker.bytes();
  c.client("GET / HTTP/1.1\r\n");
  for (int i = 0; i < 1000; ++i) c.client("A: " + long_one + "\r\n");
  c.server("HTTP/1.1 200 OK\r\n");
  for (int i = 0; i < 1000; ++i) c.server("A: " + long_one + "\r\n");
  EXPECT_LT(waiting, 64U * 1024);
  EXPECT_LT(c.tracker.bytes(), 100U * 1024);
}

TEST(HttpTracker, AHeldHeadIsFreedOnceItIsWhole) {
  Connection c;
  c.client("GET / HTTP/1.1\r\nA: " + std::string(8000, 'x'));
  EXPECT_GT(c.tracker.bytes(), 8000U);
  c.client("\r\n\r\n");
  EXPECT_LT(c.tracker.bytes(), 4000U);
}

TEST(HttpTracker, ChunkLinesThatNeverEndAreBroken) {
  Connection c;
  c.client(get("/1") + get("/2"));
  c.server("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + std::string(20'000, 'x'));
  c.server(ok("x"));
  EXPECT_THAT(c.told(), ElementsAre("GET /1 200", "GET /2 200"));
}

}  // namespace
}  // namespace sekisho::test

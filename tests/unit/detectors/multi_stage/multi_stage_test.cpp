#include "detectors/multi_stage/multi_stage.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/detectors/support/fake_context.hpp"

namespace sekisho::detectors::multi_stage {
namespace {

class MultiStageTest : public testing::Test {
 protected:
  void feed(const model::FlowRef& f, model::FlowEventBody body) {
    model::FlowEvent e;
    e.time = at(now);
    e.flow = f;
    e.body = std::move(body);
    detector.on_event(e, context, findings);
    now += 1;
  }
  void fetch(const std::string& uri, const std::string& server, const std::string& host = "", const std::string& agent = "curl/7.88.1",
             const char* client = "10.0.0.5") {
    model::HttpTransaction h;
    h.request_time = at(now);
    h.method = "GET";
    h.uri = uri;
    h.host = host;
    h.user_agent = agent;
    h.has_response = true;
    h.status = 200;
    h.response_type = "application/octet-stream";
    h.response_length = 40'000;
    feed(flow(++flows, client, server, 80, model::Transport::Tcp, now), h);
  }
  void call(const std::string& server, std::uint16_t port, const std::string& name = "", std::string_view app = "TLS") {
    model::FlowRecord r;
    r.ref = flow(++flows, "10.0.0.5", server, port, model::Transport::Tcp, now);
    r.server_name = name;
    if (!app.empty()) r.label = label(app);
    feed(r.ref, model::FlowClassified{r});
  }

  double now = 0;
  std::uint64_t flows = 0;
  FakeContext context;
  Findings findings;
  MultiStage detector{Params{}, HashSeed{3}};
};

TEST_F(MultiStageTest, AProgramAndThenABareServerIsLow) {
  fetch("/s2.bin", "203.0.113.1", "portal.one.test");
  call("198.51.100.9", 443);
  ASSERT_EQ(findings.all.size(), 1U);
  EXPECT_EQ(findings.best(), 24);
  EXPECT_EQ(findings.all[0].object.name, "198.51.100.9");
  EXPECT_EQ(findings.all[0].techniques, (std::vector<std::string_view>{"T1104"}));
}

TEST_F(MultiStageTest, AnOddPortAndManyCallsRaiseIt) {
  fetch("/s2.bin", "203.0.113.1");
  for (int i = 0; i < 5; ++i) call("198.51.100.9", 4444, "", "");
  EXPECT_GE(findings.best(), 40);
}

TEST_F(MultiStageTest, TheSameHostByAnotherProtocolIsLow) {
  fetch("/run.sh", "203.0.113.1");
  call("203.0.113.1", 80, "", "HTTP");
  EXPECT_TRUE(findings.all.empty());
  call("203.0.113.1", 4444, "", "");
  ASSERT_EQ(findings.all.size(), 1U);
  EXPECT_EQ(findings.all[0].reason.code, 2);
}

TEST_F(MultiStageTest, NamedServersNeedManyCalls) {
  fetch("/s2.bin", "203.0.113.1");
  for (int i = 0; i < 11; ++i) call("198.51.100.9", 443, "cdn3.river.test");
  EXPECT_TRUE(findings.all.empty());
  call("198.51.100.9", 443, "cdn3.river.test");
  EXPECT_GE(findings.best(), 20);
}

TEST_F(MultiStageTest, PagesAndUpdatesAreNoStage) {
  fetch("/index.html", "203.0.113.1", "www.one.test", "Mozilla/5.0");
  fetch("/pool/main/a/a.bin", "203.0.113.1", "deb.debian.org", "Debian APT-HTTP/1.3 (2.6.1)");
  call("198.51.100.9", 4444, "", "");
  EXPECT_TRUE(findings.all.empty());
  EXPECT_EQ(detector.usage().keys, 0U);
}

TEST_F(MultiStageTest, WhatComesLaterOrWasCalledBeforeIsNoStage) {
  call("198.51.100.9", 4444, "", "");
  fetch("/s2.bin", "203.0.113.1");
  now += 700;
  call("198.51.100.9", 4444, "", "");
  EXPECT_TRUE(findings.all.empty());
}

TEST_F(MultiStageTest, NameServiceAndMailComeAfterAnything) {
  fetch("/s2.bin", "203.0.113.1");
  call("198.51.100.9", 53, "", "DNS");
  call("198.51.100.9", 993);
  EXPECT_TRUE(findings.all.empty());
}

TEST_F(MultiStageTest, ManyClientsDoNotGrowItAndOldOnesAreForgotten) {
  Params small;
  small.max_clients = 16;
  detector = MultiStage(small, HashSeed{1});
  for (int i = 0; i < 1000; ++i)
    fetch("/s2.bin", "203.0.113.1", "", "curl", ("10.1." + std::to_string(i / 200) + "." + std::to_string(i % 200)).c_str());
  EXPECT_LE(detector.usage().keys, 16U);
  EXPECT_GT(detector.usage().evictions, 900U);
  detector.on_tick(at(now) + 2h, context, findings);
  EXPECT_EQ(detector.usage().keys, 0U);
}

TEST(MultiStagePrograms, AreToldByTypeOrEnding) {
  model::HttpTransaction h;
  h.method = "GET";
  h.has_response = true;
  h.status = 200;
  h.response_length = 5000;
  for (const char* uri : {"/a.exe", "/x/y.PS1?id=1", "/load.sh#top", "/lib.so"}) {
    h.uri = uri;
    EXPECT_TRUE(is_program(h, Params{})) << uri;
  }
  for (const char* uri : {"/", "/a.html", "/a.exe/page", "/exe", "/photo.jpg"}) {
    h.uri = uri;
    EXPECT_FALSE(is_program(h, Params{})) << uri;
  }
  h.response_type = "application/x-msdownload; charset=binary";
  EXPECT_TRUE(is_program(h, Params{}));
  h.status = 404;
  EXPECT_FALSE(is_program(h, Params{}));
  EXPECT_TRUE(is_tool(""));
  EXPECT_TRUE(is_tool("Wget/1.21"));
  EXPECT_FALSE(is_tool("Mozilla/5.0 (X11; Linux x86_64)"));
}

}  // namespace
}  // namespace sekisho::detectors::multi_stage

#include "detectors/upload/upload.hpp"

#include <gtest/gtest.h>

#include "tests/unit/detectors/support/fake_context.hpp"

namespace sekisho::detectors::upload {
namespace {

class UploadTest : public testing::Test {
 protected:
  template <class Body>
  void feed(const model::FlowRef& f, const Body& body, double t) {
    model::FlowEvent e;
    e.time = at(t);
    e.flow = f;
    e.body = body;
    detector->on_event(e, context, findings);
  }
  void end(const model::FlowRef& f, std::uint64_t up, std::uint64_t down, double t) {
    model::FlowRecord r;
    r.ref = f;
    r.to_server.payload = up;
    r.to_client.payload = down;
    r.last = at(t);
    r.reason = model::EndReason::Closed;
    feed(f, model::FlowEnded{r}, t);
  }
  static Params few() {
    Params p;
    p.max_keys = 16;
    return p;
  }

  FakeContext context;
  Findings findings;
  std::unique_ptr<Upload> detector = std::make_unique<Upload>(Params{}, HashSeed{3});
};

TEST_F(UploadTest, AServerThatAsksIsSaid) {
  const auto f = flow(1, "10.0.0.5", "203.0.113.7", 9999);
  model::DataBurst b;
  b.from_client = false;
  b.to_client = 20;
  b.to_server = 9000;
  for (int i = 0; i < 3; ++i) feed(f, b, i);
  end(f, 60'000, 80, 10);
  ASSERT_EQ(findings.all.size(), 1U);
  const Finding& found = findings.all.front();
  EXPECT_GE(found.score, 40);
  EXPECT_EQ(found.reason.code, 1);
  EXPECT_EQ(found.techniques.front(), "T1041");
  EXPECT_NE(found.sentence.find("the server asked 3 times"), std::string::npos) << found.sentence;
  EXPECT_EQ(detector->usage().keys, 1U) << "only the crowd; the connection is forgotten with its end";
}

TEST_F(UploadTest, APeerSendsToMany) {
  for (std::uint64_t i = 0; i < 20; ++i) end(flow(i, "10.0.0.5", "203.0.113." + std::to_string(i + 1), 9999), 60'000, 800, static_cast<double>(i));
  EXPECT_LT(findings.all.back().score, 20);
}

TEST_F(UploadTest, FtpDataFollowTheirControl) {
  feed(flow(1, "10.0.0.5", "203.0.113.7", 21), model::FlowEstablished{}, 0);
  end(flow(2, "10.0.0.5", "203.0.113.7", 40'000), 60'000, 0, 5);
  ASSERT_EQ(findings.all.size(), 1U);
  EXPECT_EQ(findings.all.front().reason.code, 4);
  EXPECT_EQ(findings.all.front().techniques, (std::vector<std::string_view>{"T1048.003", "T1071.002"}));
}

TEST_F(UploadTest, NamesUnderNoDomainCountByServer) {
  for (int i = 0; i < 40; ++i) {
    model::DnsMessage m;
    m.query = "x." + std::string(60, 'a') + "." + std::string(40, 'b') + std::to_string(1000 + i);
    feed(flow(1, "10.0.0.5", "203.0.113.7", 53, model::Transport::Udp), m, i);
  }
  ASSERT_FALSE(findings.all.empty());
  EXPECT_EQ(findings.all.back().object.name, "203.0.113.7");
}

TEST_F(UploadTest, ARepeatedPostIsToldOnce) {
  const auto f = flow(1, "10.0.0.5", "203.0.113.7", 80);
  model::HttpTransaction t;
  t.method = "POST";
  t.host = "203.0.113.7";
  t.has_host = true;
  t.uri = "/in";
  t.user_agent = "Mozilla/5.0";
  t.request_length = 300;
  for (int i = 0; i < 100; ++i) feed(f, t, i);
  EXPECT_LE(findings.all.size(), 3U);
  EXPECT_GE(findings.best(), 20);
}

TEST_F(UploadTest, StateIsBounded) {
  detector = std::make_unique<Upload>(few(), HashSeed{3});
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const auto f = flow(i, "10.0." + std::to_string(i / 200) + "." + std::to_string(i % 200 + 1), "203.0.113.7", 21);
    feed(f, model::FlowEstablished{}, 1);
    model::HttpTransaction t;
    t.method = "POST";
    feed(f, t, 1);
    model::DnsMessage m;
    m.query = "a.b" + std::to_string(i) + ".example";
    feed(f, m, 1);
  }
  const StateUsage u = detector->usage();
  EXPECT_LE(u.keys, u.max_keys);
  EXPECT_GT(u.evictions, 1000U);
}

}  // namespace
}  // namespace sekisho::detectors::upload

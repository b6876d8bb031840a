#include "detectors/encoding/encoding.hpp"

#include <gtest/gtest.h>

#include "tests/unit/detectors/encoding/transaction.hpp"
#include "tests/unit/detectors/support/fake_context.hpp"

namespace sekisho::detectors::encoding {
namespace {

class EncodingTest : public testing::Test {
 protected:
  template <class Body>
  void feed(const model::FlowRef& f, const Body& body, double t) {
    model::FlowEvent e;
    e.time = at(t);
    e.flow = f;
    e.body = body;
    detector.on_event(e, context, findings);
  }
  static Params few() {
    Params p;
    p.max_keys = 16;
    return p;
  }
  static model::HttpTransaction channel() {
    model::HttpTransaction t = call();
    t.cookie = "session=2ugfN0ZlQip3y+QoQNYfUQLJDps=";
    begins(t.response_body, kNoise);
    return t;
  }
  FakeContext context;
  Findings findings;
  Encoding detector{few(), HashSeed{3}};
};

TEST_F(EncodingTest, AChannelIsToldOnceAndAgainWhenItRises) {
  feed(flow(1, "10.0.0.5", "203.0.113.7", 80), channel(), 0);
  feed(flow(2, "10.0.0.5", "203.0.113.7", 80), channel(), 5);
  ASSERT_EQ(findings.all.size(), 1U);
  EXPECT_EQ(findings.all[0].reason.code, 2);
  EXPECT_EQ(findings.all[0].techniques, (std::vector<std::string_view>{"T1132.001", "T1132.002", "T1001.003", "T1071.001"}));
  model::HttpTransaction posts = channel();
  begins(posts.request_body, kNoise);
  posts.response_body.junk = 100;
  feed(flow(3, "10.0.0.5", "203.0.113.7", 80), posts, 10);
  ASSERT_EQ(findings.all.size(), 2U);
  EXPECT_GT(findings.all[1].score, findings.all[0].score);
}

TEST_F(EncodingTest, ASessionThatTheServerOpenedIsSilent) {
  model::HttpTransaction login = page("203.0.113.7");
  login.sets_cookie = true;
  feed(flow(1, "10.0.0.5", "203.0.113.7", 80), login, 0);
  model::HttpTransaction next = call();
  next.cookie = "session=2ugfN0ZlQip3y+QoQNYfUQLJDps=";
  for (int i = 0; i < 5; ++i) feed(flow(1, "10.0.0.5", "203.0.113.7", 80), next, 1 + i);
  EXPECT_TRUE(findings.all.empty());
}

TEST_F(EncodingTest, ARequestThatNoiseAnswersIsTold) {
  model::HttpTransaction t = page("203.0.113.7");
  t.has_response = false;
  t.response_fields = 0;
  t.response_body = {};
  model::FlowRecord r;
  r.ref = flow(1, "10.0.0.5", "203.0.113.7", 80);
  const std::string noise = [] {
    std::string bytes(kNoise);
    for (int i = 0; i < 5; ++i) bytes += kNoise;
    return bytes;
  }();
  std::copy_n("GET / HTTP/1.1\r\n", 16, r.first_to_server.begin());
  std::copy(kNoise.begin(), kNoise.end(), r.first_to_client.begin());
  r.first_to_server_size = r.first_to_client_size = 16;
  r.shape_to_client = model::shape_of(as_bytes(noise));
  r.to_client.payload = noise.size();
  feed(r.ref, t, 0);
  feed(r.ref, model::FlowEnded{r}, 1);
  ASSERT_EQ(findings.all.size(), 1U);
  EXPECT_EQ(findings.all[0].reason.code, 8);
  EXPECT_GE(findings.all[0].score, 20);
}

TEST_F(EncodingTest, ADnsMessageThatGoesOnIsAWeakWordUnlessAllOfTheClientsDo) {
  model::DnsMessage m;
  m.query = "a.example.com";
  m.trailing_bytes = true;
  feed(flow(1, "10.0.0.5", "10.0.0.1", 53, model::Transport::Udp), m, 0);
  feed(flow(1, "10.0.0.5", "10.0.0.1", 53, model::Transport::Udp), m, 1);
  ASSERT_EQ(findings.all.size(), 1U);
  EXPECT_EQ(findings.all[0].reason.code, 5);
  EXPECT_EQ(findings.all[0].object.name, "example.com");
  EXPECT_LT(findings.all[0].score, 20);
  for (int i = 0; i < 30; ++i) {
    m.query = "a.example" + std::to_string(i) + ".com";
    feed(flow(1, "10.0.0.5", "10.0.0.1", 53, model::Transport::Udp), m, 2);
  }
  EXPECT_LE(findings.all.size(), 5U) << "a resolver that pads";
}

TEST_F(EncodingTest, StateIsBounded) {
  for (std::uint64_t i = 0; i < 200; ++i) feed(flow(i, "10.0.0." + std::to_string(i + 1), "203.0.113.7", 80), channel(), 1);
  EXPECT_EQ(detector.usage().keys, 16U);
  EXPECT_EQ(detector.usage().evictions, 184U);
}

TEST_F(EncodingTest, ADayOfSilenceIsForgotten) {
  feed(flow(1, "10.0.0.5", "203.0.113.7", 80), channel(), 0);
  detector.on_tick(at(25 * 3600), context, findings);
  EXPECT_EQ(detector.usage().keys, 0U);
}

}  // namespace
}  // namespace sekisho::detectors::encoding

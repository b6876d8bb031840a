#include "detectors/web_service/web_service.hpp"

#include <gtest/gtest.h>

#include "tests/unit/detectors/support/fake_context.hpp"

namespace sekisho::detectors::web_service {
namespace {

TEST(Catalogue, FindsTheLongestSuffix) {
  const Catalogue built_in({});
  EXPECT_GT(built_in.size(), 50U);
  EXPECT_EQ(built_in.find("gist.github.com")->suffix, "gist.github.com");
  EXPECT_EQ(built_in.find("x.gist.github.com")->suffix, "gist.github.com");
  EXPECT_EQ(built_in.find("api.telegram.org")->category, Category::Chat);
  EXPECT_FALSE(built_in.find("notpastebin.com"));
  EXPECT_FALSE(built_in.find("telegram.org"));
  EXPECT_FALSE(built_in.find(""));
  const Catalogue own({"paste snips.test"});
  EXPECT_EQ(own.size(), 1U);
  EXPECT_TRUE(own.find("a.snips.test"));
  EXPECT_FALSE(Catalogue::is_row("nonsense snips.test"));
  EXPECT_FALSE(Catalogue::is_row("paste"));
  EXPECT_FALSE(Catalogue::is_row("paste com"));
}

Activity calls(int n, double period, std::uint32_t others) {
  Activity a;
  for (int i = 0; i < n; ++i) {
    a.contact(at(i * period + (i % 3) * 0.02 * period), 2s);
    a.company(others);
  }
  return a;
}

TEST(WebServiceJudge, APaceOfSomebodyAloneTells) {
  const Params p;
  EXPECT_GE(judge(Category::Chat, calls(10, 30, 0), {}, p).score, 30);
  EXPECT_LT(judge(Category::Chat, calls(7, 30, 0), {}, p).score, 20) << "too few";
  EXPECT_LT(judge(Category::Chat, calls(30, 30, 5), {}, p).score, 20) << "a person browsing";
  EXPECT_EQ(judge(Category::Chat, calls(10, 30, 0), {.sanctioned = true, .inbound = false}, p).score, 0);
  Activity random;
  for (const double t : {0.0, 5.0, 60.0, 63.0, 200.0, 230.0, 800.0, 900.0, 910.0, 2000.0}) random.contact(at(t), 2s);
  EXPECT_FALSE(judge(Category::Paste, random, {}, p).steady);
}

TEST(WebServiceJudge, AnUploadTells) {
  Activity a = calls(2, 30, 0);
  a.moved(200'000, 3'000);
  EXPECT_GE(judge(Category::Storage, a, {}, Params{}).score, 20);
  a.moved(0, 200'000);
  EXPECT_LT(judge(Category::Storage, a, {}, Params{}).score, 20);
}

TEST(WebServiceActivity, ParallelConnectionsAreOneContact) {
  Activity a;
  for (int i = 0; i < 6; ++i) a.contact(at(0.1 * i), 2s);
  EXPECT_EQ(a.contacts(), 1U);
}

class WebServiceTest : public testing::Test {
 protected:
  void hello(WebService& to, std::uint64_t id, std::string_view client, std::string_view name, double t) {
    model::TlsClientHello h;
    h.server_name = name;
    model::FlowEvent e;
    e.flow = flow(id, client, "203.0.113.7", 443, model::Transport::Tcp, t);
    e.time = at(t);
    e.body = h;
    to.on_event(e, context, findings);
  }

  FakeContext context;
  Findings findings;
};

TEST_F(WebServiceTest, SaysWhatCallsAtAPace) {
  WebService detector(Params{}, HashSeed{3});
  for (std::uint64_t i = 0; i < 12; ++i) hello(detector, i, "10.0.0.5", "api.telegram.org", 20.0 * static_cast<double>(i));
  ASSERT_GE(findings.all.size(), 2U);
  const Finding& said = findings.all.back();
  EXPECT_GE(said.score, 30);
  EXPECT_EQ(said.techniques, std::vector<std::string_view>{"T1102"});
  EXPECT_EQ(said.object.name, "api.telegram.org");
}

TEST_F(WebServiceTest, PingsThatHoldAConnectionOpenAreNoCalls) {
  context.names["203.0.113.7"] = "api.telegram.org";
  for (const std::uint32_t bytes : {58U, 900U}) {
    WebService detector(Params{}, HashSeed{3});
    findings = {};
    hello(detector, 1, "10.0.0.5", "api.telegram.org", 0);
    for (std::uint32_t i = 1; i < 30; ++i) {
      model::DataBurst burst;
      burst.start = at(30.0 * i);
      burst.to_server = bytes;
      burst.to_client = 54;
      burst.index = i;
      model::FlowEvent e;
      e.flow = flow(1, "10.0.0.5", "203.0.113.7", 443, model::Transport::Tcp, 0);
      e.time = burst.start + 1s;
      e.body = burst;
      detector.on_event(e, context, findings);
    }
    EXPECT_EQ(findings.best() >= 20, bytes > 128) << bytes;
  }
}

TEST_F(WebServiceTest, APersonWhoBrowsesIsNoProgram) {
  WebService detector(Params{}, HashSeed{3});
  std::uint64_t id = 0;
  for (int i = 0; i < 20; ++i) {
    for (const char* name : {"www.a.test", "cdn.b.test", "ads.c.test", "fonts.d.test", "pastebin.com"})
      hello(detector, ++id, "10.0.0.5", name, 20.0 * i);
  }
  EXPECT_LT(findings.best(), 20);
}

TEST_F(WebServiceTest, KeepsWithinItsBound) {
  Params p;
  p.max_keys = 16;
  WebService small(p, HashSeed{3});
  for (std::uint64_t i = 0; i < 500; ++i) hello(small, i, "10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250 + 1), "pastebin.com", 1);
  EXPECT_LE(small.usage().keys, small.usage().max_keys);
  EXPECT_GT(small.usage().evictions, 400U);
  small.on_tick(at(2.0 * 86'400), context, findings);
  EXPECT_EQ(small.usage().keys, 0U);
}

}  // namespace
}  // namespace sekisho::detectors::web_service

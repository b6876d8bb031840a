#include "detectors/watchlist/watchlist.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/unit/detectors/support/fake_context.hpp"

namespace sekisho::detectors::watchlist {
namespace {

TEST(Judge, DeductionsForWhatListsGetWrong) {
  const Params p;
  Circumstances met;
  EXPECT_EQ(judge(met, p).score, 60);
  met.kind = Kind::Network;
  EXPECT_EQ(judge(met, p).score, 50);
  met.kind = Kind::Address;
  met.answered = false;
  EXPECT_LT(judge(met, p).score, 40);
  met.answered = true;
  met.age = 60 * 24h;
  EXPECT_EQ(judge(met, p).score, 50);
  met.domains = 3;
  EXPECT_EQ(judge(met, p).score, 25);
  met = {};
  met.popular = true;
  EXPECT_EQ(judge(met, p).score, 25);
  met.kind = Kind::Domain;
  EXPECT_EQ(judge(met, p).score, 60) << "a name is nobody else's";
  met = {};
  met.direction = Direction::Inbound;
  EXPECT_LT(judge(met, p).score, 20);
}

class WatchlistTest : public testing::Test {
 protected:
  WatchlistTest()
      : path_(std::filesystem::temp_directory_path() / ("listed_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()))) {
    std::ofstream(path_) << "# updated: 2023-11-01\n203.0.113.7 feed\nevil.example feed\n8b79783b7a50d6785ef5365a464f97d1\n";
    detector = std::make_unique<Watchlist>(Params{}, std::move(Lists::read({path_.string()}, 100, HashSeed{3}).value()), HashSeed{3});
  }
  ~WatchlistTest() override { std::filesystem::remove(path_); }
  void feed(model::FlowEventBody body, const model::FlowRef& f, Timestamp t) {
    model::FlowEvent e;
    e.time = t;
    e.flow = f;
    e.body = std::move(body);
    detector->on_event(e, context, findings);
  }
  void end(const model::FlowRef& f) {
    model::FlowRecord r;
    r.ref = f;
    r.last = f.start + 5s;
    r.reason = model::EndReason::Closed;
    r.to_server.payload = r.to_client.payload = 500;
    feed(model::FlowEnded{r}, f, r.last);
  }
  void answer(const std::string& name, std::string_view given) {
    model::DnsMessage m;
    m.response = true;
    m.query = name;
    m.answers.push_back({name, 1, 60, address(given), {}, 4});
    feed(m, flow(1, "10.0.0.5", "10.0.0.1", 53, model::Transport::Udp), at(0));
  }

  std::filesystem::path path_;
  FakeContext context;
  Findings findings;
  std::unique_ptr<Watchlist> detector;
};

TEST_F(WatchlistTest, AListedServerIsToldWithItsSource) {
  end(flow(1, "10.0.0.5", "203.0.113.7", 443));
  ASSERT_EQ(findings.all.size(), 1U);
  EXPECT_EQ(findings.all.front().score, 60);
  EXPECT_EQ(findings.all.front().sentence, "10.0.0.5 talked to 203.0.113.7:443/tcp: 203.0.113.7 on the list of feed");
  for (std::uint64_t i = 2; i < 50; ++i) end(flow(i, "10.0.0.5", "203.0.113.7", 443, model::Transport::Tcp, static_cast<double>(i)));
  EXPECT_EQ(findings.all.size(), 1U);
}

TEST_F(WatchlistTest, ALookupAndAHelloForAListedDomainAreTold) {
  model::DnsMessage question;
  question.query = "a.evil.example";
  feed(question, flow(1, "10.0.0.5", "10.0.0.1", 53, model::Transport::Udp), at(0));
  model::TlsClientHello hello;
  hello.server_name = "a.evil.example";
  feed(hello, flow(2, "10.0.0.5", "198.51.100.1", 443), at(1));
  ASSERT_EQ(findings.all.size(), 2U);
  EXPECT_EQ(findings.all[0].reason.code, 3);
  EXPECT_EQ(findings.all[1].reason.code, 2);
  EXPECT_GT(findings.all[1].score, findings.all[0].score);
}

TEST_F(WatchlistTest, AResolversLookupsAreItsClients) {
  context.resolvers = {address("10.0.0.5")};
  model::DnsMessage question;
  question.query = "evil.example";
  feed(question, flow(1, "10.0.0.5", "198.51.100.53", 53, model::Transport::Udp), at(0));
  EXPECT_TRUE(findings.all.empty());
}

TEST_F(WatchlistTest, AnAddressThatAnswersForManyNamesIsLow) {
  for (const char* name : {"www.one.example", "www.two.test", "www.three.invalid"}) answer(name, "203.0.113.7");
  findings.all.clear();
  end(flow(2, "10.0.0.6", "203.0.113.7", 443));
  ASSERT_EQ(findings.all.size(), 1U);
  EXPECT_EQ(findings.all.front().score, 25);
}

TEST_F(WatchlistTest, AReloadReadsTheFilesAnewAndABadOneChangesNothing) {
  ConfigNode file, list, node;
  file.kind = ConfigNode::Kind::Scalar;
  file.scalar = path_.string();
  list.kind = ConfigNode::Kind::List;
  list.list = {file};
  node.kind = ConfigNode::Kind::Map;
  node.map.emplace_back("files", list);
  node.key_places.emplace_back(1, 1);
  const ConfigView view{&node, "detectors.watchlist", "x.yaml"};
  std::ofstream(path_) << "198.51.100.9\nbad entry\n";
  EXPECT_TRUE(detector->reconfigure(view).has_error());
  end(flow(1, "10.0.0.5", "203.0.113.7", 443));
  EXPECT_EQ(findings.all.size(), 1U);
  std::ofstream(path_) << "198.51.100.9\n";
  ASSERT_TRUE(detector->reconfigure(view).has_value());
  end(flow(2, "10.0.0.5", "198.51.100.9", 443));
  EXPECT_EQ(findings.all.size(), 2U);
  ASSERT_EQ(detector->readings().size(), 2U);
  EXPECT_EQ(detector->readings().front().value, 1);
}

TEST_F(WatchlistTest, StateIsBoundedAndForgotten) {
  for (std::uint64_t i = 0; i < 200; ++i) end(flow(i, "10.1." + std::to_string(i / 100) + "." + std::to_string(i % 100), "203.0.113.7", 443));
  EXPECT_EQ(detector->usage().keys, 200U);
  detector->on_tick(at(0) + 10 * 24h, context, findings);
  EXPECT_EQ(detector->usage().keys, 0U);
}

TEST(WatchlistParams, AreListedAndChecked) {
  EXPECT_EQ(Params::keys().size(), 7U);
  EXPECT_EQ(kDetector.number, 21);
  EXPECT_TRUE(kDetector.create(ConfigView{}, HashSeed{1}).has_value());
}

}  // namespace
}  // namespace sekisho::detectors::watchlist

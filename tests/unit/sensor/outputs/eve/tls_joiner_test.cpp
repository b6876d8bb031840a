#include "sensor/outputs/eve/tls_joiner.hpp"

#include <gtest/gtest.h>

#include "tests/unit/sensor/outputs/samples.hpp"

namespace sekisho::outputs::eve {
namespace {

struct TlsJoinerTest : testing::Test {
  TlsJoiner joiner{2};
  std::vector<TlsHandshake> ready;
  void take(model::FlowEventBody body, std::uint64_t flow = 1, Duration since = 0s) {
    model::FlowEvent event;
    event.time = at(since);
    event.flow = flow_ref();
    event.flow.id = model::FlowId{flow};
    event.body = std::move(body);
    joiner.take(event, ready);
  }
  static model::TlsServerHello full() {
    model::TlsServerHello hello = server_hello();
    hello.resumed = false;
    return hello;
  }
};

TEST_F(TlsJoinerTest, AFullHandshakeIsOneRecordOnceTheCertificateIsSeen) {
  take(client_hello());
  take(full(), 1, 1s);
  EXPECT_TRUE(ready.empty());
  take(certificate(), 1, 2s);
  ASSERT_EQ(ready.size(), 1U);
  EXPECT_TRUE(ready[0].client && ready[0].server && ready[0].certificate);
  EXPECT_EQ(ready[0].time, at(2s)) << "the time of its latest part";
  EXPECT_EQ(joiner.size(), 0U);
}

TEST_F(TlsJoinerTest, ResumedOnesAndTls13ShowNoCertificate) {
  take(client_hello());
  take(server_hello());
  EXPECT_EQ(ready.size(), 1U);
  model::TlsServerHello hello = full();
  hello.version = 0x0304;
  take(client_hello(), 2);
  take(hello, 2);
  EXPECT_EQ(ready.size(), 2U);
}

TEST_F(TlsJoinerTest, AQuicHelloStandsAlone) {
  model::TlsClientHello hello = client_hello();
  hello.quic = true;
  take(hello);
  EXPECT_EQ(ready.size(), 1U);
}

TEST_F(TlsJoinerTest, WhatIsUnfinishedIsToldAtAMilestoneOrAtTheEnd) {
  take(client_hello());
  take(model::FlowMilestone{});
  EXPECT_EQ(ready.size(), 1U);
  take(client_hello(), 2);
  take(model::FlowEnded{}, 2);
  EXPECT_EQ(ready.size(), 2U);
  take(model::FlowEnded{}, 2);
  EXPECT_EQ(ready.size(), 2U);
}

TEST_F(TlsJoinerTest, ASecondHelloBeginsAnotherHandshake) {
  take(client_hello());
  take(client_hello());
  EXPECT_EQ(ready.size(), 1U);
  EXPECT_EQ(joiner.size(), 1U);
}

TEST_F(TlsJoinerTest, TheOldestIsPushedOutAndWrittenAsFarAsItGot) {
  take(client_hello(), 1);
  take(client_hello(), 2);
  take(client_hello(), 3);
  ASSERT_EQ(ready.size(), 1U);
  EXPECT_EQ(ready[0].flow.id, model::FlowId{1});
  EXPECT_EQ(joiner.size(), 2U);
}

TEST_F(TlsJoinerTest, DrainGivesWhatWaitsOldestFirst) {
  take(client_hello(), 2);
  take(client_hello(), 1);
  joiner.drain(ready);
  ASSERT_EQ(ready.size(), 2U);
  EXPECT_EQ(ready[0].flow.id, model::FlowId{2});
  EXPECT_EQ(joiner.size(), 0U);
}

}  // namespace
}  // namespace sekisho::outputs::eve

#include "flow/model/flow_event.hpp"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

namespace sekisho::model {
namespace {

TEST(FlowEvent, OrderIsTimeThenFlowThenIndex) {
  const auto event = [](int second, std::uint64_t flow, std::uint32_t index) {
    FlowEvent e;
    e.time = Timestamp(std::chrono::seconds(second));
    e.flow.id = FlowId{flow};
    e.index = index;
    return e;
  };
  std::vector<FlowEvent> events;
  for (const int second : {2, 1}) {
    for (const std::uint64_t flow : {9U, 3U}) {
      for (const std::uint32_t index : {1U, 0U}) events.push_back(event(second, flow, index));
    }
  }
  std::sort(events.begin(), events.end(), [](const FlowEvent& a, const FlowEvent& b) { return a.order() < b.order(); });
  std::vector<std::tuple<Timestamp, FlowId, std::uint32_t>> sorted;
  for (const FlowEvent& e : events) sorted.emplace_back(e.order());
  EXPECT_TRUE(std::is_sorted(sorted.begin(), sorted.end()));
  EXPECT_EQ(sorted.front(), event(1, 3, 0).order());
  EXPECT_EQ(sorted.back(), event(2, 9, 1).order());
}

TEST(FlowEvent, EachKindHasABitOfItsOwn) {
  std::uint32_t seen = 0;
  const std::uint32_t bits[] = {event_bit<FlowEstablished>(), event_bit<FlowClassified>(),  event_bit<FlowMilestone>(),  event_bit<FlowEnded>(),
                                event_bit<DataBurst>(),       event_bit<DnsMessage>(),      event_bit<TlsClientHello>(), event_bit<TlsServerHello>(),
                                event_bit<TlsCertificate>(),  event_bit<HttpTransaction>(), event_bit<IcmpMessage>(),    event_bit<DhcpLease>(),
                                event_bit<SshBanner>(),       event_bit<AddressClaim>(),    event_bit<NetbiosName>()};
  for (const std::uint32_t bit : bits) {
    EXPECT_EQ(seen & bit, 0U);
    seen |= bit;
  }
  EXPECT_EQ(seen, (1U << std::variant_size_v<FlowEventBody>)-1);
}

TEST(FlowEvent, BitOfAnEventIsThatOfItsBody) {
  FlowEvent event;
  event.body = DataBurst{};
  EXPECT_EQ(event_bit(event), event_bit<DataBurst>());
  event.body = SshBanner{};
  EXPECT_EQ(event_bit(event), event_bit<SshBanner>());
}

}  // namespace
}  // namespace sekisho::model

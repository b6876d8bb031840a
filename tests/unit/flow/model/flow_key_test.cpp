#include "flow/model/flow_key.hpp"

#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/wire.hpp"

namespace sekisho::test {
namespace {

using model::Endpoint;
using model::FlowKey;
using model::Transport;

const Endpoint kA{address("10.0.0.1"), 40'000};
const Endpoint kB{address("192.0.2.9"), 443};
const FlowKey kKey = FlowKey::of(kA, kB, Transport::Tcp, {});

TEST(FlowKey, IsTheSameInBothDirections) {
  EXPECT_EQ(kKey, FlowKey::of(kB, kA, Transport::Tcp, {}));
  EXPECT_EQ(kKey.hash(HashSeed{7}), FlowKey::of(kB, kA, Transport::Tcp, {}).hash(HashSeed{7}));
  EXPECT_EQ(kKey.low, kA);
  EXPECT_EQ(kKey.high, kB);
}

TEST(FlowKey, OrdersByAddressAsBytesThenByPort) {
  const auto low = [](const char* a, std::uint16_t a_port, const char* b, std::uint16_t b_port) {
    return FlowKey::of({address(a), a_port}, {address(b), b_port}, Transport::Udp, {}).low;
  };
  EXPECT_EQ(low("10.0.0.2", 1, "9.255.255.255", 9).port, 9);
  EXPECT_EQ(low("10.0.0.1", 9, "10.0.0.1", 1).port, 1);
  EXPECT_EQ(low("2001:db8::ffff", 1, "2001:db8:0:1::", 9).port, 1);
  EXPECT_EQ(low("80::", 1, "7fff::", 9).port, 1);
  EXPECT_EQ(low("8000::", 1, "7fff::", 9).port, 9);
}

TEST(FlowKey, EveryPartTellsFlowsApart) {
  const std::vector<FlowKey> keys{
      kKey,
      FlowKey::of(kA, {kB.address, 80}, Transport::Tcp, {}),
      FlowKey::of({kA.address, 40'001}, kB, Transport::Tcp, {}),
      FlowKey::of({address("10.0.0.2"), 40'000}, kB, Transport::Tcp, {}),
      FlowKey::of(kA, kB, Transport::Udp, {}),
      FlowKey::of(kA, kB, Transport::Tcp, {{5, 0}, 1}),
      FlowKey::of(kA, kB, Transport::Tcp, {{5, 6}, 2}),
      FlowKey::of(kA, kB, Transport::Tcp, {{0, 0}, 1}),
      // The ports changed sides: another conversation, though the same four numbers.
      FlowKey::of({kA.address, 443}, {kB.address, 40'000}, Transport::Tcp, {}),
  };
  std::set<std::uint64_t> hashes;
  std::set<model::FlowId> ids;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    hashes.insert(keys[i].hash(HashSeed{1}));
    ids.insert(keys[i].id(Timestamp{}, 0));
    for (std::size_t j = 0; j < i; ++j) EXPECT_FALSE(keys[i] == keys[j]) << i << " " << j;
  }
  EXPECT_EQ(hashes.size(), keys.size());
  EXPECT_EQ(ids.size(), keys.size());
}

TEST(FlowKey, HashDependsOnTheSeed) { EXPECT_NE(kKey.hash(HashSeed{1}), kKey.hash(HashSeed{2})); }

TEST(FlowId, IsTheSameInEveryRunAndOnEveryMachine) {
  // A changed number here changes the ids of every alert there ever was.
  EXPECT_EQ(kKey.id(Timestamp(std::chrono::seconds(1'700'000'000)), 0), model::FlowId{0x39569CA2FD016});
}

TEST(FlowId, DependsOnStartAndRepetition) {
  const Timestamp start(std::chrono::seconds(1'700'000'000));
  EXPECT_NE(kKey.id(start, 0), kKey.id(start + 1ns, 0));
  EXPECT_NE(kKey.id(start, 0), kKey.id(start, 1));
}

TEST(FlowId, HasAtMost51BitsAndIsNeverZero) {
  for (std::uint32_t i = 0; i < 10'000; ++i) {
    const auto id = static_cast<std::uint64_t>(kKey.id(Timestamp{}, i));
    ASSERT_NE(id, 0U);
    ASSERT_LT(id, std::uint64_t{1} << 51);
  }
}

}  // namespace
}  // namespace sekisho::test

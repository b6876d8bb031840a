// The same traffic through one table and through several, ticked as the pipeline does, says the same.
#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "tests/unit/flow/table/rig.hpp"

namespace sekisho::table {
namespace {

class Traffic {
 public:
  explicit Traffic(std::uint64_t seed) : random_(seed) {}

  std::vector<packet::PacketView> make(std::size_t packets) {
    std::vector<packet::PacketView> out;
    Duration t = 0s;
    for (std::size_t i = 0; i < packets; ++i) {
      t += Duration(static_cast<std::int64_t>(random_() % (below(50) == 0 ? 40'000'000'000ULL : 300'000'000ULL)));
      out.push_back(one());
      out.back().time = kStart + t;
    }
    return out;
  }

 private:
  std::uint64_t below(std::uint64_t n) { return random_() % n; }
  End end(std::uint64_t n) {
    const std::array<std::uint8_t, 4> bytes{10, 0, 0, static_cast<std::uint8_t>(n)};
    constexpr std::array<std::uint16_t, 4> kPorts{53, 443, 40'000, 50'000};
    return {IpAddress::v4(bytes.data()), kPorts[below(4)]};
  }
  packet::PacketView one() {
    const End from = end(below(12));
    const End to = end(below(12));
    switch (below(5)) {
      case 0:
        return udp(from, to, below(100));
      case 1:
        return icmp(from, to, below(2) == 0 ? 8 : 0);
      default: {
        constexpr std::array<unsigned, 8> kFlags{kS, kS | kA, kA, kA, kA, kA, kF | kA, kR};
        auto p = tcp(from, to, kFlags[below(8)], static_cast<std::uint32_t>(below(400)), below(3) * below(60));
        p.tcp_acknowledgement = static_cast<std::uint32_t>(below(400));
        return p;
      }
    }
  }

  std::mt19937_64 random_;
};

std::vector<std::string> run(const std::vector<packet::PacketView>& packets, std::size_t shards, HashSeed seed, bool batch_ticks) {
  std::vector<std::unique_ptr<Rig>> rigs;
  for (std::size_t i = 0; i < shards; ++i) rigs.push_back(std::make_unique<Rig>(FlowTableOptions{}, seed));
  Timestamp ticked = std::chrono::floor<std::chrono::seconds>(packets.front().time);
  for (const auto& p : packets) {
    const Timestamp second = std::chrono::floor<std::chrono::seconds>(p.time);
    if (second > ticked) {
      for (auto& rig : rigs) {
        // Only some of the ticks, at times only known later: the result must not change.
        if (batch_ticks || second.time_since_epoch().count() % 3 == 0) rig->table.advance(second);
        rig->watermark = std::max(rig->watermark, batch_ticks ? second : rig->watermark);
      }
      ticked = second;
    }
    rigs[shard_hash(p) % shards]->at(p.time - kStart, p);
  }
  std::vector<std::string> out;
  for (auto& rig : rigs) {
    rig->table.advance(ticked);
    rig->finish();
    EXPECT_FALSE(rig->ever_early);
    for (const auto& e : rig->events) out.push_back(describe(e));
  }
  std::sort(out.begin(), out.end());
  return out;
}

TEST(Shards, OneAndFourTablesSayTheSame) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const auto packets = Traffic(seed).make(6000);
    const auto one = run(packets, 1, {11}, true);
    EXPECT_GT(one.size(), 1000U);
    EXPECT_EQ(one, run(packets, 4, {11}, true)) << seed;
    EXPECT_EQ(one, run(packets, 3, {12'345}, false)) << seed;
    EXPECT_EQ(std::adjacent_find(one.begin(), one.end()), one.end()) << "an event was said twice";
  }
}

TEST(Shards, TheHashIsSymmetricAndBlindToPorts) {
  const End a{ip("10.0.0.1"), 1};
  const End b{ip("2001:db8::1"), 2};
  const End b_other_port{ip("2001:db8::1"), 3};
  EXPECT_EQ(shard_hash(udp(a, b, 1)), shard_hash(udp(b, a, 1)));
  EXPECT_EQ(shard_hash(udp(a, b, 1)), shard_hash(tcp(b_other_port, a, kS, 1)));
  EXPECT_NE(shard_hash(udp(a, b, 1)), shard_hash(udp(a, a, 1)));
}

}  // namespace
}  // namespace sekisho::table

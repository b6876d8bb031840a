#include "detectors/knowledge/resolvers.hpp"

#include <gtest/gtest.h>

#include "flow/base/hash.hpp"
#include "world.hpp"

namespace sekisho::detectors::knowledge {
namespace {

std::uint64_t key(std::uint64_t i) { return mix(i, 23); }

TEST(Resolvers, OneClientAndSixteenDomainsMakeAResolver) {
  Resolvers r;
  for (std::uint64_t d = 0; d < 15; ++d) r.answered(key(1), key(2), key(100 + d), at(0s));
  EXPECT_FALSE(r.contains(key(1)));
  r.answered(key(1), key(2), key(200), at(0s));
  EXPECT_TRUE(r.contains(key(1)));
}

TEST(Resolvers, TwoClientsThatShareItNeedEight) {
  Resolvers r;
  for (std::uint64_t d = 0; d < 8; ++d) r.answered(key(1), key(2), key(100 + d), at(0s));
  EXPECT_FALSE(r.contains(key(1)));
  r.answered(key(1), key(3), key(100), at(0s));
  EXPECT_TRUE(r.contains(key(1)));
}

TEST(Resolvers, AServerThatAnswersForOneDomainIsNone) {
  Resolvers r;
  for (int i = 0; i < 10'000; ++i) r.answered(key(1), key(2), key(100), at(0s));
  EXPECT_FALSE(r.contains(key(1)));
}

TEST(Resolvers, ConfiguredAndHandedOutAreResolversAtOnce) {
  Resolvers r;
  r.configure({address("192.0.2.53")}, HashSeed{4});
  EXPECT_TRUE(r.contains(address("192.0.2.53").hash(HashSeed{4})));
  r.handed_out(key(1), at(0s));
  EXPECT_TRUE(r.contains(key(1)));
  r.configure({}, HashSeed{4});
  EXPECT_FALSE(r.contains(address("192.0.2.53").hash(HashSeed{4})));
  EXPECT_TRUE(r.contains(key(1)));
}

TEST(Resolvers, AreForgottenAWeekAfterTheirLastAnswer) {
  Resolvers r;
  for (std::uint64_t d = 0; d < 20; ++d) r.answered(key(1), key(2), key(100 + d), at(0s));
  r.answered(key(1), key(2), key(100), at(24h));
  r.expire(at(8 * 24h - 1h));
  EXPECT_TRUE(r.contains(key(1)));
  r.expire(at(8 * 24h + 1h));
  EXPECT_FALSE(r.contains(key(1)));
}

TEST(Resolvers, AFloodOfServersDoesNotEraseThoseInUse) {
  Resolvers r;
  for (std::uint64_t d = 0; d < 20; ++d) r.answered(key(1), key(2), key(100 + d), at(0s));
  for (std::uint64_t i = 0; i < 50'000; ++i) r.answered(key(1'000 + i), key(2), key(7), at(1h));
  EXPECT_TRUE(r.contains(key(1)));
  EXPECT_LE(r.size(), 4'096U);
  EXPECT_GT(r.evictions(), 40'000U);
}

}  // namespace
}  // namespace sekisho::detectors::knowledge

#include "detectors/knowledge/objects.hpp"

#include <gtest/gtest.h>

#include "flow/base/hash.hpp"
#include "world.hpp"

namespace sekisho::detectors::knowledge {
namespace {

std::uint64_t key(std::uint64_t i) { return mix(i, 17); }

TEST(Objects, ClientsAreExactUpToSixteenAndWithinTenPercentBeyond) {
  Objects objects(100);
  for (std::uint64_t c = 1; c <= 5'000; ++c) {
    for (int again = 0; again < 2; ++again) objects.contact(key(1), key(1'000 + c), at(0s));
    const double counted = objects.find(key(1))->clients.count();
    if (c <= 256) {
      ASSERT_EQ(counted, c);  // the sketch is exact too, up to 256
    } else {
      ASSERT_NEAR(counted, static_cast<double>(c), 0.12 * static_cast<double>(c));
    }
  }
}

TEST(Objects, FirstSeenAndDaysOfContact) {
  Objects objects(100);
  objects.contact(key(1), key(2), at(1h));
  objects.contact(key(1), key(3), at(2h));
  objects.contact(key(1), key(2), at(26h));
  EXPECT_EQ(objects.find(key(1))->first, at(1h));
  EXPECT_EQ(objects.find(key(1))->days, 2U);
  EXPECT_EQ(objects.find(key(2)), nullptr);
}

TEST(Objects, AFloodOfThrowAwayDomainsDoesNotEraseWhatIsKnownLong) {
  Objects objects(1'000);
  for (std::uint64_t i = 0; i < 100; ++i) {
    objects.contact(key(i), key(1), at(0s));
    objects.contact(key(i), key(1), at(24h));  // one client, two days
  }
  for (std::uint64_t i = 0; i < 100'000; ++i) objects.contact(key(10'000 + i), key(2), at(25h));
  for (std::uint64_t i = 0; i < 100; ++i) {
    ASSERT_NE(objects.find(key(i)), nullptr);
    EXPECT_EQ(objects.find(key(i))->first, at(0s));
  }
  EXPECT_LE(objects.size(), 1'000U);
  EXPECT_GE(objects.evictions(), 99'000U);
}

TEST(Objects, SketchesAreBoundedAndFreedWithTheirObjects) {
  Objects objects(128);  // 64 proven ones, at most 16 sketches
  for (std::uint64_t o = 0; o < 64; ++o) {
    for (std::uint64_t c = 0; c < 40; ++c) objects.contact(key(o), key(1'000 + c), at(0s));
  }
  ASSERT_NE(objects.find(key(0)), nullptr);
  EXPECT_EQ(objects.find(key(0))->clients.count(), 40U);
  EXPECT_EQ(objects.find(key(63))->clients.count(), 16U);
  const std::size_t full = objects.bytes();
  for (std::uint64_t o = 0; o < 200; ++o) {
    for (std::uint64_t c = 0; c < 40; ++c) objects.contact(key(5'000 + o), key(1'000 + c), at(1h));
  }
  EXPECT_LE(objects.bytes(), full);
}

}  // namespace
}  // namespace sekisho::detectors::knowledge

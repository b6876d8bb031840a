#include "flow/table/flow_index.hpp"

#include <map>
#include <random>

#include <gtest/gtest.h>

namespace sekisho::table {
namespace {

TEST(FlowIndex, AgreesWithAMapUnderRandomInsertsAndErasures) {
  constexpr std::size_t kFlows = 200;
  FlowIndex index(kFlows);
  std::multimap<std::uint32_t, Ref> expected;
  std::mt19937 random(1);
  std::uint32_t next = 0;
  for (int i = 0; i < 50'000; ++i) {
    // Few hashes, some of them at the upper end: long runs that wrap around.
    const std::uint32_t hash = random() % 2 == 0 ? 0xFFFFFFFFU - random() % 8 : (random() % 64) * 0x04000000U;
    if (expected.size() < kFlows && random() % 2 == 0) {
      const Ref ref = next++;
      index.insert(hash, ref);
      expected.emplace(hash, ref);
    } else if (const auto it = expected.find(hash); it != expected.end()) {
      index.erase(hash, it->second);
      expected.erase(it);
    }
    if (i % 50 != 0) continue;
    for (const auto& [h, ref] : expected) {
      const Ref wanted = ref;
      ASSERT_EQ(index.find(h, [&](Ref r) { return r == wanted; }), wanted);
    }
    ASSERT_EQ(index.find(12345, [](Ref) { return true; }), kNoRef);
  }
}

TEST(FlowIndex, ReplaceKeepsThePlace) {
  FlowIndex index(4);
  index.insert(9, 1);
  index.insert(9, 2);
  index.replace(9, 1, 0x80000001U);
  EXPECT_EQ(index.find(9, [](Ref r) { return r != 2; }), 0x80000001U);
  index.erase(9, 2);
  EXPECT_EQ(index.find(9, [](Ref) { return true; }), 0x80000001U);
}

}  // namespace
}  // namespace sekisho::table

#include "flow/base/hash.hpp"

#include <bit>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace sekisho {
namespace {

TEST(KeyedHash, IsXxh3) {
  // XXH3_64bits of nothing, from the library's own sanity checks: the same on every machine, so that replays repeat.
  EXPECT_EQ(keyed_hash(Bytes{}, HashSeed{0}), 0x2D06800538D394C2U);
}

TEST(KeyedHash, DependsOnTheSeedAndOnEveryByte) {
  const std::string text(100, 'x');
  std::set<std::uint64_t> hashes{keyed_hash(text, HashSeed{1}), keyed_hash(text, HashSeed{2})};
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string other = text;
    other[i] = 'y';
    hashes.insert(keyed_hash(other, HashSeed{1}));
  }
  EXPECT_EQ(hashes.size(), text.size() + 2);
}

TEST(KeyedHash, TextAndItsBytesHashAlike) { EXPECT_EQ(keyed_hash("abc", HashSeed{5}), keyed_hash(as_bytes("abc"), HashSeed{5})); }

TEST(Mix, DependsOnOrder) { EXPECT_NE(mix(1, 2), mix(2, 1)); }

TEST(Mix, OneBitChangesAboutHalfOfAll) {
  for (unsigned bit = 0; bit < 64; ++bit) {
    const int changed = std::popcount(mix(12345, 678) ^ mix(12345, 678 ^ std::uint64_t{1} << bit));
    EXPECT_GT(changed, 12) << bit;
    EXPECT_LT(changed, 52) << bit;
  }
}

}  // namespace
}  // namespace sekisho

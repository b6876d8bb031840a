#include "flow/base/bytes.hpp"

#include <array>

#include <gtest/gtest.h>

namespace sekisho {
namespace {

constexpr std::array<std::uint8_t, 10> kTen{0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A};

TEST(ByteReader, ReadsBigEndian) {
  EXPECT_EQ(ByteReader(kTen).u8(), 0x01);
  EXPECT_EQ(ByteReader(kTen).u16(), 0x0102);
  EXPECT_EQ(ByteReader(kTen).u24(), 0x010203U);
  EXPECT_EQ(ByteReader(kTen).u32(), 0x01020304U);
  EXPECT_EQ(ByteReader(kTen).u64(), 0x0102030405060708U);
}

TEST(ByteReader, KnowsWhereItIs) {
  ByteReader reader(kTen);
  reader.skip(2);
  EXPECT_EQ(reader.position(), 2U);
  EXPECT_EQ(reader.left(), 8U);
  EXPECT_EQ(reader.take(3).size(), 3U);
  EXPECT_EQ(reader.rest().front(), 0x06);
  EXPECT_TRUE(reader.ok());
}

TEST(ByteReader, TheLastByteIsWithinTheBounds) {
  ByteReader reader(kTen);
  reader.skip(2);
  EXPECT_EQ(reader.u64(), 0x030405060708090AU);
  EXPECT_TRUE(reader.ok());
  EXPECT_EQ(reader.left(), 0U);
  EXPECT_EQ(reader.take(0).size(), 0U);
  EXPECT_TRUE(reader.ok());
}

TEST(ByteReader, PastTheEndAllIsZeroAndNotOk) {
  ByteReader reader(kTen);
  reader.skip(7);
  EXPECT_EQ(reader.u32(), 0U);
  EXPECT_FALSE(reader.ok());
  // The three bytes that were left are not given out afterwards: what follows a broken field means nothing.
  EXPECT_EQ(reader.u8(), 0U);
  EXPECT_EQ(reader.left(), 0U);
  EXPECT_TRUE(reader.rest().empty());
  EXPECT_TRUE(reader.take(1).empty());
}

TEST(ByteReader, GiantLengthsDoNotOverflow) {
  ByteReader reader(kTen);
  reader.skip(1);
  EXPECT_TRUE(reader.take(SIZE_MAX).empty());
  EXPECT_FALSE(reader.ok());
}

TEST(ByteReader, OfNothingIsOkUntilItIsRead) {
  ByteReader reader{Bytes{}};
  EXPECT_TRUE(reader.ok());
  EXPECT_EQ(reader.u8(), 0);
  EXPECT_FALSE(reader.ok());
}

TEST(Bytes, TextAndBytesAreTheSameMemory) {
  constexpr std::string_view kText("a\0b\xFF", 4);
  EXPECT_EQ(as_text(as_bytes(kText)), kText);
  EXPECT_EQ(static_cast<const void*>(as_bytes(kText).data()), static_cast<const void*>(kText.data()));
  EXPECT_EQ(as_bytes(kText)[3], 0xFF);
}

}  // namespace
}  // namespace sekisho

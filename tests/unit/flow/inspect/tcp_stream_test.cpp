#include "flow/inspect/tcp_stream.hpp"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace sekisho::inspect {
namespace {

constexpr std::size_t kRoom = 8192;
constexpr std::uint32_t kStart = 0xFFFFFFFA;  // six bytes before the numbers wrap

/// What a receiver was told; "#" for a gap.
struct Told {
  void bytes(Bytes b) { text += as_text(b); }
  void gap() { text += '#'; }
  std::string text;
};

class TcpStreams : public testing::Test {
 protected:
  bool at(std::uint32_t offset, std::string_view text, std::size_t most = kRoom) {
    return stream.segment(kStart + offset, as_bytes(text), static_cast<std::uint32_t>(text.size()), most, told);
  }
  TcpStream stream;
  Told told;
};

TEST_F(TcpStreams, PassOnWhatComesInOrder) {
  EXPECT_TRUE(at(0, "abcd"));
  EXPECT_TRUE(at(4, "efgh"));
  EXPECT_TRUE(at(8, "ij"));
  EXPECT_EQ(told.text, "abcdefghij");
  EXPECT_EQ(stream.held(), 0U);
}

TEST_F(TcpStreams, PutEarlySegmentsInOrder) {
  at(0, "ab");
  at(6, "gh");
  at(2, "cd");
  EXPECT_TRUE(stream.has_waiting());
  EXPECT_EQ(told.text, "abcd");
  at(4, "ef");
  EXPECT_EQ(told.text, "abcdefgh");
  EXPECT_FALSE(stream.has_waiting());
}

TEST_F(TcpStreams, RecogniseRepetitions) {
  at(0, "abcd");
  EXPECT_FALSE(at(0, "abcd"));
  EXPECT_FALSE(at(1, "bc"));
  EXPECT_TRUE(at(2, "cdef")) << "half of it is new";
  EXPECT_EQ(told.text, "abcdef");
}

TEST_F(TcpStreams, KeepTheFirstOfOverlappingBytes) {
  at(0, "ab");
  at(4, "EF");
  at(2, "cdef");
  EXPECT_EQ(told.text, "abcdef");
}

TEST_F(TcpStreams, TellOfBytesThatTheCaptureCutOff) {
  stream.segment(kStart, as_bytes("abc"), 8, kRoom, told);
  at(8, "ij");
  EXPECT_EQ(told.text, "abc#ij");
}

TEST_F(TcpStreams, GiveUpAHoleThatTheOtherSideHasAcknowledged) {
  at(0, "ab");
  at(6, "gh");
  stream.acknowledged(kStart + 2, told);
  stream.acknowledged(kStart + 6, told);
  EXPECT_EQ(told.text, "ab") << "the hole itself may still be filled";
  stream.acknowledged(kStart + 8, told);
  EXPECT_EQ(told.text, "ab#gh");
}

TEST_F(TcpStreams, GiveUpAHoleBeforeTooManySegments) {
  at(0, "a");
  for (std::uint32_t i = 0; i < 8; ++i) at(10 + i, "x");
  EXPECT_EQ(told.text, "a");
  at(18, "y");
  EXPECT_EQ(told.text, "a#xxxxxxxxy");
  EXPECT_FALSE(stream.has_waiting());
}

TEST_F(TcpStreams, GiveUpAHoleBeforeTooManyBytes) {
  at(0, "a");
  at(10, std::string(60, 'x'), 100);
  EXPECT_EQ(told.text, "a");
  at(70, std::string(60, 'y'), 100);
  EXPECT_EQ(told.text, "a#" + std::string(60, 'x') + std::string(60, 'y'));
}

TEST_F(TcpStreams, AreNotLedAstrayByOneWildNumber) {
  at(0, "ab");
  EXPECT_FALSE(at(2'000'000, "wild"));
  at(2, "cd");
  EXPECT_EQ(told.text, "abcd");
}

TEST_F(TcpStreams, FollowAConnectionOfWhichMuchWasLost) {
  at(0, "ab");
  for (std::uint32_t i = 0; i < 3; ++i) at(2'000'000 + 2 * i, "xy");
  EXPECT_EQ(told.text, "ab#xy");
  at(2'000'006, "z");
  EXPECT_EQ(told.text, "ab#xyz");
}

TEST_F(TcpStreams, CanBeginAgainWithASegmentThatCameLate) {
  at(4, "efgh");
  EXPECT_FALSE(stream.precedes(kStart + 4));
  EXPECT_FALSE(stream.precedes(kStart + 8));
  ASSERT_TRUE(stream.precedes(kStart));
  told.text.clear();
  stream.rewind(kStart, as_bytes("efgh"));
  at(0, "abcd");
  EXPECT_EQ(told.text, "abcdefgh");
}

}  // namespace
}  // namespace sekisho::inspect

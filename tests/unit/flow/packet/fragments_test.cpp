#include <gtest/gtest.h>

#include "flow/packet/defragmenter.hpp"
#include "flow/packet/link_types.hpp"
#include "tests/unit/flow/packet/decoding.hpp"

namespace sekisho::test {
namespace {

using namespace packet;

Frame numbered(std::size_t size) {
  Frame bytes;
  for (std::size_t i = 0; i < size; ++i) bytes.push_back(static_cast<std::uint8_t>(i * 7 + i / 256));
  return bytes;
}

Frame slice(const Frame& bytes, std::size_t from, std::size_t to) {
  return {bytes.begin() + static_cast<std::ptrdiff_t>(from), bytes.begin() + static_cast<std::ptrdiff_t>(std::min(to, bytes.size()))};
}

/// Fragments of one UDP datagram with 3,000 bytes of payload.
class Fragments : public ::testing::Test {
 protected:
  Frame v4(std::size_t from, std::size_t to, std::uint16_t id = 7) const { return v4(slice(datagram_, from, to), from, to < datagram_.size(), id); }
  static Frame v4(const Frame& data, std::size_t offset, bool more, std::uint16_t id = 7) {
    return ipv4("10.0.0.1", "10.0.0.2", 17, data, {.id = id, .more_fragments = more, .fragment_offset = static_cast<std::uint16_t>(offset)});
  }
  Frame v6(std::size_t from, std::size_t to) const {
    Frame header = hex("1100");
    put16(header, static_cast<unsigned>(from) | (to < datagram_.size() ? 1U : 0U));
    put32(header, 77);
    const Frame fragment = join({header, slice(datagram_, from, to)});
    return ipv6("2001:db8::1", "2001:db8::2", 60, join({hex("2c00 000000000000"), fragment}));
  }
  void expect_whole(const std::optional<PacketView>& view) const {
    ASSERT_TRUE(view);
    EXPECT_TRUE(view->reassembled);
    EXPECT_FALSE(view->fragment);
    EXPECT_FALSE(view->truncated);
    EXPECT_EQ(view->destination_port, 2000);
    EXPECT_EQ(view->payload_length, 3000U);
    EXPECT_TRUE(std::equal(view->payload.begin(), view->payload.end(), payload_.begin(), payload_.end()));
  }
  double given_up(std::string_view reason) const { return decode_.value("sekisho_fragments_given_up_total", reason); }

  Frame payload_ = numbered(3000);
  Frame datagram_ = udp_header(1000, 2000, payload_);
  Decoding decode_;
};

TEST_F(Fragments, InOrderTheyMakeThePacket) {
  EXPECT_FALSE(decode_(v4(0, 1480), kRaw));
  EXPECT_FALSE(decode_(v4(1480, 2960), kRaw));
  const auto view = decode_(v4(2960, 9999), kRaw);
  expect_whole(view);
  EXPECT_EQ(view->wire_length, 3008U + 3 * 20U);
  EXPECT_EQ(view->l3.size(), 3028U);
  EXPECT_EQ(view->l3[2] * 256 + view->l3[3], 3028);
  EXPECT_EQ(decode_.value("sekisho_fragments_reassembled_total"), 1);
  EXPECT_EQ(decode_.value("sekisho_fragments_total"), 3);
}

TEST_F(Fragments, InAnyOrder) {
  EXPECT_FALSE(decode_(v4(2960, 9999), kRaw));
  EXPECT_FALSE(decode_(v4(0, 1480), kRaw));
  expect_whole(decode_(v4(1480, 2960), kRaw));
}

TEST_F(Fragments, OfIpv6BehindOtherExtensions) {
  EXPECT_FALSE(decode_(v6(1480, 2960), kRaw));
  EXPECT_FALSE(decode_(v6(2960, 9999), kRaw));
  const auto view = decode_(v6(0, 1480), kRaw);
  expect_whole(view);
  EXPECT_EQ(view->l3.size(), 40U + 8U + 3008U);
  EXPECT_EQ(view->l3[6], 60);
  EXPECT_EQ(view->l3[40], 17);
}

TEST_F(Fragments, OfATunnelAreMadeWholeBeforeItIsEntered) {
  const Frame inner = join({hex("08000000 00002a00"), ethernet(0x0800, tcp("10.9.0.1:1", "10.9.0.2:2").payload(numbered(1400)).ip())});
  datagram_ = udp_header(50'000, 4789, inner);
  EXPECT_FALSE(decode_(v4(0, 800), kRaw));
  const auto view = decode_(v4(800, 9999), kRaw);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->tunnel, model::TunnelKind::Vxlan);
  EXPECT_EQ(view->source.to_string(), "10.9.0.1");
  EXPECT_EQ(view->payload_length, 1400U);
}

TEST_F(Fragments, WhereTheyOverlapTheFirstBytesWin) {
  EXPECT_FALSE(decode_(v4(0, 1480), kRaw));
  EXPECT_FALSE(decode_(v4(Frame(2960, 0xEE), 0, true), kRaw));  // its second half is new
  const auto view = decode_(v4(2960, 9999), kRaw);
  ASSERT_TRUE(view);
  EXPECT_TRUE(std::equal(payload_.begin(), payload_.begin() + 1472, view->payload.begin()));
  EXPECT_EQ(view->payload[1472], 0xEE);
  EXPECT_EQ(decode_.value("sekisho_fragments_overlapping_total"), 1);
}

TEST_F(Fragments, ASecondEndDoesNotMoveTheFirst) {
  EXPECT_FALSE(decode_(v4(2960, 9999), kRaw));
  EXPECT_FALSE(decode_(v4(Frame(16, 0xEE), 4000, false), kRaw));
  EXPECT_FALSE(decode_(v4(0, 1480), kRaw));
  expect_whole(decode_(v4(1480, 2960), kRaw));
}

TEST_F(Fragments, CopiesAreLeftOutAlsoAfterTheEnd) {
  EXPECT_FALSE(decode_(v4(0, 1480), kRaw));
  EXPECT_FALSE(decode_(v4(0, 1480), kRaw));
  expect_whole(decode_(v4(1480, 9999), kRaw));
  EXPECT_FALSE(decode_(v4(1480, 9999), kRaw, kStart + 1ms));
  EXPECT_EQ(decode_.value("sekisho_fragments_copies_total"), 2);
  // Much later the id is in use again, and the late copy is not part of it.
  EXPECT_FALSE(decode_(v4(0, 1480), kRaw, kStart + 5s));
  expect_whole(decode_(v4(1480, 9999), kRaw, kStart + 5s));
  EXPECT_EQ(decode_.value("sekisho_fragments_reassembled_total"), 2);
}

TEST_F(Fragments, IdsKeepDatagramsApart) {
  EXPECT_FALSE(decode_(v4(0, 1480, 1), kRaw));
  EXPECT_FALSE(decode_(v4(1480, 9999, 2), kRaw));
  expect_whole(decode_(v4(1480, 9999, 1), kRaw));
}

TEST_F(Fragments, AnIncompleteDatagramLeavesAfterItsTimeout) {
  EXPECT_FALSE(decode_(v4(0, 1480), kRaw, kStart));
  EXPECT_FALSE(decode_(v4(1480, 9999), kRaw, kStart + 31s));
  EXPECT_EQ(given_up("timeout"), 1);
  EXPECT_EQ(decode_.value("sekisho_fragments_reassembled_total"), 0);
}

TEST_F(Fragments, TheBudgetHoldsAndTheOldestGoes) {
  Counters counters;
  DecoderOptions options;
  options.fragment_bytes = 100'000;
  Defragmenter defragmenter(options, counters, HashSeed{1});
  const Frame data = numbered(1480);
  const Frame header = hex("4500000000000000000000000000000000000000");
  for (std::uint32_t id = 0; id < 10'000; ++id) {
    Fragment fragment{.source = address("10.0.0.1"), .destination = address("10.0.0.2"), .id = id, .header = header, .data = data};
    fragment.more = true;
    EXPECT_EQ(defragmenter.add(fragment, kStart), Defragmenter::Outcome::Waiting);
    ASSERT_LE(defragmenter.bytes(), 100'000U);
  }
  EXPECT_GT(defragmenter.bytes(), 50'000U);
  double evicted = 0;
  for (const auto& sample : counters.samples()) {
    if (sample.name == "sekisho_fragments_given_up_total" && sample.labels.front().second == "budget") evicted = sample.value;
  }
  EXPECT_GT(evicted, 9'900);
}

TEST_F(Fragments, EmptyDatagramsInBookkeepingAreBoundedToo) {
  // Eight bytes each: the number of datagrams, not their bytes, is what would grow.
  const Frame data(8);
  for (int id = 0; id < 40'000; ++id) EXPECT_FALSE(decode_(v4(data, 0, true, static_cast<std::uint16_t>(id)), kRaw));
  EXPECT_GT(given_up("budget"), 20'000);
}

TEST_F(Fragments, AFloodOfPiecesIsGivenUp) {
  for (std::size_t i = 0; i < 400; ++i) EXPECT_FALSE(decode_(v4(Frame(8), i * 16, true), kRaw));
  EXPECT_EQ(given_up("unusable"), 1);
}

TEST_F(Fragments, OnesThatNoDatagramCanHoldAreBroken) {
  EXPECT_FALSE(decode_(v4(Frame(1000), 65'528, true), kRaw));  // ends beyond 65,535
  EXPECT_FALSE(decode_(v4(Frame(7), 0, true), kRaw));          // not a multiple of eight
  EXPECT_FALSE(decode_(v4(Frame(), 8, true), kRaw));           // nothing
  EXPECT_EQ(decode_.errors("fragment"), 3);
}

TEST_F(Fragments, TogetherTooLargeForAnIpLengthAreGivenUp) {
  EXPECT_FALSE(decode_(v4(Frame(65'520 - 8), 0, true), kRaw));
  EXPECT_FALSE(decode_(v4(Frame(20), 65'512, false), kRaw));
  EXPECT_EQ(given_up("unusable"), 1);
}

TEST_F(Fragments, CutByTheCaptureTheyStandAlone) {
  const Frame first = v4(0, 1480);
  RawPacket cut = raw(first, kStart, kRaw);
  cut.bytes = cut.bytes.first(100);
  const auto view = decode_(cut);
  ASSERT_TRUE(view);
  EXPECT_TRUE(view->fragment);
  EXPECT_TRUE(view->truncated);
  EXPECT_EQ(view->destination_port, 2000);
  const Frame second = v4(1480, 2960);
  cut = raw(second, kStart, kRaw);
  cut.bytes = cut.bytes.first(100);
  const auto next = decode_(cut);
  ASSERT_TRUE(next);
  EXPECT_TRUE(next->fragment);
  EXPECT_EQ(next->destination_port, 0);
  EXPECT_EQ(next->payload_length, 1480U);
}

TEST_F(Fragments, WithoutABudgetTheyStandAlone) {
  DecoderOptions options;
  options.fragment_bytes = 0;
  Decoding decode(options);
  const Frame fragment = v4(0, 1480);
  const auto view = decode(fragment, kRaw);
  ASSERT_TRUE(view);
  EXPECT_TRUE(view->fragment);
  EXPECT_EQ(decode.value("sekisho_fragments_total"), 0);
}

}  // namespace
}  // namespace sekisho::test

#include "detectors/watchlist/list.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/unit/detectors/support/fake_context.hpp"

namespace sekisho::detectors::watchlist {
namespace {

class ListTest : public testing::Test {
 protected:
  ListTest()
      : path_(std::filesystem::temp_directory_path() / ("watchlist_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()))) {}
  ~ListTest() override { std::filesystem::remove(path_); }
  Result<Lists> read(const std::string& text, std::size_t most = 1000) {
    std::ofstream(path_) << text;
    return Lists::read({path_.string()}, most, HashSeed{5});
  }
  std::filesystem::path path_;
};

TEST_F(ListTest, HoldsEveryKindWithItsSource) {
  const auto lists = read(
      "# updated: 2023-11-01\n"
      "198.51.100.7 feed-a\n"
      "203.0.113.0/24,feed-b,2030-01-01\n"
      "2001:db8:1::/48\n"
      "Evil.Example.\tfeed-c\n"
      "*.worse.example - 2030-01-01  # note\n"
      "e7d705a3286e19ea42f587b344ee6865\n"
      "t13d1516h2_8daaf6152771_02713d6af862 feed-d\n"
      "6ece5ece4192683d2d84e25b0ba7e04f9cb7eb7c\n\n");
  ASSERT_TRUE(lists.has_value()) << lists.error().message;
  EXPECT_EQ(lists->size(), 8U);
  EXPECT_EQ(lists->files().front().updated, Timestamp{} + 1'698'796'800s);
  EXPECT_EQ(lists->address(address("198.51.100.7"), at(0))->source, "feed-a");
  const auto network = lists->address(address("203.0.113.9"), at(0));
  ASSERT_TRUE(network.has_value());
  EXPECT_EQ(network->entry, "203.0.113.0/24");
  EXPECT_EQ(network->kind, Kind::Network);
  EXPECT_EQ(lists->address(address("2001:db8:1::5"), at(0))->entry, "2001:db8:1::/48");
  EXPECT_FALSE(lists->address(address("2001:db8:2::5"), at(0)).has_value());
  EXPECT_FALSE(lists->address(address("198.51.100.8"), at(0)).has_value());
  EXPECT_EQ(lists->domain("a.B.evil.example", at(0))->entry, "evil.example");
  EXPECT_EQ(lists->domain("worse.example.", at(0))->source, path_.filename().string());
  EXPECT_FALSE(lists->domain("notevil.example", at(0)).has_value());
  EXPECT_FALSE(lists->domain("example", at(0)).has_value());
  EXPECT_TRUE(lists->digest(Kind::Md5, "e7d705a3286e19ea42f587b344ee6865", at(0)).has_value());
  EXPECT_TRUE(lists->digest(Kind::Ja4, "t13d1516h2_8daaf6152771_02713d6af862", at(0)).has_value());
  EXPECT_FALSE(lists->digest(Kind::Sha256, "6ece5ece4192683d2d84e25b0ba7e04f9cb7eb7c", at(0)).has_value());
  EXPECT_TRUE(lists->digest(Kind::Sha1, "6ece5ece4192683d2d84e25b0ba7e04f9cb7eb7c", at(0)).has_value());
}

TEST_F(ListTest, EntriesExpireAfterTheirDay) {
  const auto lists = read("198.51.100.7 - 2023-11-14\n");  // at(0) is 2023-11-14 22:13
  ASSERT_TRUE(lists.has_value());
  EXPECT_TRUE(lists->address(address("198.51.100.7"), at(0)).has_value());
  EXPECT_FALSE(lists->address(address("198.51.100.7"), at(3 * 3600)).has_value());
}

TEST_F(ListTest, ErrorsNameFileAndLine) {
  const auto lists = read("198.51.100.7\nno thing\n10.0.0.0/4\n198.51.100.8 a 2023-02-30\nx.example a b\n\x1b[31m\n");
  ASSERT_TRUE(lists.has_error());
  const std::string& text = lists.error().message;
  EXPECT_NE(text.find(path_.string() + ":2: \"no\" is no address"), std::string::npos) << text;
  EXPECT_NE(text.find(":3: \"10.0.0.0/4\" is no network"), std::string::npos) << text;
  EXPECT_NE(text.find(":4: \"2023-02-30\" is no day"), std::string::npos) << text;
  EXPECT_NE(text.find(":5: \"b\" is no day"), std::string::npos) << text;
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST_F(ListTest, IsBoundedAndNamesMissingFiles) {
  std::string many;
  for (int i = 0; i < 100; ++i) many += "host" + std::to_string(i) + ".example\n";
  EXPECT_TRUE(read(many, 100).has_value());
  const auto over = read(many, 99);
  ASSERT_TRUE(over.has_error());
  EXPECT_NE(over.error().message.find("more than 99 entries"), std::string::npos);
  EXPECT_TRUE(read(std::string(1000, 'x') + "\n").has_error());
  const auto missing = Lists::read({"/nowhere/list.txt"}, 10, HashSeed{1});
  ASSERT_TRUE(missing.has_error());
  EXPECT_NE(missing.error().message.find("/nowhere/list.txt"), std::string::npos);
}

TEST_F(ListTest, WhatLastsLongerWins) {
  const auto lists = read("198.51.100.7 short 2023-01-01\n198.51.100.7 long 2030-01-01\n");
  ASSERT_TRUE(lists.has_value());
  EXPECT_EQ(lists->address(address("198.51.100.7"), at(0))->source, "long");
}

}  // namespace
}  // namespace sekisho::detectors::watchlist

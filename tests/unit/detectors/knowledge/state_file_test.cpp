#include "detectors/knowledge/state_file.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "detectors/knowledge/objects.hpp"

namespace sekisho::detectors::knowledge {
namespace {

class StateFile : public testing::Test {
 protected:
  StateFile()
      : path_(std::filesystem::temp_directory_path() / ("state_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()))) {}
  ~StateFile() override { std::filesystem::remove(path_); }
  std::filesystem::path path_;
};

TEST_F(StateFile, GivesBackWhatWasPut) {
  StateWriter to;
  to.put<std::uint64_t>(7);
  to.put<std::uint8_t>(3);
  ASSERT_TRUE(to.write(path_.string()).has_value());
  auto from = StateReader::open(path_.string(), 100);
  ASSERT_TRUE(from.has_value());
  EXPECT_EQ(from->get<std::uint64_t>(), 7U);
  EXPECT_EQ(from->get<std::uint8_t>(), 3U);
  EXPECT_TRUE(from->ok() && from->at_end());
  EXPECT_EQ(from->get<std::uint32_t>(), 0U);
  EXPECT_FALSE(from->ok());
}

TEST_F(StateFile, DamageAndSizeAreTold) {
  StateWriter to;
  for (std::uint64_t i = 0; i < 100; ++i) to.put(i);
  ASSERT_TRUE(to.write(path_.string()).has_value());
  EXPECT_TRUE(StateReader::open(path_.string(), 799).has_error());
  {
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(500);
    file.put('x');
  }
  EXPECT_TRUE(StateReader::open(path_.string(), 10'000).has_error());
  std::filesystem::resize_file(path_, 40);
  EXPECT_TRUE(StateReader::open(path_.string(), 10'000).has_error());
  EXPECT_TRUE(StateReader::open("/nowhere/at/all", 10'000).has_error());
  EXPECT_TRUE(to.write("/nowhere/at/all").has_error());
}

TEST_F(StateFile, ObjectsComeBackWithClientsAndAge) {
  Objects before(1000);
  const Timestamp now = Timestamp{} + 1'700'000'000s;
  for (std::uint64_t client = 1; client <= 40; ++client) before.contact(5, client << 40, now);
  before.contact(6, 1ULL << 40, now);
  before.contact(6, 1ULL << 40, now + 48h);
  StateWriter to;
  before.save(to);
  ASSERT_TRUE(to.write(path_.string()).has_value());
  auto from = StateReader::open(path_.string(), Objects::most_saved(1000));
  ASSERT_TRUE(from.has_value());
  Objects after(1000);
  ASSERT_TRUE(after.restore(*from));
  EXPECT_TRUE(from->at_end());
  ASSERT_NE(after.find(5), nullptr);
  EXPECT_EQ(after.find(5)->clients.count(), before.find(5)->clients.count());
  EXPECT_EQ(after.find(6)->first, now);
  EXPECT_EQ(after.find(6)->days, 2);
}

TEST_F(StateFile, NumbersThatCannotBeRightLeaveNothing) {
  StateWriter to;
  to.put<std::uint64_t>(1'000'000);  // objects that are not there
  to.put<std::uint64_t>(5);
  ASSERT_TRUE(to.write(path_.string()).has_value());
  auto from = StateReader::open(path_.string(), 1000);
  ASSERT_TRUE(from.has_value());
  Objects after(1000);
  EXPECT_FALSE(after.restore(*from));
  EXPECT_EQ(after.size(), 0U);
}

}  // namespace
}  // namespace sekisho::detectors::knowledge

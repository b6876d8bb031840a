#include "detectors/knowledge/suffixes.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

namespace sekisho::detectors::knowledge {
namespace {

class SuffixesTest : public testing::Test {
 protected:
  std::unique_ptr<Suffixes> suffixes = Suffixes::load("", HashSeed{3}).value();
  std::string_view of(std::string_view name) { return suffixes->registered_domain(name); }
};

TEST_F(SuffixesTest, CutsAtThePublicSuffix) {
  EXPECT_EQ(of("a.b.example.co.uk"), "example.co.uk");
  EXPECT_EQ(of("www.example.com"), "example.com");
  EXPECT_EQ(of("example.com"), "example.com");
  EXPECT_EQ(of("www.city.kawasaki.jp"), "city.kawasaki.jp");  // an exception of the list
}

TEST_F(SuffixesTest, ThePrivateSectionCountsToo) {
  EXPECT_EQ(of("x.evil.github.io"), "evil.github.io");
  EXPECT_EQ(of("a.evil.com.ru"), "evil.com.ru");
}

TEST_F(SuffixesTest, WithoutARegisteredDomainItIsAllOfTheName) {
  for (const char* name : {"com", "co.uk", "localhost", "192.0.2.1", "2001:db8::1", "", ".", "github.io"}) EXPECT_EQ(of(name), name);
  const std::string longer(300, 'a');
  EXPECT_EQ(of(longer), longer);
  const std::string zero("a\0b.example.com", 15);
  EXPECT_EQ(of(zero), zero);
}

TEST_F(SuffixesTest, AnUnknownTopLevelDomainIsASuffix) { EXPECT_EQ(of("dc1.office.corp"), "office.corp"); }

TEST_F(SuffixesTest, TheAnswerKeepsTheSpellingAndPointsIntoTheName) {
  const std::string name = "WWW.Example.CO.UK";
  EXPECT_EQ(of(name), "Example.CO.UK");
  EXPECT_EQ(of(name).data(), name.data() + 4);
}

TEST_F(SuffixesTest, TheCacheAnswersAsTheListDoes) {
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 200'000; ++i) {  // three times the cache
      const std::string name = "h" + std::to_string(i) + (i % 2 == 0 ? ".example.com" : ".site.example.co.uk");
      ASSERT_EQ(of(name), i % 2 == 0 ? "example.com" : "example.co.uk");
    }
  }
}

TEST(Suffixes, AFileThatIsNoListIsAnErrorThatNamesIt) {
  const auto absent = Suffixes::load("/nonexistent/list.dat", HashSeed{});
  ASSERT_FALSE(absent);
  EXPECT_NE(absent.error().message.find("/nonexistent/list.dat"), std::string::npos);
  const std::string path = testing::TempDir() + "knowledge_no_list.dat";
  std::ofstream(path) << "these words\nare no list\n";
  const auto wrong = Suffixes::load(path, HashSeed{});
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().message.find(path), std::string::npos);
  std::remove(path.c_str());
}

TEST(Suffixes, TheOperatorsListIsUsed) {
  const std::string path = testing::TempDir() + "knowledge_list.dat";
  std::ofstream(path) << "// ===BEGIN ICANN DOMAINS===\ncom\nco.uk\n// ===END ICANN DOMAINS===\n// ===BEGIN PRIVATE "
                         "DOMAINS===\ntenants.example.com\n// ===END PRIVATE DOMAINS===\n";
  const auto own = Suffixes::load(path, HashSeed{});
  ASSERT_TRUE(own) << own.error().message;
  EXPECT_EQ((*own)->registered_domain("a.b.tenants.example.com"), "b.tenants.example.com");
  std::remove(path.c_str());
}

}  // namespace
}  // namespace sekisho::detectors::knowledge

#include "sensor/settings/yaml.hpp"

#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sekisho::settings {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string error_of(const std::string& text) {
  const auto tree = read_yaml(text, "c.yaml");
  return tree ? "no error" : tree.error().message;
}

TEST(Yaml, KeepsValuesAndTheirPlaces) {
  const auto tree = read_yaml("a:\n  b: 1\n  c: [x, \"2\"]\n", "c.yaml");
  ASSERT_TRUE(tree) << tree.error().message;
  const ConfigNode* a = tree->find("a");
  ASSERT_NE(a, nullptr);
  const ConfigNode* b = a->find("b");
  ASSERT_NE(b, nullptr);
  EXPECT_EQ(b->scalar, "1");
  EXPECT_FALSE(b->quoted);
  EXPECT_EQ(b->line, 2);
  EXPECT_EQ(b->column, 6);
  EXPECT_EQ(a->key_places, (std::vector<std::pair<int, int>>{{2, 3}, {3, 3}}));
  ASSERT_EQ(a->find("c")->list.size(), 2U);
  EXPECT_FALSE(a->find("c")->list[0].quoted);
  EXPECT_TRUE(a->find("c")->list[1].quoted);
}

TEST(Yaml, NothingReadsAsAbsent) {
  const auto tree = read_yaml("a:\nb: ~\n", "c.yaml");
  ASSERT_TRUE(tree);
  EXPECT_EQ(tree->find("a")->kind, ConfigNode::Kind::Absent);
  EXPECT_EQ(tree->find("b")->kind, ConfigNode::Kind::Absent);
}

TEST(Yaml, AnEmptyFileAndOneOfCommentsAreConfigurations) {
  EXPECT_EQ(error_of(""), "no error");
  EXPECT_EQ(error_of("# nothing\n\n"), "no error");
}

TEST(Yaml, AMistakeOfSyntaxHasItsPlace) {
  EXPECT_THAT(error_of("a: [1, 2\nb: 3\n"), HasSubstr("c.yaml:2:"));
  EXPECT_THAT(error_of("a:\n\t- b\n"), AllOf(HasSubstr("c.yaml:2:2: not YAML"), HasSubstr("a tab cannot indent, use spaces")));
}

TEST(Yaml, TheTopIsSections) {
  EXPECT_THAT(error_of("hello\n"), HasSubstr("c.yaml:1:1: expected sections"));
  EXPECT_THAT(error_of("- a\n- b\n"), HasSubstr("c.yaml:1:1: expected sections"));
}

TEST(Yaml, AKeyThatStandsTwiceIsRefusedWhereItStandsAgain) {
  EXPECT_EQ(error_of("a:\n  b: 1\n  c: 2\n  b: 3\n"), "c.yaml:4:3: key \"b\" stands twice in this section");
}

TEST(Yaml, AKeyIsAWord) { EXPECT_THAT(error_of("? [a, b]\n: 1\n"), HasSubstr("a key must be a word")); }

TEST(Yaml, ASecondDocumentIsRefused) { EXPECT_THAT(error_of("a: 1\n---\nb: 2\n"), HasSubstr("a second document")); }

TEST(Yaml, AliasesThatExplodeAreRefused) {
  std::string text = "a: &a [x, x, x, x, x, x, x, x, x, x]\n";
  for (char name = 'b'; name < 'k'; ++name) {
    const char last = static_cast<char>(name - 1);
    std::ostringstream line;
    line << name << ": &" << name << " [*" << last;
    for (int n = 0; n < 9; ++n) line << ", *" << last;
    line << "]\n";
    text += line.str();
  }
  EXPECT_THAT(error_of(text), HasSubstr("too many values"));
}

TEST(Yaml, AnAliasThatHoldsItselfIsRefused) { EXPECT_NE(error_of("a: &a [*a]\n"), "no error"); }

TEST(Yaml, DepthIsBounded) {
  EXPECT_EQ(error_of("a: " + std::string(20, '[') + std::string(20, ']') + "\n"), "no error");
  EXPECT_THAT(error_of("a: " + std::string(50, '[') + std::string(50, ']') + "\n"), HasSubstr("nested too deeply"));
  EXPECT_NE(error_of("a: " + std::string(100'000, '[') + "\n"), "no error");
}

TEST(Yaml, SizeIsBounded) { EXPECT_THAT(error_of(std::string(kMostYamlBytes + 1, '#')), HasSubstr("a configuration has at most")); }

}  // namespace
}  // namespace sekisho::settings

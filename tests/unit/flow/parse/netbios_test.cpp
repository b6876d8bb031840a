#include "flow/parse/netbios.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sekisho::parse {
namespace {

std::string encoded(std::string name, char suffix) {
  name.resize(15, ' ');
  name += suffix;
  std::string wire(1, 32);
  for (const char c : name) {
    wire += static_cast<char>('A' + (static_cast<unsigned char>(c) >> 4));
    wire += static_cast<char>('A' + (static_cast<unsigned char>(c) & 0xF));
  }
  return wire + '\0';
}

std::string word(unsigned value) { return {static_cast<char>(value >> 8), static_cast<char>(value)}; }
std::string header(unsigned flags, unsigned questions, unsigned answers, unsigned additionals) {
  return word(0x1234) + word(flags) + word(questions) + word(answers) + word(0) + word(additionals);
}
std::string record(const std::string& name, unsigned type, const std::string& data) {
  return name + word(type) + word(1) + std::string("\0\0\0\x3c", 4) + word(static_cast<unsigned>(data.size())) + data;
}
const std::string kPointer = "\xC0\x0C";
const std::string kAddress = "\x0A\x01\x02\x03";

std::string registration(const std::string& name, char suffix, unsigned flags = 0) {
  return header(0x2910, 1, 0, 1) + encoded(name, suffix) + word(0x20) + word(1) + record(kPointer, 0x20, word(flags) + kAddress);
}
std::optional<model::NetbiosName> parsed(const std::string& message) { return parse_netbios(as_bytes(message)); }

TEST(Netbios, ARegistrationSaysWhoHasTheAddress) {
  const auto name = parsed(registration("DESK-7", 0x00));
  ASSERT_TRUE(name);
  EXPECT_EQ(name->name, "DESK-7");
  EXPECT_EQ(name->address.to_string(), "10.1.2.3");
}

TEST(Netbios, GroupsWildcardsAndOtherServicesNameNoHost) {
  EXPECT_FALSE(parsed(registration("WORKGROUP", 0x00, 0x8000)));
  EXPECT_FALSE(parsed(registration("DESK-7", 0x1D)));
  EXPECT_FALSE(parsed(registration("*", 0x00)));
  EXPECT_FALSE(parsed(registration("", 0x00)));
}

TEST(Netbios, APositiveAnswer) {
  const auto name = parsed(header(0x8500, 0, 1, 0) + record(encoded("FILES", 0x20), 0x20, word(0) + kAddress));
  ASSERT_TRUE(name);
  EXPECT_EQ(name->name, "FILES");
  EXPECT_FALSE(parsed(header(0x8503, 0, 1, 0) + record(encoded("FILES", 0x20), 0x20, word(0) + kAddress))) << "negative";
}

TEST(Netbios, AStatusAnswerGivesItsFirstHostName) {
  const auto entry = [](std::string name, char suffix, unsigned flags) {
    name.resize(15, ' ');
    return name + suffix + word(flags);
  };
  const std::string names = std::string(1, 3) + entry("OFFICE", 0x00, 0x8400) + entry("DESK-7", 0x20, 0x0400) + entry("OTHER", 0x00, 0x0400);
  const auto name = parsed(header(0x8400, 0, 1, 0) + record(encoded("*", 0), 0x21, names));
  ASSERT_TRUE(name);
  EXPECT_EQ(name->name, "DESK-7");
  EXPECT_TRUE(name->address.is_unspecified());
}

TEST(Netbios, QuestionsAndOtherMessagesSayNothing) {
  EXPECT_FALSE(parsed(header(0x0110, 1, 0, 0) + encoded("DESK-7", 0) + word(0x20) + word(1)));
  EXPECT_FALSE(parsed(""));
  EXPECT_FALSE(parsed(std::string(12, '\0')));
  EXPECT_FALSE(parsed(std::string(200, '\xFF')));
}

TEST(Netbios, EveryCutIsHarmless) {
  const std::string whole = registration("DESK-7", 0x00);
  for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_FALSE(parsed(whole.substr(0, size))) << size;
}

}  // namespace
}  // namespace sekisho::parse

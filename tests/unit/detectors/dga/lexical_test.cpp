#include "detectors/dga/lexical.hpp"

#include <gtest/gtest.h>

namespace sekisho::detectors::dga {
namespace {

constexpr double kRandom = 4.5;

TEST(DgaCost, NamesThatPeopleChoseAreCheap) {
  for (const char* name :
       {"wikipedia", "microsoft", "debian", "cloudflare", "whatsapp", "googleapis", "stackoverflow", "weather", "deutschland", "lemonde"}) {
    EXPECT_LT(cost(name), kRandom) << name;
  }
}

TEST(DgaCost, RandomNamesAreDear) {
  for (const char* name : {"kghgdjprtheruvqa", "pfzgqmfkkdcr", "dsoczzrdiouyr", "zfnfxyjjihfvmhlc", "db54a845", "x7k2q9vz0p", "1ee3a9d0c5"}) {
    EXPECT_GE(cost(name), kRandom) << name;
  }
}

TEST(DgaCost, NothingToJudgeCostsNothing) {
  EXPECT_EQ(cost(""), 0);
  EXPECT_EQ(cost("a"), 0);
  EXPECT_EQ(cost("\xff\xfe\x80"), 0);
}

TEST(DgaCost, TheTableIsWhole) {
  for (const std::string_view row : kBigrams) EXPECT_EQ(row.size(), kLetters);
}

TEST(DgaNames, TheChosenLabelIsTheFirstOfTheDomain) {
  EXPECT_EQ(chosen_label("www.shop.com", "shop.com").label, "shop");
  EXPECT_EQ(chosen_label("shop.com", "shop.com").domain, "shop.com");
}

TEST(DgaNames, SecondLevelsOfUnknownEndingsAreSteppedOver) {
  const Chosen c = chosen_label("a.qbymystq.net.test", "net.test");
  EXPECT_EQ(c.label, "qbymystq");
  EXPECT_EQ(c.domain, "qbymystq.net.test");
  EXPECT_EQ(chosen_label("net.test", "net.test").label, "net");
}

TEST(DgaNames, WhatNobodyCanRegisterIsLeftAlone) {
  for (const char* name : {"qpwoeiruty", "4.3.2.1.in-addr.arpa", "printer.local", "host.corp", "wpad.lan", "192.0.2.1", "", "x."}) {
    EXPECT_TRUE(is_unregistrable(name)) << name;
  }
  EXPECT_FALSE(is_unregistrable("example.com"));
}

}  // namespace
}  // namespace sekisho::detectors::dga

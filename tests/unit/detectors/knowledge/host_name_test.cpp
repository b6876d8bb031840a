#include "detectors/knowledge/host_name.hpp"

#include <gtest/gtest.h>

namespace sekisho::detectors::knowledge {
namespace {

using Kind = HostName::Kind;

TEST(HostName, IsLowerCaseWithoutPortAndFinalDot) {
  EXPECT_EQ(HostName("WWW.Example.COM.").name(), "www.example.com");
  EXPECT_EQ(HostName("example.com:8443").name(), "example.com");
  EXPECT_EQ(HostName("_dmarc.ex-ample.com").name(), "_dmarc.ex-ample.com");
  EXPECT_EQ(HostName("proxy").name(), "proxy");
}

TEST(HostName, AnAddressIsALiteralWhateverItsForm) {
  for (const char* text : {"192.0.2.1", "192.0.2.1:80", "192.0.2.1."}) {
    const HostName host(text);
    EXPECT_EQ(host.kind(), Kind::Literal) << text;
    EXPECT_EQ(host.address().to_string(), "192.0.2.1");
    EXPECT_TRUE(host.name().empty());
  }
  EXPECT_EQ(HostName("[2001:db8::1]:443").address().to_string(), "2001:db8::1");
  EXPECT_EQ(HostName("2001:db8::1").address().to_string(), "2001:db8::1");
}

TEST(HostName, WhatNoHostIsCalledIsNone) {
  const std::string longest(253, 'a');
  for (const std::string& text : {std::string(), std::string("."), std::string(":80"), std::string("a..b"), std::string(".a"), std::string("a b"),
                                  std::string("caf\xC3\xA9.fr"), std::string("evil\0.com", 9), std::string("1.2.3.4.5"), std::string("999.1.1.1"),
                                  std::string("[::1"), std::string("x/y"), longest + "aaa"}) {
    EXPECT_EQ(HostName(text).kind(), Kind::None) << text;
  }
  EXPECT_EQ(HostName(longest).name(), longest);
}

TEST(InZone, MatchesAtLabelsAndTheApex) {
  EXPECT_TRUE(in_zone("example.com", "example.com"));
  EXPECT_TRUE(in_zone("a.example.com", "example.com"));
  EXPECT_FALSE(in_zone("badexample.com", "example.com"));
  EXPECT_FALSE(in_zone("com", "example.com"));
  EXPECT_FALSE(in_zone("example.com", ""));
}

}  // namespace
}  // namespace sekisho::detectors::knowledge

#include "sensor/web/address.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sensor/web/server.hpp"

namespace sekisho::web {
namespace {

using ::testing::HasSubstr;

TEST(Address, IsAnAddressWithAPort) {
  const auto v4 = parse_listen("127.0.0.1:9477");
  ASSERT_TRUE(v4);
  EXPECT_EQ(v4->address.to_string(), "127.0.0.1");
  EXPECT_EQ(v4->port, 9477);
  const auto v6 = parse_listen("[::1]:80");
  ASSERT_TRUE(v6);
  EXPECT_EQ(v6->address.to_string(), "::1");
  EXPECT_TRUE(parse_listen("localhost:0"));
}

TEST(Address, AnythingElseIsRefusedWithAnExample) {
  for (const char* text : {"", "9477", ":9477", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:80x", "::1:80",
                           "example.com:80", "[127.0.0.1:80", "[::1]"}) {
    const auto listen = parse_listen(text);
    ASSERT_FALSE(listen) << text;
    EXPECT_THAT(listen.error().message, HasSubstr("expected for example 127.0.0.1:9477"));
  }
}

TEST(Address, OthersMayReachItOnlyWithConsent) {
  for (const char* text : {"0.0.0.0:9477", "10.0.0.1:9477", "[::]:9477", "[2001:db8::1]:9477"}) {
    WebOptions options;
    options.listen = text;
    const auto refused = check(options);
    ASSERT_FALSE(refused) << text;
    EXPECT_THAT(refused.error().message, HasSubstr("web.insecure: true"));
    options.insecure = true;
    EXPECT_TRUE(check(options)) << text;
  }
  EXPECT_TRUE(check({}));
}

}  // namespace
}  // namespace sekisho::web

#include "sensor/settings/values.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sekisho::settings {
namespace {

TEST(Values, ADayBeginsAtMidnightUtc) {
  EXPECT_EQ(as_day("1970-01-02"), Timestamp(24h));
  EXPECT_EQ(as_day("2027-01-31"), Timestamp(std::chrono::seconds(1'801'353'600)));
}

TEST(Values, DaysThatDoNotExistAreNone) {
  for (const char* text : {"2027-02-29", "2027-13-01", "2027-00-10", "27-01-31", "2027/01/31", "2027-1-31", "2027-01-31T00:00", "tomorrow", "",
                           "1969-12-31", "9999-01-01", "2027--1-31"}) {
    EXPECT_FALSE(as_day(text)) << text;
  }
  EXPECT_TRUE(as_day("2028-02-29"));
}

TEST(Values, PortsAreDecimalAndHave16Bits) {
  EXPECT_EQ(as_port("0"), 0);
  EXPECT_EQ(as_port("65535"), 65'535);
  for (const char* text : {"65536", "-1", "+1", "80-90", "https", "", "0x50", "99999999999999999999"}) EXPECT_FALSE(as_port(text)) << text;
}

TEST(Values, DomainsAreLowerCaseWithoutTheFinalDot) {
  EXPECT_EQ(as_domain("Example.COM."), "example.com");
  EXPECT_EQ(as_domain("xn--bcher-kva.example"), "xn--bcher-kva.example");
  EXPECT_EQ(as_domain("_tcp.example.com"), "_tcp.example.com");
}

TEST(Values, PatternsUrlsAndAddressesAreNoDomains) {
  for (const char* text : {"*.example.com", ".example.com", "example..com", "https://example.com", "example.com/x", "10.0.0.1", "::1", "", ".",
                           "exa mple.com", "bücher.example"}) {
    EXPECT_FALSE(as_domain(text)) << text;
  }
  EXPECT_FALSE(as_domain(std::string(64, 'a') + ".com"));
  EXPECT_TRUE(as_domain(std::string(63, 'a') + ".com"));
}

TEST(Values, FingerprintsAreJa3OrJa4) {
  EXPECT_TRUE(is_fingerprint("773906b0efdefa24a7f2b8eb6985bf37"));
  EXPECT_TRUE(is_fingerprint("t13d1516h2_8daaf6152771_02713d6af862"));
  for (const char* text : {"", "773906B0EFDEFA24A7F2B8EB6985BF37", "773906b0efdefa24a7f2b8eb6985bf3", "t13d1516h2_8daaf6152771",
                           "t13d1516h2-8daaf6152771-02713d6af862"}) {
    EXPECT_FALSE(is_fingerprint(text)) << text;
  }
}

}  // namespace
}  // namespace sekisho::settings

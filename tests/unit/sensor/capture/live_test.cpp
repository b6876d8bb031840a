// What can be known without rights and without a link; capturing itself is tested end to end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sensor/capture/packet_source.hpp"

namespace sekisho::capture {
namespace {

using ::testing::HasSubstr;

LiveOptions on(std::vector<std::string> names) {
  LiveOptions options;
  options.interfaces = std::move(names);
  return options;
}

TEST(Live, AnUnknownInterfaceIsNamedWithThoseThatExist) {
  Counters counters;
  const auto opened = open_live(on({"no-such-link"}), counters);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr("interface no-such-link does not exist"));
  EXPECT_THAT(opened.error().message, HasSubstr("lo ("));
}

TEST(Live, NoInterfaceAndOneNamedTwiceAreErrors) {
  Counters counters;
  EXPECT_FALSE(open_live(on({}), counters));
  const auto twice = open_live(on({"lo", "lo"}), counters);
  ASSERT_FALSE(twice);
  EXPECT_THAT(twice.error().message, HasSubstr("lo is named twice"));
}

TEST(Live, ANameLongerThanAnyInterfacesIsNoInterface) {
  Counters counters;
  EXPECT_FALSE(open_live(on({std::string(200, 'x')}), counters));
}

TEST(Live, ASmallSnaplenIsWarnedOfWithTheRightOne) {
  LiveOptions options = on({"lo"});
  options.snaplen = 96;
  EXPECT_THAT(live_warnings(options), ::testing::Contains(HasSubstr("snaplen 96 cuts packets of interface lo")));
  options.snaplen = 65'535;
  EXPECT_THAT(live_warnings(options), ::testing::Not(::testing::Contains(HasSubstr("snaplen"))));
}

TEST(Live, TheLoopbackIsListed) { EXPECT_THAT(interfaces(), ::testing::Contains(::testing::StartsWith("lo ("))); }

}  // namespace
}  // namespace sekisho::capture

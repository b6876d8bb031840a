#include "detectors/knowledge/places.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

#include "mmdb_writer.hpp"
#include "world.hpp"

namespace sekisho::detectors::knowledge {
namespace {

class PlacesTest : public testing::Test {
 protected:
  PlacesTest() {
    MmdbWriter country("Test-Country");
    country.add(address("198.51.100.0"), 96 + 24, mmdb_country("NL"));
    country.add(address("2001:db8::"), 32, mmdb_country("JP"));
    country.write(country_file);
    MmdbWriter asn("Test-ASN");
    asn.add(address("198.51.100.0"), 96 + 24, mmdb_operator(64'500, "Example Hosting B.V."));
    asn.write(asn_file);
  }
  ~PlacesTest() override {
    std::remove(country_file.c_str());
    std::remove(asn_file.c_str());
  }
  std::string country_file = testing::TempDir() + "knowledge_places_country.mmdb";
  std::string asn_file = testing::TempDir() + "knowledge_places_asn.mmdb";
};

TEST_F(PlacesTest, CountryAndOperatorComeFromTheFiles) {
  const auto places = Places::load(country_file, asn_file, HashSeed{1});
  ASSERT_TRUE(places) << places.error().message;
  for (int twice = 0; twice < 2; ++twice) {  // the second time from the cache
    const Place p = (*places)->of(address("198.51.100.77"));
    EXPECT_EQ(p.country, "NL");
    EXPECT_EQ(p.asn, 64'500U);
    EXPECT_EQ(p.organisation, "Example Hosting B.V.");
  }
  EXPECT_EQ((*places)->of(address("2001:db8::5")).country, "JP");
  EXPECT_EQ((*places)->of(address("2001:db8::5")).asn, 0U);
  EXPECT_EQ((*places)->of(address("203.0.113.1")).country, "");
}

TEST_F(PlacesTest, WithoutFilesNothingIsKnown) {
  const auto places = Places::load("", "", HashSeed{1});
  ASSERT_TRUE(places);
  EXPECT_EQ((*places)->of(address("198.51.100.77")).country, "");
  const auto half = Places::load("", asn_file, HashSeed{1});
  ASSERT_TRUE(half);
  EXPECT_EQ((*half)->of(address("198.51.100.77")).country, "");
  EXPECT_EQ((*half)->of(address("198.51.100.77")).asn, 64'500U);
}

TEST_F(PlacesTest, AWrongFileIsAnErrorThatNamesIt) {
  const std::string text = testing::TempDir() + "knowledge_places_text.mmdb";
  std::ofstream(text) << "no database\n";
  for (const auto& [country, asn, named] :
       {std::tuple{std::string("/nonexistent/c.mmdb"), std::string(), std::string("/nonexistent/c.mmdb")}, std::tuple{text, std::string(), text},
        std::tuple{asn_file, std::string(), asn_file}, std::tuple{country_file, country_file, country_file}}) {
    const auto places = Places::load(country, asn, HashSeed{1});
    ASSERT_FALSE(places) << country << " " << asn;
    EXPECT_NE(places.error().message.find(named), std::string::npos) << places.error().message;
  }
  std::remove(text.c_str());
}

}  // namespace
}  // namespace sekisho::detectors::knowledge

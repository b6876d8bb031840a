// The classifier over the toy library of another nDPI version; compiled once per version (tests/support/ndpi_stubs).
#include <gmock/gmock.h>

#include <ndpi_api.h>

#include "flow/dpi/classifier.hpp"
#include "flow/dpi/risk.hpp"
#include "tests/support/packet_builder.hpp"

namespace sekisho::dpi {
namespace {

class OtherNdpi : public testing::Test {
 protected:
  void SetUp() override {
    ndpi_the_toy() = {};
    classifier = make_ndpi_classifier({}, counters).value();
    flow = classifier->open();
  }
  bool feed(bool from_client) {
    const auto up = test::tcp("10.0.0.2:40000", "198.51.100.7:443").push().payload("x");
    const auto down = test::tcp("198.51.100.7:443", "10.0.0.2:40000").push().payload("y");
    return classifier->feed(flow, (from_client ? up : down).view(), from_client);
  }
  Counters counters;
  std::unique_ptr<Classifier> classifier;
  Inspection flow{};
};

TEST_F(OtherNdpi, IsFedUntilItWantsNoMore) {
  EXPECT_FALSE(feed(true));
  EXPECT_FALSE(feed(false)) << "known, but it would like more";
  EXPECT_TRUE(feed(true));
  const Verdict v = classifier->close(flow, true);
  EXPECT_EQ(v.label.app, "TLS");
  EXPECT_EQ(v.label.category, "Web");
  EXPECT_TRUE(v.label.sure());
  EXPECT_EQ(v.server_name, "toy.example");
  EXPECT_EQ(ndpi_the_toy().given_up, 0U);
  EXPECT_EQ(ndpi_the_toy().freed, 1U);
}

TEST_F(OtherNdpi, IsToldWhoSent) {
  feed(true);
  feed(false);
  EXPECT_THAT(ndpi_the_toy().directions, testing::ElementsAre(NDPI_IN_PKT_DIR_C_TO_S, NDPI_IN_PKT_DIR_S_TO_C));
}

TEST_F(OtherNdpi, RisksGoByTheirTextNotTheirNumber) {
  feed(true);
  feed(false);
  EXPECT_EQ(classifier->close(flow, true).risks, bit(Risk::SuspiciousDns)) << "bit 21 once was ESNI and no longer is";
}

TEST_F(OtherNdpi, GuessesWhenItIsEndedEarlyUnderNamesOf42) {
  feed(true);
  const Verdict v = classifier->close(flow, false);
  EXPECT_EQ(v.label.app, "IPsec");
  EXPECT_EQ(v.label.confidence, model::Confidence::Port);
  EXPECT_EQ(ndpi_the_toy().given_up, 1U);
}

TEST_F(OtherNdpi, IsToldToForgetOtherFlows) {
  EXPECT_THAT(ndpi_the_toy().settings, testing::Contains("lru.tls_cert.size=0"));
  EXPECT_THAT(ndpi_the_toy().settings, testing::Contains("lru.stun.size=0"));
  EXPECT_THAT(ndpi_the_toy().settings, testing::Contains("lru.mining.size=0"));
}

TEST_F(OtherNdpi, OfAnotherSizeIsRefused) {
  ndpi_the_toy().flow_size_lie = 8;
  const auto made = make_ndpi_classifier({}, counters);
  ASSERT_FALSE(made.has_value());
  EXPECT_THAT(made.error().message, testing::HasSubstr("at run time is not"));
}

TEST_F(OtherNdpi, TellsItsVersion) { EXPECT_EQ(classifier_version(), std::string("nDPI ") + ndpi_revision()); }

}  // namespace
}  // namespace sekisho::dpi

#include "detectors/dns_tunnel/names.hpp"

#include <gtest/gtest.h>

namespace sekisho::detectors::dns_tunnel {
namespace {

TEST(Names, EncodingsAreToldFromWords) {
  for (const char* name :
       {"549201f3709cb41c46", "gq5vk29aba", "jyocx4qrwjw24a36lrltdoupkbbgcipcxhnug7dqn6ufccrm", "1.4e1c2bf211b26dae037e5c5731ba8f504261",
        "aaaaaanjaa.=auth", "laatwtwyg02q3kam3uxz45peezk5xgoi", "5f505fc9", "krugs4zanfzsayjaonwwc3dmebwgcyrnn5xgy6jamzuwyzjaor"}) {
    EXPECT_TRUE(looks_encoded(name)) << name;
  }
  for (const char* name : {"www", "mail2.corp", "static-assets.eu-west-1", "wg-dhcp174d165d132.secure.wireless", "ec2-54-12-33-1", "desktop-1a2b3c4",
                           "win-k3jv0q2aslb", "safebrowsing", "connectivitycheck", "decade20", "2025-11-24.backup", "printer17.building4"}) {
    EXPECT_FALSE(looks_encoded(name)) << name;
  }
}

TEST(Names, BinaryLabelsAreEncoded) { EXPECT_TRUE(looks_encoded("zlbvaa\xbc\xbd\xe9")); }

TEST(Names, PartBelowStopsAtALabel) {
  EXPECT_EQ(part_below("a.b.example.com", "example.com"), "a.b");
  EXPECT_EQ(part_below("example.com", "example.com"), "");
  EXPECT_EQ(part_below("notexample.com", "example.com"), "");
  EXPECT_EQ(part_below("a.com", ""), "");
}

TEST(Names, ServicesAreKnownUntilTheirLabelsGrowLong) {
  EXPECT_TRUE(is_service_name("_ldap._tcp.dc._msdcs"));
  EXPECT_TRUE(is_service_name("s2025._domainkey"));
  EXPECT_TRUE(is_service_name("_ta-4f66"));
  EXPECT_FALSE(is_service_name("x.ldap"));
  EXPECT_FALSE(is_service_name(std::string(41, 'a') + "._domainkey"));
}

TEST(Names, ReversedAddressesStandInFront) {
  EXPECT_TRUE(starts_with_reversed_address("4.3.2.1.zen"));
  EXPECT_TRUE(starts_with_reversed_address("0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.zen"));
  EXPECT_FALSE(starts_with_reversed_address("4.3.2.mail"));
  EXPECT_FALSE(starts_with_reversed_address("400.3.2.1"));
  EXPECT_FALSE(starts_with_reversed_address(""));
}

TEST(Names, SearchSuffixesAreEchoes) {
  EXPECT_TRUE(is_search_suffix_echo("www.shop.com"));
  EXPECT_FALSE(is_search_suffix_echo("www"));
  EXPECT_FALSE(is_search_suffix_echo("549201f3709cb41c46.shop.com"));
}

TEST(Names, ATopLevelDomainIsMadeOfLetters) {
  EXPECT_TRUE(lacks_top_level("dnscat.546b03f5.5a03b5b1e1aa8f8f"));
  EXPECT_TRUE(lacks_top_level("printer.123"));
  EXPECT_TRUE(lacks_top_level("abcdefghijklmnopqrstuvwxyz"));
  EXPECT_FALSE(lacks_top_level("www.example.com"));
  EXPECT_FALSE(lacks_top_level("www.xn--p1ai"));
  EXPECT_FALSE(lacks_top_level("wpad"));
}

TEST(Names, TypesOfTunnels) {
  EXPECT_EQ(odd_type_bit(1), 0);
  EXPECT_EQ(odd_type_bit(28), 0);
  EXPECT_EQ(odd_type_bit(65), 0);
  EXPECT_EQ(odd_type_bit(16), kTxt);
  EXPECT_EQ(odd_type_bit(65'399), kPrivate);
  EXPECT_TRUE(is_exotic_type(10));
  EXPECT_FALSE(is_exotic_type(255));
  EXPECT_FALSE(is_exotic_type(257));
  EXPECT_TRUE(carries_data(16));
  EXPECT_FALSE(carries_data(6));
}

TEST(Names, AnswersOfMailAreText) {
  for (const char* text : {"v=spf1 ip4:198.51.100.25 -all", "v=DKIM1; k=rsa; p=I5CXJRl3ALDaMzs7VkY6R8J6yLzqfKf3m6ahBhCTA",
                           "google-site-verification=rXOxyZounnZasA8Z7oaD3c14Jd", "0.103.8:62:26791:1667500000:1:90:49192:334", "ok",
                           "hello from the other side", "203.0.113.53"}) {
    EXPECT_FALSE(encoded_answer(text)) << text;
  }
  for (const char* text : {"FWKhG+MDSMekIegpRDhchX4QB9e5Xaxk2JLaXvyNXH1Dipa7hjmSB2hdJXis", "o1qKZymKhoMi+QRYEefU8xg089hOXOqT+ixwWiuoiXVhtOXo70Q=",
                           "816701f3701c469cb4", "@JF9ucyA9ICJucy5vc3RyeWtlYnMucGwuIgokX3NzID0gUmFuZG9tIC1NYXh", "tkzaugs0wwrztqaa"}) {
    EXPECT_TRUE(encoded_answer(text)) << text;
  }
  EXPECT_TRUE(encoded_answer(std::string("\x01\x02\x80\xff\x00\x10 abc\x90\x91", 12)));
}

TEST(Names, TagsNameAnImplant) {
  EXPECT_EQ(leading_tag("2320"), "2320");
  EXPECT_EQ(leading_tag("102-12039-16"), "102");
  EXPECT_EQ(leading_tag("ns1"), "");
  EXPECT_EQ(leading_tag("www.2320"), "");
}

TEST(Names, ZonesAreMatchedAtLabels) {
  EXPECT_TRUE(in_zone("a.e5.sk", "e5.sk"));
  EXPECT_TRUE(in_zone("e5.sk", "e5.sk"));
  EXPECT_FALSE(in_zone("fake5.sk", "e5.sk"));
}

}  // namespace
}  // namespace sekisho::detectors::dns_tunnel

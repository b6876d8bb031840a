#include "sensor/outputs/json_writer.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

namespace sekisho::outputs {
namespace {

struct JsonWriterTest : testing::Test {
  JsonWriter json;
  void SetUp() override { json.start(); }
  std::string done() { return std::string(json.finish()); }
};

TEST_F(JsonWriterTest, AnEmptyObjectIsALine) { EXPECT_EQ(done(), "{}\n"); }

TEST_F(JsonWriterTest, NestsObjectsAndArrays) {
  json.number("a", 1);
  json.open("b");
  json.boolean("c", true);
  json.open_array("d");
  json.number_element(1);
  json.open_element();
  json.literal("e", "f");
  json.close();
  json.close_array();
  json.close();
  json.open_array("g");
  json.close_array();
  json.number("h", 2);
  EXPECT_EQ(done(), "{\"a\":1,\"b\":{\"c\":true,\"d\":[1,{\"e\":\"f\"}]},\"g\":[],\"h\":2}\n");
}

TEST_F(JsonWriterTest, StartForgetsWhatWasWritten) {
  json.number("a", 1);
  json.start();
  json.number("b", 2);
  EXPECT_EQ(done(), "{\"b\":2}\n");
}

TEST_F(JsonWriterTest, NumbersKeepTheirValue) {
  json.number("least", std::numeric_limits<std::int64_t>::min());
  json.number("most", std::numeric_limits<std::uint64_t>::max());
  json.real("tenth", 0.1);
  json.real("zero", -0.0);
  json.real("whole", 60.0);
  json.real("small", 5e-324);
  const auto read = nlohmann::json::parse(done());
  EXPECT_EQ(read["least"].get<std::int64_t>(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(read["most"].get<std::uint64_t>(), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(read["tenth"].get<double>(), 0.1);
  EXPECT_FALSE(std::signbit(read["zero"].get<double>()));
  EXPECT_EQ(read["whole"].get<double>(), 60.0);
  EXPECT_EQ(read["small"].get<double>(), 5e-324);
}

TEST_F(JsonWriterTest, WhatIsNoNumberIsNull) {
  json.real("nan", std::nan(""));
  json.real("infinite", std::numeric_limits<double>::infinity());
  EXPECT_EQ(done(), "{\"nan\":null,\"infinite\":null}\n");
}

TEST_F(JsonWriterTest, LongTextsAreCutWithAFlag) {
  json.text("a", "abcdef", 3);
  json.text("b", "abc", 3);
  json.text_member("c", "abü", 3);
  const auto read = nlohmann::json::parse(done());
  EXPECT_EQ(read["a"], "abc");
  EXPECT_EQ(read["a_truncated"], true);
  EXPECT_EQ(read["b"], "abc");
  EXPECT_FALSE(read.contains("b_truncated"));
  EXPECT_EQ(read["c"], "ab");
  EXPECT_EQ(read["c_truncated"], true);
}

TEST_F(JsonWriterTest, ElementsSayThatTheyWereCut) {
  json.open_array("a");
  EXPECT_TRUE(json.text_element("abc", 3));
  EXPECT_FALSE(json.text_element("abcd", 3));
  json.close_array();
  EXPECT_EQ(done(), "{\"a\":[\"abc\",\"abc\"]}\n");
}

TEST_F(JsonWriterTest, KeysThatAreDataAreEscapedAndCut) {
  json.text_member("a\"\n", "x");
  json.number_member(std::string(300, 'k'), 1);
  const auto read = nlohmann::json::parse(done());
  EXPECT_EQ(read["a\"\n"], "x");
  EXPECT_EQ(read[std::string(128, 'k')], 1);
}

TEST_F(JsonWriterTest, TimesAreMicrosecondsInUtc) {
  json.time("a", Timestamp{} + 1'795'529'626s + 123'456'789ns);
  json.time("b", Timestamp{} + 1'795'529'626s + 7us);
  json.time("c", Timestamp{} + 1'795'529'627s);
  json.time("d", Timestamp{} - 1s);
  const auto read = nlohmann::json::parse(done());
  EXPECT_EQ(read["a"], "2026-11-24T14:13:46.123456+0000");
  EXPECT_EQ(read["b"], "2026-11-24T14:13:46.000007+0000");
  EXPECT_EQ(read["c"], "2026-11-24T14:13:47.000000+0000");
  EXPECT_EQ(read["d"], "1970-01-01T00:00:00.000000+0000");
}

TEST_F(JsonWriterTest, LinesLongerThanTheBufferKeepEveryByte) {
  std::string expected = "{";
  for (int i = 0; i < 100; ++i) {
    json.text("a", std::string(997, '\x01'));
    json.number("b", i);
    if (i > 0) expected += ',';
    expected += "\"a\":\"";
    for (int k = 0; k < 997; ++k) expected += "\\u0001";
    expected += "\",\"b\":" + std::to_string(i);
  }
  EXPECT_EQ(done(), expected + "}\n");
  json.start();
  EXPECT_EQ(done(), "{}\n");
}

TEST_F(JsonWriterTest, EveryOctetIsSpeltAsANumber) {
  for (unsigned value = 0; value < 256; ++value) {
    const std::array<std::uint8_t, 4> bytes{static_cast<std::uint8_t>(value), 1, 22, static_cast<std::uint8_t>(255 - value)};
    json.start();
    json.address("a", IpAddress::v4(bytes.data()));
    EXPECT_EQ(done(), "{\"a\":\"" + std::to_string(value) + ".1.22." + std::to_string(255 - value) + "\"}\n");
  }
}

TEST_F(JsonWriterTest, AddressesAreSpeltAsElsewhere) {
  for (const auto* text : {"0.0.0.0", "10.0.0.1", "255.255.255.255", "192.0.2.100", "::", "2001:db8::1"}) {
    json.start();
    json.address("a", IpAddress::parse(text).value());
    EXPECT_EQ(done(), std::string("{\"a\":\"") + text + "\"}\n");
  }
}

}  // namespace
}  // namespace sekisho::outputs

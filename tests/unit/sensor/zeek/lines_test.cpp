// From lines to rows: both forms of a log, and what is wrong with damaged ones.
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sensor/zeek/log_file.hpp"
#include "sensor/zeek/row.hpp"

namespace sekisho::zeek {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Tsv headed(std::string_view fields) {
  Tsv tsv;
  for (const std::string_view line :
       {std::string_view("#separator \\x09"), std::string_view("#set_separator\t,"), std::string_view("#empty_field\t(empty)"),
        std::string_view("#unset_field\t-"), std::string_view("#path\tdns")}) {
    EXPECT_FALSE(tsv.header(line));
  }
  EXPECT_FALSE(tsv.header(fields));
  return tsv;
}

TEST(Tsv, ColumnsFollowTheHeaderWhateverTheirOrder) {
  Tsv tsv = headed("#fields\tquery\tunheard_of\tts\tuid");
  Row row;
  ASSERT_FALSE(tsv.read("example.com\tx\t1.5\tCabc", row));
  EXPECT_EQ(row.text(Column::Query), "example.com");
  EXPECT_EQ(row.text(Column::Ts), "1.5");
  EXPECT_EQ(row.text(Column::Uid), "Cabc");
  EXPECT_FALSE(row.has(Column::Rcode));
}

TEST(Tsv, UnsetAndEmptyDiffer) {
  Tsv tsv = headed("#fields\tquery\tservice\tanswers\tTTLs");
  Row row;
  ASSERT_FALSE(tsv.read("-\t(empty)\t(empty)\t-", row));
  EXPECT_FALSE(row.has(Column::Query));
  EXPECT_TRUE(row.has(Column::Service));
  EXPECT_EQ(row.text(Column::Service), "");
  EXPECT_TRUE(row.has(Column::Answers));
  EXPECT_TRUE(row.list(Column::Answers).empty());
  EXPECT_FALSE(row.has(Column::Ttls));
}

TEST(Tsv, OtherSeparatorsAndMarksAreHonoured) {
  Tsv tsv;
  for (const char* line :
       {"#separator \\x7c", "#set_separator|;", "#empty_field|none", "#unset_field|?", "#path|conn", "#fields|query|service|answers"})
    ASSERT_FALSE(tsv.header(line));
  Row row;
  ASSERT_FALSE(tsv.read("?|none|a;b", row));
  EXPECT_FALSE(row.has(Column::Query));
  EXPECT_EQ(row.text(Column::Service), "");
  EXPECT_THAT(row.list(Column::Answers), ElementsAre("a", "b"));
}

TEST(Tsv, EscapedBytesAreTheBytes) {
  Tsv tsv = headed("#fields\tquery\tanswers");
  Row row;
  ASSERT_FALSE(tsv.read("a\\x09b\\x5cx\\xzz\ta\\x2cb,c", row));
  EXPECT_EQ(row.text(Column::Query), "a\tb\\x\\xzz");
  EXPECT_THAT(row.list(Column::Answers), ElementsAre("a,b", "c"));
}

TEST(Tsv, ListsAreCutWhereParsersOfPacketsCutThem) {
  Tsv tsv = headed("#fields\tanswers");
  std::string many = "0";
  for (int i = 1; i < 500; ++i) many += "," + std::to_string(i);
  Row row;
  ASSERT_FALSE(tsv.read(many, row));
  EXPECT_EQ(row.list(Column::Answers).size(), Row::kMostListed);
}

TEST(Tsv, ARowOfOtherColumnsThanTheHeaderIsDamaged) {
  Tsv tsv = headed("#fields\tts\tuid\tquery");
  Row row;
  EXPECT_THAT(tsv.read("1\t2", row).value_or(""), HasSubstr("2 columns; expected 3"));
  EXPECT_THAT(tsv.read("1\t2\t3\t4", row).value_or(""), HasSubstr("more columns; expected 3"));
  EXPECT_THAT(Tsv().read("1\t2", row).value_or(""), HasSubstr("before any #fields"));
}

TEST(Tsv, TypesOfTheHeaderAreChecked) {
  Tsv tsv = headed("#fields\tts\tunheard_of\tid.orig_p");
  EXPECT_FALSE(tsv.header("#types\ttime\tweird\tport"));
  EXPECT_EQ(tsv.header("#types\ttime\tweird\tstring").value_or(""), "column id.orig_p is declared as string; expected a port");
}

TEST(JsonLine, ScalarsAndListsOfTheOutermostObject) {
  JsonLine json;
  Row row;
  ASSERT_FALSE(json.read(
      R"({"ts":1795442109.525774,"uid":"C\u0041","AA":true,"TTLs":[1.0,2.5],"answers":["a\"b","c"],"id":{"uid":"inner"},"rcode":null})", row));
  EXPECT_EQ(row.text(Column::Ts), "1795442109.525774");
  EXPECT_EQ(row.text(Column::Uid), "CA");
  EXPECT_EQ(row.text(Column::Authoritative), "T");
  EXPECT_THAT(row.list(Column::Ttls), ElementsAre("1.0", "2.5"));
  EXPECT_THAT(row.list(Column::Answers), ElementsAre("a\"b", "c"));
  EXPECT_FALSE(row.has(Column::Rcode));
}

TEST(JsonLine, WhatIsNoObjectIsDamaged) {
  JsonLine json;
  Row row;
  for (const char* line : {"{", "{\"ts\":}", "[1]", "{\"ts\":1} x", "{\"ts\":1,}", "7", "{\"ts\":\"\xFF\"}"})
    EXPECT_TRUE(json.read(line, row)) << line;
  const std::string deep = "{\"a\":" + std::string(100'000, '[') + "}";
  EXPECT_TRUE(json.read(deep, row));
  EXPECT_FALSE(json.read("{\"ts\":1}", row)) << "and the next line is read again";
}

TEST(Values, TimesAreExactInEveryForm) {
  const auto time_of = [](std::string_view text) {
    Row row;
    row.set(Column::Ts, text);
    Values values(row);
    const auto time = values.time(Column::Ts);
    return values.wrong().empty() ? time.time_since_epoch().count() : -1;
  };
  EXPECT_EQ(time_of("1795442109.525774"), 1'795'442'109'525'774'000);
  EXPECT_EQ(time_of("1795442109"), 1'795'442'109'000'000'000);
  EXPECT_EQ(time_of("1795442109525"), 1'795'442'109'525'000'000) << "JSON::TS_MILLIS";
  EXPECT_EQ(time_of("2026-11-23T13:55:09.525774Z"), 1'795'442'109'525'774'000) << "JSON::TS_ISO8601";
  for (const char* bad : {"", "x", "-5", "1.", "1.2.3", "1e30", "99999999999", "2026-13-01T00:00:00Z", "2026-11-23T13:55:09.5x5Z"})
    EXPECT_EQ(time_of(bad), -1) << bad;
}

TEST(Values, TheFirstValueThatCannotBeReadIsNamed) {
  Row row;
  row.set(Column::OrigBytes, "12x");
  row.set(Column::RespBytes, "nor this");
  row.set(Column::OrigPort, "65536");
  Values values(row);
  EXPECT_EQ(values.count(Column::OrigBytes), 0U);
  EXPECT_EQ(values.count(Column::RespBytes), 0U);
  EXPECT_EQ(values.wrong(), "orig_bytes is \"12x\"; expected a count");
  Values ports(row);
  EXPECT_EQ(ports.port(Column::OrigPort), 0);
  EXPECT_THAT(ports.wrong(), HasSubstr("id.orig_p"));
}

class LogFileTest : public testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& text) {
    std::filesystem::create_directories(folder_);
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return (folder_ / name).string();
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("zeek_lines_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
};

TEST_F(LogFileTest, IsRecognisedByItsContent) {
  EXPECT_TRUE(LogFile::recognised(write("any.name", "#separator \\x09\n")));
  EXPECT_TRUE(LogFile::recognised(write("any.other", "{\"ts\":1}\n")));
  EXPECT_FALSE(LogFile::recognised(write("conn.log", "hello\n")));
  EXPECT_FALSE(LogFile::recognised(write("empty.log", "")));
  EXPECT_FALSE(LogFile::recognised("/dev/null"));
  EXPECT_FALSE(LogFile::recognised((folder_ / "absent").string()));
}

TEST_F(LogFileTest, CountsBadLinesAndNamesTheFirst) {
  const std::string path = write(
      "dns.log", "#separator \\x09\n#path\tdns\n#fields\tts\tuid\n1\ta\nshort\n2\tb\n" + std::string(LineFile::kMostLine + 1, 'x') + "\n3\tc\n");
  auto log = LogFile::open(path);
  ASSERT_TRUE(log);
  std::string uids;
  while ((*log)->next()) uids += (*log)->row().text(Column::Uid);
  EXPECT_EQ(uids, "abc");
  EXPECT_EQ((*log)->kind(), Kind::Dns);
  EXPECT_EQ((*log)->bad_lines(), 2U);
  EXPECT_EQ((*log)->damage().value_or(""), path + ":5: 1 columns; expected 2 (the first of 2 lines left out)");
}

TEST_F(LogFileTest, RowsUnderAWrongHeaderAreLeftOutUntilTheNextOne) {
  const std::string path =
      write("a.log",
            "#separator \\x09\n#path\tdns\n#fields\tts\tuid\n#types\tstring\tstring\n1\ta\n#separator \\x09\n#path\tdns\n#fields\tuid\tts\nb\t2\n");
  auto log = LogFile::open(path);
  ASSERT_TRUE(log);
  ASSERT_TRUE((*log)->next());
  EXPECT_EQ((*log)->row().text(Column::Uid), "b");
  EXPECT_THAT((*log)->damage().value_or(""), HasSubstr(":4: column ts is declared as"));
}

TEST_F(LogFileTest, JsonSaysItsKindByItsColumnsOrItsPath) {
  const auto kind = [&](const std::string& name, const std::string& line) {
    auto log = LogFile::open(write(name, line));
    return log && (*log)->next() ? (*log)->kind() : Kind::Other;
  };
  EXPECT_EQ(kind("a", R"({"ts":1,"uid":"C","conn_state":"SF"})"), Kind::Conn);
  EXPECT_EQ(kind("b", R"({"_path":"conn_long","ts":1,"uid":"C","conn_state":"S1"})"), Kind::OpenConn);
  EXPECT_EQ(kind("conn_long.log", R"({"ts":1,"uid":"C","conn_state":"S1"})"), Kind::OpenConn) << "nothing in the row tells";
  EXPECT_EQ(kind("c", R"({"ts":1,"uid":"C","rejected":false})"), Kind::Dns);
  EXPECT_EQ(kind("d", R"({"ts":1,"uid":"C","resumed":false,"established":true})"), Kind::Ssl);
  EXPECT_EQ(kind("e", R"({"ts":1,"uid":"C","trans_depth":1})"), Kind::Http);
  EXPECT_EQ(kind("f", R"({"ts":1,"fuid":"F"})"), Kind::Other);
}

}  // namespace
}  // namespace sekisho::zeek

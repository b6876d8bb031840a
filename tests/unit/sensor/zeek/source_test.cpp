// Logs as one stream of events.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "sensor/zeek/source.hpp"

namespace sekisho::zeek {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string conn(double ts, const std::string& uid, double duration, const std::string& more = {}) {
  return "{\"ts\":" + std::to_string(ts) + ",\"uid\":\"" + uid +
         R"(","id.orig_h":"10.0.0.5","id.orig_p":50000,"id.resp_h":"203.0.113.7","id.resp_p":443,"proto":"tcp","duration":)" +
         std::to_string(duration) +
         R"(,"orig_bytes":1000,"resp_bytes":2000,"conn_state":"SF","history":"ShADadFf","orig_pkts":10,"orig_ip_bytes":1500,"resp_pkts":10,"resp_ip_bytes":2500,"missed_bytes":0)" +
         more + "}\n";
}

class SourceTest : public testing::Test {
 protected:
  SourceTest() { std::filesystem::create_directories(folder_); }
  ~SourceTest() override { std::filesystem::remove_all(folder_); }
  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return (folder_ / name).string();
  }
  std::string pack(const std::string& name, const std::string& text) {
    const std::string path = (folder_ / name).string();
    gzFile file = gzopen(path.c_str(), "wb");
    gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
    gzclose(file);
    return path;
  }
  /// All events, with the contract of batches checked.
  std::vector<model::FlowEvent> read(const Options& options) {
    auto source = Source::open(options, counters_, HashSeed{7});
    EXPECT_TRUE(source) << (source ? "" : source.error().message);
    std::vector<model::FlowEvent> events;
    if (!source) return events;
    Timestamp reached;
    for (bool last = false; !last;) {
      pipeline::EventBatch batch = (*source)->next();
      last = batch.last;
      for (const model::FlowEvent& e : batch.events) {
        EXPECT_GE(e.time, reached);
        EXPECT_LE(e.time, batch.watermark);
      }
      reached = batch.watermark;
      std::move(batch.events.begin(), batch.events.end(), std::back_inserter(events));
    }
    EXPECT_TRUE(std::is_sorted(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.time < b.time; }));
    problems_ = (*source)->problems();
    note_ = (*source)->note();
    return events;
  }
  double counted(std::string_view name) {
    for (const Counters::Sample& s : counters_.samples()) {
      if (s.name == name) return s.value;
    }
    return -1;
  }

  std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("zeek_source_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
  Counters counters_;
  std::vector<std::string> problems_;
  std::string note_;
};

template <class Body>
std::size_t count(const std::vector<model::FlowEvent>& events) {
  return static_cast<std::size_t>(std::count_if(events.begin(), events.end(), [](const auto& e) { return std::holds_alternative<Body>(e.body); }));
}

TEST_F(SourceTest, AConnectionIsToldAsASensorWouldHave) {
  const auto events = read({.paths = {write("c", conn(1000, "A", 700))}});
  ASSERT_EQ(events.size(), 6U);  // established, classified, 1, 5 and 10 min, ended
  EXPECT_TRUE(std::holds_alternative<model::FlowEstablished>(events[0].body));
  EXPECT_TRUE(std::holds_alternative<model::FlowClassified>(events[1].body));
  const auto& at_five = std::get<model::FlowMilestone>(events[3].body);
  EXPECT_EQ(at_five.age, 5min);
  EXPECT_EQ(at_five.record.to_server.payload, 428U) << "counts grow evenly";
  EXPECT_EQ(at_five.record.reason, model::EndReason::Active);
  EXPECT_EQ(events[3].time, events[0].time + 5min);
  EXPECT_EQ(std::get<model::FlowEnded>(events[5].body).record.to_client.payload, 2000U);
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(events[i].index, i);
    EXPECT_EQ(events[i].flow.id, events[0].flow.id);
  }
}

TEST_F(SourceTest, RowsInTheOrderOfTheirEndsComeInTheOrderOfTheirBeginnings) {
  const auto events = read({.paths = {write("c", conn(1050, "B", 1) + conn(1060, "C", 1) + conn(1000, "A", 100))}});
  std::vector<double> starts;
  for (const auto& e : events) {
    if (std::holds_alternative<model::FlowEstablished>(e.body)) starts.push_back(seconds(e.time.time_since_epoch()));
  }
  EXPECT_THAT(starts, ElementsAre(1000, 1050, 1060));
}

TEST_F(SourceTest, LogsMeetByUid) {
  const std::string dns =
      R"({"ts":999,"uid":"D","id.orig_h":"10.0.0.5","id.orig_p":4000,"id.resp_h":"10.0.0.1","id.resp_p":53,"proto":"udp","query":"c2.example","qtype":1,"rtt":0.5,"rcode":0,"answers":["203.0.113.7"],"TTLs":[60.0],"rejected":false})";
  const std::string ssl =
      R"({"ts":1000.2,"uid":"A","id.orig_h":"10.0.0.5","id.orig_p":50000,"id.resp_h":"203.0.113.7","id.resp_p":443,"version":"TLSv13","server_name":"c2.example","resumed":false,"established":true})";
  const auto events = read({.paths = {write("s", ssl + "\n"), write("d", dns + "\n"), write("c", conn(1000, "A", 30))}});
  ASSERT_EQ(count<model::DnsMessage>(events), 2U);
  EXPECT_EQ(events[1].time - events[0].time, 500ms);
  const auto classified =
      std::find_if(events.begin(), events.end(), [](const auto& e) { return std::holds_alternative<model::FlowClassified>(e.body); });
  ASSERT_NE(classified, events.end());
  EXPECT_EQ(std::get<model::FlowClassified>(classified->body).record.server_name, "c2.example");
  const auto& ended = std::get<model::FlowEnded>(events.back().body);
  EXPECT_EQ(ended.record.server_name, "c2.example");
  EXPECT_TRUE(ended.record.label.is("TLS"));
  EXPECT_EQ(count<model::FlowClassified>(events), 1U);
  EXPECT_EQ(events[2].flow.id, events.back().flow.id);
  EXPECT_EQ(events.back().flow.interface, 2) << "the flow is the connection's log's";
}

TEST_F(SourceTest, OpenConnectionsAreNotCountedTwice) {
  const std::string open = conn(1000, "A", 3600, R"(,"_path":"conn_long")") + conn(1000, "A", 7200, R"(,"_path":"conn_long")");
  const auto events = read({.paths = {write("o", open), write("c", conn(1000, "A", 9000))}});
  EXPECT_EQ(count<model::FlowEstablished>(events), 1U);
  EXPECT_EQ(count<model::FlowEnded>(events), 1U);
  EXPECT_EQ(std::get<model::FlowEnded>(events.back().body).record.duration(), 9000s);
  std::vector<Duration> ages;
  for (const auto& e : events) {
    if (const auto* m = std::get_if<model::FlowMilestone>(&e.body)) ages.push_back(m->age);
  }
  EXPECT_TRUE(std::is_sorted(ages.begin(), ages.end()));
  EXPECT_EQ(std::adjacent_find(ages.begin(), ages.end()), ages.end()) << "each milestone once";
}

TEST_F(SourceTest, AConnectionThatIsStillOpenEndsWithTheLogs) {
  const std::string open = conn(1000, "A", 3600, R"(,"_path":"open_conn")") + conn(1000, "A", 7200, R"(,"_path":"open_conn")");
  const auto events = read({.paths = {write("o", open)}});
  EXPECT_EQ(count<model::FlowEstablished>(events), 1U);
  ASSERT_EQ(count<model::FlowEnded>(events), 1U);
  const auto& record = std::get<model::FlowEnded>(events.back().body).record;
  EXPECT_EQ(record.duration(), 7200s);
  EXPECT_EQ(record.reason, model::EndReason::Shutdown);
}

TEST_F(SourceTest, TheSameRowsTwiceAreToldOnce) {
  const auto events = read({.paths = {write("a", conn(1000, "A", 30)), write("b", conn(1000, "A", 30))}});
  EXPECT_EQ(count<model::FlowEnded>(events), 1U);
  EXPECT_EQ(count<model::FlowEstablished>(events), 1U);
  EXPECT_EQ(counted("sekisho_zeek_repeated_rows_total"), 1);
}

TEST_F(SourceTest, WhatOutlastsTheWindowIsToldLateAndCounted) {
  std::string rows;
  for (int i = 0; i < 50; ++i) rows += conn(2000 + i, "S" + std::to_string(i), 0.1);
  rows += conn(1000, "L", 1049);
  const auto events = read({.paths = {write("c", rows)}, .window = 8});
  EXPECT_EQ(count<model::FlowEnded>(events), 51U);
  EXPECT_EQ(counted("sekisho_zeek_late_rows_total"), 1);
  const auto late = std::find_if(events.begin(), events.end(), [](const auto& e) { return e.flow.start == Timestamp(1000s); });
  ASSERT_NE(late, events.end());
  EXPECT_GT(late->time, Timestamp(2000s)) << "time does not go back, the flow's start is true";
}

TEST_F(SourceTest, PackedLogsReadTheSame) {
  const std::string rows = conn(1000, "A", 30) + conn(1001, "B", 700);
  const auto plain = read({.paths = {write("c", rows)}});
  const auto packed = read({.paths = {pack("c.gz", rows)}});
  ASSERT_EQ(plain.size(), packed.size());
  for (std::size_t i = 0; i < plain.size(); ++i) EXPECT_TRUE(plain[i].order() == packed[i].order());
  EXPECT_TRUE(problems_.empty());
}

TEST_F(SourceTest, ACutPackedLogIsUsedAsFarAsItGoes) {
  std::string rows;
  for (int i = 0; i < 5000; ++i) rows += conn(1000 + i * 0.37, "U" + std::to_string(i * 7919), 0.1);
  const std::string path = pack("c.gz", rows);
  std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
  const auto events = read({.paths = {path}});
  EXPECT_GT(count<model::FlowEnded>(events), 100U);
  ASSERT_EQ(problems_.size(), 1U);
  EXPECT_THAT(problems_[0], HasSubstr("cut short after"));
}

TEST_F(SourceTest, BadLinesAreNamedOnceAndTheRestIsUsed) {
  const auto events = read({.paths = {write("c", conn(1000, "A", 30) + "{oops\n" + conn(1001, "B", 30, R"(,"vlan":"x")") + conn(1002, "C", 30))}});
  EXPECT_EQ(count<model::FlowEnded>(events), 2U);
  ASSERT_EQ(problems_.size(), 1U);
  EXPECT_THAT(problems_[0], HasSubstr(":2: no JSON object"));
  EXPECT_THAT(problems_[0], HasSubstr("the first of 2 lines"));
  EXPECT_EQ(counted("sekisho_zeek_bad_lines_total"), 2);
}

TEST_F(SourceTest, OtherLogsAreLeftOutWithOneSentence) {
  const std::string header = "#separator \\x09\n#path\tfiles\n#fields\tts\tfuid\n1\tF\n";
  const auto events = read({.paths = {write("c", conn(1000, "A", 30)), write("f1", header), write("f2", header)}});
  EXPECT_EQ(count<model::FlowEnded>(events), 1U);
  EXPECT_TRUE(problems_.empty());
  EXPECT_THAT(note_, HasSubstr("left out: files"));
  const auto none = Source::open({.paths = {write("f1", header)}}, counters_, HashSeed{7});
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().message, HasSubstr("conn, dns, ssl, http"));
}

TEST_F(SourceTest, AFolderOfLogsStandsForThem) {
  write("conn.log", conn(1000, "A", 30));
  write("stderr.log", "listening on eth0\n");
  const Sorted sorted = logs_among({folder_.string(), "absent.pcap"});
  EXPECT_EQ(sorted.logs.size(), 1U);
  EXPECT_EQ(sorted.strangers.size(), 1U);
  EXPECT_THAT(sorted.others, ElementsAre("absent.pcap"));
}

}  // namespace
}  // namespace sekisho::zeek

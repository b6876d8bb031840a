#include "sensor/outputs/eve/eve_output.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include <unistd.h>

#include "tests/unit/sensor/outputs/samples.hpp"

namespace sekisho::outputs::eve {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct EveOutputTest : testing::Test {
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "eve_output_XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder = name;
  }
  void TearDown() override { fs::remove_all(folder); }

  std::unique_ptr<Output> open(std::vector<std::string> types) {
    EveOptions options;
    options.path = (folder / "eve.json").string();
    options.types = std::move(types);
    auto output = make_eve_output(options, names, counters);
    EXPECT_TRUE(output.has_value());
    return std::move(*output);
  }
  std::vector<json> events() const {
    std::vector<json> all;
    std::ifstream in(folder / "eve.json");
    for (std::string line; std::getline(in, line);) all.push_back(json::parse(line));
    return all;
  }
  std::vector<std::string> types() const {
    std::vector<std::string> all;
    for (const json& e : events()) all.push_back(e["event_type"]);
    return all;
  }
  static model::FlowEvent event(model::FlowEventBody body, Duration since = 0s) {
    model::FlowEvent e;
    e.time = at(since);
    e.flow = flow_ref();
    e.body = std::move(body);
    return e;
  }

  fs::path folder;
  std::vector<std::string> names{"eth0"};
  Counters counters;
};

TEST_F(EveOutputTest, WritesEveryType) {
  const auto output = open({"alert", "flow", "dns", "tls", "http", "dhcp", "stats"});
  output->write(alert());
  output->write(event(model::FlowMilestone{60s, flow_record()}));
  output->write(event(dns_answer()));
  output->write(event(client_hello()));
  output->write(event(server_hello()));
  output->write(event(transaction()));
  output->write(event(lease()));
  output->write(stats());
  output->write(event(model::FlowEnded{flow_record()}));
  output->finish();
  EXPECT_EQ(types(), (std::vector<std::string>{"alert", "flow", "dns", "tls", "http", "dhcp", "stats", "flow"}));
}

TEST_F(EveOutputTest, WritesOnlyTheTypesThatWereAskedFor) {
  const auto output = open({"dns"});
  output->write(alert());
  output->write(event(model::FlowEnded{flow_record()}));
  output->write(event(dns_answer()));
  output->write(event(transaction()));
  output->write(event(client_hello()));
  output->write(event(lease()));
  output->write(stats());
  output->finish();
  EXPECT_EQ(types(), std::vector<std::string>{"dns"});
}

TEST_F(EveOutputTest, AsksOnlyForWhatItsTypesNeed) {
  EXPECT_EQ(open({"dns"})->interest().events, model::event_bit<model::DnsMessage>());
  EXPECT_FALSE(open({"dns"})->interest().alerts);
  EXPECT_FALSE(open({"dns"})->interest().stats);
  EXPECT_TRUE(open({"alert"})->interest().alerts);
  EXPECT_EQ(open({"alert"})->interest().events, 0U);
  EXPECT_TRUE(open({"flow"})->interest().alerts) << "to say which flows were alerted";
  EXPECT_TRUE(open({"stats"})->interest().stats);
}

TEST_F(EveOutputTest, AnUnknownTypeIsAnError) {
  EveOptions options;
  options.types = {"alert", "flows"};
  const auto output = make_eve_output(options, names, counters);
  ASSERT_FALSE(output.has_value());
  EXPECT_NE(output.error().message.find("flows"), std::string::npos);
}

TEST_F(EveOutputTest, FlowRecordsSayWhetherTheirFlowWasAlerted) {
  const auto output = open({"flow"});
  output->write(event(model::FlowMilestone{60s, flow_record()}));
  output->write(alert());
  output->write(event(model::FlowEnded{flow_record()}));
  output->write(event(model::FlowEnded{flow_record()}));
  output->finish();
  const auto all = events();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0]["flow"]["alerted"], false);
  EXPECT_EQ(all[1]["flow"]["alerted"], true);
  EXPECT_EQ(all[2]["flow"]["alerted"], false) << "another flow of the same id, later";
}

TEST_F(EveOutputTest, HandshakesThatStillWaitAreWrittenAtTheEnd) {
  const auto output = open({"tls"});
  output->write(event(client_hello()));
  output->flush();
  EXPECT_TRUE(events().empty());
  output->finish();
  ASSERT_EQ(events().size(), 1U);
  EXPECT_EQ(events()[0]["tls"]["sni"], "a.example");
}

}  // namespace
}  // namespace sekisho::outputs::eve

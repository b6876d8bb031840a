// What the sensor says, with its default configuration and nothing learnt before, of a day in an office, and of ten channels that hide in it.
// SEKISHO_OFFICE_SEED=N takes another office; SEKISHO_OFFICE_ALL=1 prints the low alerts too.
#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "sensor/app/assemble.hpp"
#include "tests/endurance/alert_log.hpp"
#include "tests/support/office/office.hpp"

namespace sekisho {
namespace {

using test::office::Channel;
using test::office::Office;

/// The office in the place of a log.
class OfficeSource final : public pipeline::EventSource {
 public:
  explicit OfficeSource(Office& office) : office_(office) {}
  pipeline::EventBatch next() override {
    pipeline::EventBatch batch;
    batch.last = !office_.advance(batch.events);
    batch.watermark = office_.watermark();
    events_ += batch.events.size();
    return batch;
  }
  std::uint64_t bytes_read() const override { return events_; }
  std::uint64_t bytes_total() const override { return 0; }
  const std::vector<std::string>& names() const override { return names_; }
  const std::vector<std::string>& problems() const override { return problems_; }
  std::string note() const override { return {}; }

 private:
  Office& office_;
  std::uint64_t events_ = 0;
  std::vector<std::string> names_{"office"}, problems_;
};

struct Day {
  std::vector<alerts::Alert> alerts;
  std::uint64_t events = 0;
};

Day replay(Office& office) {
  Day day;
  Counters counters;
  settings::Settings settings = settings::defaults();
  settings.stats_interval = 24h;
  auto parts = app::assemble(settings, counters, app::kReplaySeed);
  EXPECT_TRUE(parts.has_value());
  auto source = std::make_unique<OfficeSource>(office);
  parts->events = std::move(source);
  parts->outputs.push_back(std::make_unique<test::AlertLog>(day.alerts));
  auto pipeline = pipeline::Pipeline::create(std::move(*parts), counters);
  EXPECT_TRUE(pipeline.has_value());
  (*pipeline)->start();
  (*pipeline)->join();
  day.events = (*pipeline)->bytes_read();
  return day;
}

bool speaks_of(const alerts::Alert& alert, const Channel& channel) {
  const detectors::Finding& finding = alert.finding;
  if (finding.flow.endpoints.client.address != channel.client) return false;
  const auto& servers = channel.servers;
  if (std::find(servers.begin(), servers.end(), finding.flow.endpoints.server.address) != servers.end()) return true;
  return std::any_of(channel.domains.begin(), channel.domains.end(),
                     [&](const std::string& domain) { return finding.object.name == domain || finding.object.name.ends_with("." + domain); });
}

/// The name server asks for the channel's names in its client's place.
bool carries(const alerts::Alert& alert, const Channel& channel) {
  return channel.servers.empty() && std::find(channel.domains.begin(), channel.domains.end(), alert.finding.object.name) != channel.domains.end();
}

/// "beat 12 of 470 after 11.8 min by beacon", or "never".
std::string first(const std::vector<alerts::Alert>& alerts, const Channel& channel, alerts::Level level) {
  const auto it = std::find_if(alerts.begin(), alerts.end(), [&](const alerts::Alert& a) { return a.level >= level && speaks_of(a, channel); });
  if (it == alerts.end()) return "never";
  const auto beats = std::upper_bound(channel.beats.begin(), channel.beats.end(), it->finding.time) - channel.beats.begin();
  return fmt::format("{} beats, {} ({})", beats, human(it->finding.time - channel.beats.front()), it->detector);
}

TEST(Office, ADayOfWorkIsQuietAndTenChannelsInItAreNot) {
  const char* seed = std::getenv("SEKISHO_OFFICE_SEED");
  Office office({.seed = seed != nullptr ? std::strtoull(seed, nullptr, 10) : 1, .channels = true});
  const Day day = replay(office);
  fmt::print("{} events of {} machines, {} alerts\n", day.events, office.hosts().size(), day.alerts.size());

  int found = 0;
  fmt::print("{:14} {:>6}  {:44} {}\n", "channel", "beats", "first low", "first medium");
  for (const Channel* channel : office.channels()) {
    const std::string medium = first(day.alerts, *channel, alerts::Level::Medium);
    fmt::print("{:14} {:>6}  {:44} {}\n", channel->name, channel->beats.size(), first(day.alerts, *channel, alerts::Level::Low), medium);
    found += medium == "never" ? 0 : 1;
  }
  int noise = 0, low = 0;
  for (const alerts::Alert& alert : day.alerts) {
    const auto channels = office.channels();
    if (std::any_of(channels.begin(), channels.end(), [&](const Channel* c) { return speaks_of(alert, *c) || carries(alert, *c); })) continue;
    if (alert.level < alerts::Level::Medium) {
      ++low;
      if (std::getenv("SEKISHO_OFFICE_ALL") == nullptr) continue;
    } else {
      ++noise;
    }
    std::string context;
    for (const auto& i : alert.finding.indicators) context += fmt::format(" {}{:+}", i.name, i.points);
    for (const auto& i : alert.context) context += fmt::format(" [{}{:+}]", i.name, i.points);
    fmt::print("{} {} {} {} {}\n   {}\n", alerts::level_name(alert.level), alert.score, alert.detector, alert.finding.object.name,
               alert.finding.sentence, context);
  }
  fmt::print("{} low alerts of work itself, {} medium or above\n", low, noise);
  EXPECT_LE(noise, 3) << "alerts of medium or above about nothing but work";
  EXPECT_GE(found, 9) << "channels that reach medium";
}

}  // namespace
}  // namespace sekisho

#include <array>
#include <iostream>
#include <memory>
#include <set>

#include <fmt/format.h>

#include "sensor/app/assemble.hpp"
#include "sensor/app/commands.hpp"
#include "sensor/app/sinks.hpp"
#include "sensor/app/synthetic_source.hpp"

namespace sekisho::app {
namespace {

// Detectors that the synthetic traffic must wake.
constexpr std::array<std::string_view, 2> kExpected{"beacon", "dns_tunnel"};

// Remembers who spoke.
class Listener final : public outputs::Output {
 public:
  explicit Listener(std::set<std::string>& heard) : heard_(heard) {}
  std::string_view name() const override { return "listener"; }
  outputs::Interest interest() const override { return {}; }
  void write(const outputs::Record& record) override {
    if (const auto* alert = std::get_if<alerts::Alert>(&record)) heard_.insert(alert->detector);
  }
  void flush() override {}
  void reopen() override {}
  bool healthy() const override { return true; }

 private:
  std::set<std::string>& heard_;
};

}  // namespace

int self_test(const Options& options) {
  auto settings = load_settings(options);
  if (!settings) {
    std::cerr << settings.error().message << '\n';
    return kBadConfig;
  }
  Counters counters;
  auto parts = assemble(*settings, counters, kReplaySeed);
  if (!parts) {
    std::cerr << parts.error().message << '\n';
    return kBadConfig;
  }
  std::set<std::string> heard;
  parts->sources.push_back(std::make_unique<SyntheticSource>());
  Options table = options;
  table.format = "text";
  auto outputs = replay_outputs(table, *settings, Table::Begins, parts->sources.front()->names(), counters);
  if (!outputs) {
    std::cerr << outputs.error().message << '\n';
    return kCannotWrite;
  }
  parts->outputs = std::move(*outputs);
  parts->outputs.push_back(std::make_unique<Listener>(heard));
  std::set<std::string_view> active;
  for (const pipeline::ActiveDetector& d : parts->detectors) active.insert(d.info->name);
  auto pipeline = pipeline::Pipeline::create(std::move(*parts), counters);
  if (!pipeline) {
    std::cerr << pipeline.error().message << '\n';
    return kRuntimeFailure;
  }
  (*pipeline)->start();
  (*pipeline)->join();
  int code = kOk;
  for (const std::string_view name : kExpected) {
    const bool spoke = heard.contains(std::string(name));
    const bool off = !active.contains(name);
    std::cout << fmt::format("{}  {}\n", spoke ? "ok  " : off ? "off " : "FAIL", name);
    if (!spoke && !off) code = kRuntimeFailure;
  }
  std::cout << (code == kOk ? "self-test passed: packets in, alerts out\n" : "self-test failed: a detector stayed silent on traffic made for it\n");
  return code;
}

}  // namespace sekisho::app

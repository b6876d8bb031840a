// Parts that the pipeline's tests plug in: sources that follow a script, stages and outputs that remember.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "flow/base/counters.hpp"
#include "sensor/capture/packet_source.hpp"
#include "sensor/outputs/output.hpp"
#include "sensor/pipeline/packet_stage.hpp"
#include "tests/support/packet_builder.hpp"

namespace sekisho::pipeline::test {

using sekisho::test::kStart;

/// The sum of a metric over its labels, or over those cells whose labels hold @p label as a value; 0 where there is none.
double metric(const Counters& counters, std::string_view name, std::string_view label = {});

/// Delivers the packets of a list, then ends.
class ListSource final : public capture::PacketSource {
 public:
  explicit ListSource(std::vector<sekisho::test::PacketBuilder> packets) : packets_(std::move(packets)) {}
  Status poll(capture::PacketSink& sink, std::chrono::milliseconds wait) override;
  const std::vector<std::string>& names() const override { return names_; }
  const std::vector<std::string>& problems() const override { return problems_; }
  Progress progress() const override { return {next_, packets_.size()}; }

 private:
  std::vector<sekisho::test::PacketBuilder> packets_;
  std::size_t next_ = 0;
  std::vector<std::string> names_{"list"}, problems_;
};

/// Notes what reaches it, as text: "packet 10.0.0.1:1 > 10.0.0.2:2 abc", "tick 5", "finish".
class NotingStage final : public PacketStage {
 public:
  explicit NotingStage(std::vector<std::string>& notes) : notes_(notes) {}
  void packet(const packet::PacketView& packet) override;
  void tick(Timestamp now) override;
  void finish() override { notes_.emplace_back("finish"); }

 private:
  std::vector<std::string>& notes_;
};

/// What an output did. Outlives the output; any thread.
class Journal {
 public:
  void add(std::string line);
  std::vector<std::string> lines() const;
  /// Until @p line has been added.
  void wait_for(const std::string& line) const;

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<std::string> lines_;
};

/// A door that an output waits at.
class Gate {
 public:
  void open();
  void wait();

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool open_ = false;
};

/// Writes to a journal: "alert ID", "event N" (its index), "stats", "flush", "reopen", "finish".
class NotingOutput final : public outputs::Output {
 public:
  struct Options {
    std::string name = "noting";
    outputs::Interest interest{true, false, ~0U};
    Gate* gate = nullptr;  ///< write() waits here.
    bool healthy = true;
  };
  NotingOutput(Journal& journal, Options options) : journal_(journal), options_(std::move(options)) {}
  std::string_view name() const override { return options_.name; }
  outputs::Interest interest() const override { return options_.interest; }
  void write(const outputs::Record& record) override;
  void flush() override {}
  void finish() override { journal_.add("finish"); }
  void reopen() override { journal_.add("reopen"); }
  bool healthy() const override { return options_.healthy; }

 private:
  Journal& journal_;
  Options options_;
};

/// One output in a list.
std::vector<std::unique_ptr<outputs::Output>> outputs_of(std::unique_ptr<outputs::Output> output);

/// An event of the flow @p id at @p at; its body is FlowEstablished.
model::FlowEvent event_at(Duration at, std::uint64_t id = 1, std::uint32_t index = 0);
alerts::Alert alert_called(const std::string& id);

}  // namespace sekisho::pipeline::test

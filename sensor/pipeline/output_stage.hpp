// Hands records to the outputs, each on a thread of its own behind a bounded queue. Alerts outrank the rest: where a queue
// is full, flow records are dropped and counted first, and alerts wait for the next chance.
//
// Threads  everything but the outputs' own threads happens on the analysis thread; reopen() may come from any.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "flow/base/bounded_queue.hpp"
#include "flow/base/counters.hpp"
#include "sensor/outputs/output.hpp"
#include "sensor/pipeline/flow_stage.hpp"

namespace sekisho::pipeline {

class OutputStage {
 public:
  /// @p queue_batches waiting per output at most.
  OutputStage(std::vector<std::unique_ptr<outputs::Output>> outputs, std::size_t queue_batches, WhenFull when_full, Counters& counters);
  ~OutputStage();

  void alert(const alerts::Alert& alert);
  /// Whether any output wants such an event; ask before copying one.
  bool wants(const model::FlowEvent& event) const { return (wanted_ & model::event_bit(event)) != 0; }
  void event(model::FlowEvent&& event);
  void stats(const outputs::StatsEvent& stats);
  bool wants_stats() const { return wants_stats_; }
  /// Passes on what has gathered. Call once a round.
  void flush();
  /// Tells every output to reopen its files, before the next records at the latest. Never waits. Any thread.
  void reopen();
  /// Puts @p output in the place of the one with the same name, which first writes what it was given; takes effect with the next flush()
  /// that finds room. Does nothing where there is none. Never waits. On the analysis thread.
  void replace(std::unique_ptr<outputs::Output> output);
  /// Flushes, waits until all is written, ends the threads.
  void finish();
  /// Names of outputs whose last write failed.
  std::vector<std::string> unhealthy() const;

 private:
  struct Batch {
    std::vector<outputs::Record> records;
    std::unique_ptr<outputs::Output> successor;
    bool last = false;
  };
  struct Lane {
    Lane(std::unique_ptr<outputs::Output> o, std::size_t queue_batches, Counters& counters);
    std::unique_ptr<outputs::Output> output;
    mutable std::mutex swap;  // output changes hands under it; its own thread needs it for nothing else
    std::string name;
    outputs::Interest interest;
    BoundedQueue<Batch> queue;
    std::atomic<bool> reopen{false};
    std::vector<outputs::Record> gathering;
    std::unique_ptr<outputs::Output> successor;  // not yet handed over
    Counter& dropped;
    Gauge& depth;
    std::thread thread;
  };
  static void work(Lane& lane);
  void sum_interests();
  void send(Lane& lane);

  std::vector<std::unique_ptr<Lane>> lanes_;
  WhenFull when_full_;
  std::uint32_t wanted_ = 0;
  bool wants_stats_ = false;
};

}  // namespace sekisho::pipeline

// The threads of one sensor, wired: capture loops, flow stages, analysis, outputs. sensor/app fills in the parts.
//
// Shutdown drains in data order: capture stops, flow tables flush, the analysis has its final tick, outputs write and end.
#pragma once

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "sensor/pipeline/analysis.hpp"
#include "sensor/pipeline/capture_loop.hpp"
#include "sensor/pipeline/distributor.hpp"
#include "sensor/pipeline/event_loop.hpp"

namespace sekisho::pipeline {

struct PipelineParts {
  std::vector<std::unique_ptr<capture::PacketSource>> sources;  ///< Live: one per worker. Files: exactly one.
  std::unique_ptr<EventSource> events;                          ///< Logs, instead of sources: no packets, no flow stages.
  bool live = false;
  unsigned workers = 1;  ///< Flow stages.
  IngestOptions ingest;
  table::FlowTableOptions flow;          ///< Per worker.
  inspect::InspectorOptions inspection;  ///< Per worker.
  dpi::ClassifierOptions dpi;            ///< Per worker.
  bool dpi_enabled = true;
  std::unique_ptr<detectors::knowledge::Knowledge> knowledge;
  alerts::AlertOptions alerts;
  std::vector<ActiveDetector> detectors;
  std::vector<std::unique_ptr<outputs::Output>> outputs;
  std::size_t output_queue = 64;  ///< Batches.
  Duration stats_interval = 8s;
  Duration hold = 0s;  ///< See Delivery.
  HashSeed seed;
};

class Pipeline {
 public:
  /// An Error where DPI does not start. Nothing runs before start().
  static Result<std::unique_ptr<Pipeline>> create(PipelineParts parts, Counters& counters);
  ~Pipeline();

  void start();
  /// Any thread: ends capture; what was captured is still judged and written.
  void stop();
  /// Waits for all threads to end.
  void join();
  /// Everything has been read, judged and handed to the outputs; join() will not wait long.
  bool ended() const;

  Analysis& analysis() { return *analysis_; }
  OutputStage& outputs() { return *outputs_; }
  const std::vector<std::unique_ptr<capture::PacketSource>>& sources() const { return parts_.sources; }
  const std::vector<std::unique_ptr<CaptureLoop>>& loops() const { return loops_; }
  /// Of a replay: how much of its input was read, in bytes. Any thread.
  std::uint64_t bytes_read() const { return event_loop_ ? event_loop_->bytes_read() : loops_.front()->bytes_read(); }
  std::uint64_t bytes_total() const { return event_loop_ ? event_loop_->bytes_total() : loops_.front()->bytes_total(); }
  /// Of a replay: its inputs, and what was wrong with them; the latter once ended.
  const std::vector<std::string>& inputs() const { return parts_.events ? parts_.events->names() : parts_.sources.front()->names(); }
  /// A sentence about what was left out on purpose; empty where nothing was.
  std::string note() const { return parts_.events ? parts_.events->note() : std::string(); }
  const std::vector<std::string>& problems() const { return parts_.events ? parts_.events->problems() : parts_.sources.front()->problems(); }

 private:
  explicit Pipeline(PipelineParts parts) : parts_(std::move(parts)) {}
  Result<std::unique_ptr<FlowStage>> make_stage(EventQueue& queue, Counters& counters);
  Result<void> make_capture(Counters& counters);

  PipelineParts parts_;
  std::vector<std::unique_ptr<EventQueue>> queues_;
  std::vector<std::unique_ptr<PacketStage>> stages_;  // what each ingest feeds
  std::vector<std::unique_ptr<Ingest>> ingests_;
  std::vector<std::unique_ptr<CaptureLoop>> loops_;
  std::unique_ptr<EventLoop> event_loop_;
  std::unique_ptr<OutputStage> outputs_;
  std::unique_ptr<Analysis> analysis_;
  std::vector<std::thread> threads_;
  std::thread analysis_thread_;
  std::atomic<bool> analysed_{false};
};

}  // namespace sekisho::pipeline

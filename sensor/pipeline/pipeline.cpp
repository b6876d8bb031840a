#include "sensor/pipeline/pipeline.hpp"

namespace sekisho::pipeline {
namespace {

constexpr std::size_t kEventBatches = 64;  // batches a worker may be ahead of the analysis thread

}  // namespace

Result<std::unique_ptr<FlowStage>> Pipeline::make_stage(EventQueue& queue, Counters& counters) {
  std::unique_ptr<dpi::Classifier> classifier;
  if (parts_.dpi_enabled) {
    auto made = dpi::make_ndpi_classifier(parts_.dpi, counters);
    if (!made) return made.error();
    classifier = std::move(*made);
  } else {
    classifier = dpi::make_port_classifier();
  }
  auto inspector = std::make_unique<inspect::Inspector>(std::move(classifier), parts_.inspection, counters, parts_.seed);
  const Delivery delivery{parts_.live ? WhenFull::Drop : WhenFull::Wait, parts_.hold};
  return std::make_unique<FlowStage>(parts_.flow, std::move(inspector), queue, delivery, counters, parts_.seed);
}

Result<void> Pipeline::make_capture(Counters& counters) {
  const auto entry = [&](const char* pool) -> Gauge& { return counters.gauge("sekisho_flow_entry_bytes", "Memory of one flow", {{"pool", pool}}); };
  entry("half_open").set(static_cast<double>(table::FlowTable::entry_bytes().half_open));
  entry("established").set(static_cast<double>(table::FlowTable::entry_bytes().established));
  std::vector<std::unique_ptr<PacketStage>> flow_stages;
  for (unsigned i = 0; i < parts_.workers; ++i) {
    queues_.push_back(std::make_unique<EventQueue>(kEventBatches));
    auto stage = make_stage(*queues_.back(), counters);
    if (!stage) return stage.error();
    flow_stages.push_back(std::move(*stage));
  }
  if (parts_.sources.size() == 1 && parts_.workers > 1) {
    stages_.push_back(std::make_unique<Distributor>(std::move(flow_stages)));
  } else {
    stages_ = std::move(flow_stages);
  }
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    ingests_.push_back(std::make_unique<Ingest>(parts_.ingest, *stages_[i], counters, parts_.seed));
    loops_.push_back(std::make_unique<CaptureLoop>(*parts_.sources[i], *ingests_[i], parts_.live));
  }
  return {};
}

Result<std::unique_ptr<Pipeline>> Pipeline::create(PipelineParts parts, Counters& counters) {
  std::unique_ptr<Pipeline> p(new Pipeline(std::move(parts)));
  if (p->parts_.events) {
    p->queues_.push_back(std::make_unique<EventQueue>(kEventBatches));
    p->event_loop_ = std::make_unique<EventLoop>(*p->parts_.events, *p->queues_.back());
  } else if (auto made = p->make_capture(counters); !made) {
    return made.error();
  }
  p->outputs_ =
      std::make_unique<OutputStage>(std::move(p->parts_.outputs), p->parts_.output_queue, p->parts_.live ? WhenFull::Drop : WhenFull::Wait, counters);
  p->analysis_ = std::make_unique<Analysis>(std::move(p->parts_.knowledge), p->parts_.alerts, std::move(p->parts_.detectors), *p->outputs_,
                                            p->parts_.stats_interval, counters);
  return p;
}

Pipeline::~Pipeline() {
  stop();
  join();
}

void Pipeline::start() {
  analysis_thread_ = std::thread([this] {
    std::vector<EventQueue*> queues;
    for (auto& q : queues_) queues.push_back(q.get());
    analysis_->run(queues);
    outputs_->finish();
    analysed_.store(true, std::memory_order_release);
  });
  for (auto& loop : loops_) threads_.emplace_back([&l = *loop] { l.run(); });
  if (event_loop_) threads_.emplace_back([&l = *event_loop_] { l.run(); });
}

void Pipeline::stop() {
  for (auto& loop : loops_) loop->stop();
  if (event_loop_) event_loop_->stop();
}

void Pipeline::join() {
  for (std::thread& t : threads_) {
    if (t.joinable()) t.join();
  }
  if (analysis_thread_.joinable()) analysis_thread_.join();
}

bool Pipeline::ended() const { return analysed_.load(std::memory_order_acquire); }

}  // namespace sekisho::pipeline

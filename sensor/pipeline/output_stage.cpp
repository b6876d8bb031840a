#include "sensor/pipeline/output_stage.hpp"

#include <algorithm>

namespace sekisho::pipeline {
namespace {

constexpr std::size_t kMaxWaitingAlerts = 100'000;  // alerts held for an output that does not keep up; then the oldest go, counted

}  // namespace

OutputStage::Lane::Lane(std::unique_ptr<outputs::Output> o, std::size_t queue_batches, Counters& counters)
    : output(std::move(o)),
      name(output->name()),
      interest(output->interest()),
      queue(queue_batches),
      dropped(counters.counter("sekisho_queue_dropped_total", "Records lost because an output was behind", {{"queue", name}})),
      depth(counters.gauge("sekisho_queue_depth", "Batches waiting in a queue", {{"queue", name}})) {}

OutputStage::OutputStage(std::vector<std::unique_ptr<outputs::Output>> outputs, std::size_t queue_batches, WhenFull when_full, Counters& counters)
    : when_full_(when_full) {
  for (auto& output : outputs) lanes_.push_back(std::make_unique<Lane>(std::move(output), queue_batches, counters));
  sum_interests();
  for (auto& lane : lanes_) lane->thread = std::thread([&l = *lane] { work(l); });
}

OutputStage::~OutputStage() { finish(); }

void OutputStage::sum_interests() {
  wanted_ = 0;
  wants_stats_ = false;
  for (const auto& lane : lanes_) {
    wanted_ |= lane->interest.events;
    wants_stats_ = wants_stats_ || lane->interest.stats;
  }
}

void OutputStage::alert(const alerts::Alert& alert) {
  for (auto& lane : lanes_) {
    if (lane->interest.alerts) lane->gathering.emplace_back(alert);
  }
}

void OutputStage::event(model::FlowEvent&& event) {
  const std::uint32_t bit = model::event_bit(event);
  Lane* taker = nullptr;
  for (auto& lane : lanes_) {
    if ((lane->interest.events & bit) == 0) continue;
    if (taker != nullptr) taker->gathering.emplace_back(event);
    taker = lane.get();
  }
  if (taker != nullptr) taker->gathering.emplace_back(std::move(event));
}

void OutputStage::stats(const outputs::StatsEvent& stats) {
  for (auto& lane : lanes_) {
    if (lane->interest.stats) lane->gathering.emplace_back(stats);
  }
}

void OutputStage::flush() {
  for (auto& lane : lanes_) {
    if (!lane->gathering.empty() || lane->successor) send(*lane);
    lane->depth.set(static_cast<double>(lane->queue.size()));
  }
}

void OutputStage::send(Lane& lane) {
  const std::size_t count = lane.gathering.size();
  Batch batch{std::exchange(lane.gathering, {}), std::move(lane.successor), false};
  lane.gathering.reserve(count);  // the next batch will be about as long; growing would move every record
  if (when_full_ == WhenFull::Wait) {
    lane.queue.push(std::move(batch));
    return;
  }
  if (lane.queue.try_push(std::move(batch))) return;
  lane.gathering = std::move(batch.records);  // NOLINT(bugprone-use-after-move): a refused value is untouched
  lane.successor = std::move(batch.successor);
  const auto keep = std::remove_if(lane.gathering.begin(), lane.gathering.end(),
                                   [](const outputs::Record& r) { return !std::holds_alternative<alerts::Alert>(r); });
  lane.dropped.add(static_cast<std::uint64_t>(lane.gathering.end() - keep));
  lane.gathering.erase(keep, lane.gathering.end());
  if (lane.gathering.size() > kMaxWaitingAlerts) {
    const auto surplus = static_cast<std::ptrdiff_t>(lane.gathering.size() - kMaxWaitingAlerts);
    lane.gathering.erase(lane.gathering.begin(), lane.gathering.begin() + surplus);
    lane.dropped.add(static_cast<std::uint64_t>(surplus));
  }
}

void OutputStage::reopen() {
  for (auto& lane : lanes_) {
    lane->reopen.store(true, std::memory_order_relaxed);
    (void)lane->queue.try_push({});  // wakes a lane that is idle; one that is not looks anyway
  }
}

void OutputStage::replace(std::unique_ptr<outputs::Output> output) {
  for (auto& lane : lanes_) {
    if (lane->name != output->name()) continue;
    lane->interest = output->interest();
    sum_interests();
    lane->successor = std::move(output);
    return;
  }
}

void OutputStage::finish() {
  for (auto& lane : lanes_) {
    if (lane->thread.joinable()) lane->queue.push({std::exchange(lane->gathering, {}), std::move(lane->successor), true});
  }
  for (auto& lane : lanes_) {
    if (lane->thread.joinable()) lane->thread.join();
  }
}

std::vector<std::string> OutputStage::unhealthy() const {
  std::vector<std::string> names;
  for (const auto& lane : lanes_) {
    const std::lock_guard lock(lane->swap);
    if (!lane->output->healthy()) names.emplace_back(lane->output->name());
  }
  return names;
}

void OutputStage::work(Lane& lane) {
  while (auto batch = lane.queue.pop()) {
    if (lane.reopen.exchange(false, std::memory_order_relaxed)) lane.output->reopen();
    for (const outputs::Record& record : batch->records) lane.output->write(record);
    lane.output->flush();
    if (batch->successor) {
      lane.output->finish();
      const std::lock_guard lock(lane.swap);
      lane.output = std::move(batch->successor);
    }
    if (batch->last) break;
  }
  lane.output->finish();
}

}  // namespace sekisho::pipeline

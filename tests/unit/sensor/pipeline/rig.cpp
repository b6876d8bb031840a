#include "rig.hpp"

#include <algorithm>

#include "detectors/api/detector.hpp"

// The alert manager makes the metrics of every built-in detector; here none is built in.
std::span<const sekisho::detectors::DetectorInfo* const> sekisho::detectors::all_detectors() { return {}; }

namespace sekisho::pipeline::test {

double metric(const Counters& counters, std::string_view name, std::string_view label) {
  double sum = 0;
  for (const Counters::Sample& s : counters.samples()) {
    if (s.name != name) continue;
    const bool fits = label.empty() || std::any_of(s.labels.begin(), s.labels.end(), [&](const auto& l) { return l.second == label; });
    if (fits) sum += s.value;
  }
  return sum;
}

capture::PacketSource::Status ListSource::poll(capture::PacketSink& sink, std::chrono::milliseconds) {
  if (next_ == packets_.size()) return Status::End;
  sink.packet(packets_[next_++].raw());
  return Status::More;
}

void NotingStage::packet(const packet::PacketView& packet) {
  std::string note = "packet " + packet.source.to_string();
  note += ':' + std::to_string(packet.source_port) + " > " + packet.destination.to_string();
  note += ':' + std::to_string(packet.destination_port);
  if (!packet.payload.empty()) note += ' ' + std::string(as_text(packet.payload));
  notes_.push_back(std::move(note));
}

void NotingStage::tick(Timestamp now) {
  notes_.push_back("tick " + std::to_string(std::chrono::duration_cast<std::chrono::seconds>(now - kStart).count()));
}

void Journal::add(std::string line) {
  {
    const std::lock_guard lock(mutex_);
    lines_.push_back(std::move(line));
  }
  changed_.notify_all();
}

std::vector<std::string> Journal::lines() const {
  const std::lock_guard lock(mutex_);
  return lines_;
}

void Journal::wait_for(const std::string& line) const {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return std::find(lines_.begin(), lines_.end(), line) != lines_.end(); });
}

void Gate::open() {
  {
    const std::lock_guard lock(mutex_);
    open_ = true;
  }
  opened_.notify_all();
}

void Gate::wait() {
  std::unique_lock lock(mutex_);
  opened_.wait(lock, [&] { return open_; });
}

void NotingOutput::write(const outputs::Record& record) {
  std::string line = "stats";
  if (const auto* alert = std::get_if<alerts::Alert>(&record)) line = "alert " + alert->id;
  if (const auto* event = std::get_if<model::FlowEvent>(&record)) line = "event " + std::to_string(event->index);
  journal_.add("begin " + line);
  if (options_.gate != nullptr) options_.gate->wait();
  journal_.add(std::move(line));
}

std::vector<std::unique_ptr<outputs::Output>> outputs_of(std::unique_ptr<outputs::Output> output) {
  std::vector<std::unique_ptr<outputs::Output>> list;
  list.push_back(std::move(output));
  return list;
}

model::FlowEvent event_at(Duration at, std::uint64_t id, std::uint32_t index) {
  model::FlowEvent event;
  event.time = kStart + at;
  event.flow.id = model::FlowId{id};
  event.flow.start = kStart;
  event.flow.endpoints = {{*IpAddress::parse("10.0.0.1"), 1000}, {*IpAddress::parse("198.51.100.7"), 443}};
  event.flow.transport = model::Transport::Tcp;
  event.index = index;
  event.body = model::FlowEstablished{};
  return event;
}

alerts::Alert alert_called(const std::string& id) {
  alerts::Alert alert;
  alert.id = id;
  return alert;
}

}  // namespace sekisho::pipeline::test
